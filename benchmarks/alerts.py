"""Alerts: what spikes are found and how often wrongly, and what ten thousand watchlists cost an article.

    python -m benchmarks.alerts [--json] [--watchlists 10000] [--rare 0.001]

The simulation draws hourly articles of entities that are written about from once a week to a hundred times a day, with
quiet nights and weekends and with bursts of their own (a negative binomial), and looks every hour, as the job does.
Eight weeks are history; then a quiet month counts false alarms, and a second month has one spike planted at a random
hour: so many extra articles in six hours as a launch brings to such an entity.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import numpy as np

from newsdesk.alerts.decide import SPIKE_REST
from newsdesk.alerts.index import WatchIndex
from newsdesk.alerts.spikes import RARE, WEEKS, WINDOWS, spike
from newsdesk.settings.watching import Watchlist
from pipeline.query import ArticleRecord, parse

HISTORY = WEEKS * 7 * 24  # hours
MONTH = 30 * 24
RATES = (0.15, 0.5, 2.0, 8.0, 30.0, 100.0)  # articles a day
SPREADS = (1.0, 2.0, 4.0)  # variance of a day's count over its mean, beside hours and weekdays
LAUNCH_HOURS = 6
REST = SPIKE_REST // timedelta(hours=1)


def hourly(rate: float, spread: float, hours: int, dice: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return articles an hour: a day's level is drawn for each day, then each hour's count."""
    hour = np.arange(hours) % 24
    day = np.arange(hours) // 24
    of_day = np.where((hour >= 6) & (hour < 22), 1.35, 0.3)
    of_week = np.where(day % 7 < 5, 1.2, 0.5)
    levels = np.ones(day.max() + 1)
    if spread > 1:
        shape = rate / (spread - 1)
        levels = dice.gamma(shape, 1 / shape, day.max() + 1)
    return dice.poisson(rate / 24 * of_day * of_week * levels[day])


def alarms(counts: np.ndarray[Any, Any], begin: int, rare: float = RARE) -> list[int]:
    """Return the hours from *begin* on at which a spike would be told."""
    told: list[int] = []
    total = np.concatenate(([0], np.cumsum(counts)))
    for hour in range(begin, len(counts)):
        if told and hour - told[-1] < REST:
            continue
        ends = np.arange(hour + 1, max(hour + 1 - 24 * WINDOWS, 23), -24)
        windows = (total[ends] - total[ends - 24]).tolist()
        if spike(windows, rare):
            told.append(hour)
    return told


@dataclass(frozen=True, slots=True)
class Simulated:
    """How spikes fared for entities of one rate."""

    rate: float
    false_a_month: float
    planted: int
    found: int
    delay_h: float | None  # median, from the launch's first hour


def simulate(rate: float, entities: int, dice: np.random.Generator, rare: float = RARE) -> Simulated:
    """Return what is found of *entities* entities of *rate* articles a day, a third for each of `SPREADS`."""
    false, found, delays = 0, 0, []
    for number in range(entities):
        spread = SPREADS[number % len(SPREADS)]
        quiet = hourly(rate, spread, HISTORY + MONTH, dice)
        false += len(alarms(quiet, HISTORY, rare))
        news = hourly(rate, spread, HISTORY + MONTH, dice)
        at = HISTORY + int(dice.integers(24, MONTH - 48))
        extra = max(12.0, 3.0 * rate)
        news[at : at + LAUNCH_HOURS] += dice.poisson(extra / LAUNCH_HOURS, LAUNCH_HOURS)
        after = [hour - at for hour in alarms(news, HISTORY, rare) if at <= hour < at + 24]
        found += bool(after)
        delays += after[:1]
    return Simulated(rate, false / entities, entities, found, median(delays) if delays else None)


def matching_cost(watchlists: int, articles: int) -> tuple[float, float]:
    """Return CPU milliseconds an article for making its record, and for asking *watchlists* watchlists."""
    dice = random.Random(7)
    words = [
        f"{dice.choice('bcdfglmnprst')}{dice.choice('aeiou')}{number}".translate(_LETTERS)
        for number in range(VOCABULARY)
    ]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    index = WatchIndex(a_watchlist(number, words, dice) for number in range(watchlists))
    texts = [" ".join(dice.choices(words, weights, k=1_025)) for _ in range(articles)]
    began = time.process_time()
    records = [a_record(text, dice) for text in texts]
    made = time.process_time()
    for record in records:
        index.matching(record)
    return 1000 * (made - began) / articles, 1000 * (time.process_time() - made) / articles


VOCABULARY = 50_000  # words; a year of one outlet has about as many
_LETTERS = str.maketrans("0123456789", "abcdefghij")


def a_watchlist(number: int, words: Sequence[str], dice: random.Random) -> Watchlist:
    """Return one of the kinds that people write: an entity, with a word, a phrase, alternatives, a topic and a word."""
    one, two, three = (dice.choice(words[200:]) for _ in range(3))
    entity = f"entity:org:firm-{dice.randrange(3000)}"
    kinds = (
        entity,
        f"{entity} {one}",
        f'"{one} {two}"',
        f"{one} OR {two} OR {three}",
        f"topic:funding {one}",
        f"{one}*",
    )
    return Watchlist(f"list-{number}", ("desk",), parse(kinds[number % len(kinds)]))


def a_record(text: str, dice: random.Random) -> ArticleRecord:
    entities = {f"org:firm-{dice.randrange(3000)}": False for _ in range(8)}
    return ArticleRecord.of(
        title=text[:60],
        text=text,
        outlet="Wire",
        source="wire",
        language="en",
        dated_at=datetime(2026, 10, 15, tzinfo=UTC),
        relevance=0.8,
        entities=entities,
        topics=frozenset({"topic:funding"}),
        story_id=1,
        story_outlets=2,
    )


def main() -> int:
    """Print the figures; return 1 where a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--entities", type=int, default=30, help="of each rate")
    arguments.add_argument("--watchlists", type=int, default=10_000)
    arguments.add_argument("--articles", type=int, default=200)
    arguments.add_argument("--rare", type=float, default=RARE, help="probability below which a count is a spike")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    dice = np.random.default_rng(11)
    simulated = [simulate(rate, given.entities, dice, given.rare) for rate in RATES]
    record_ms, matching_ms = matching_cost(given.watchlists, given.articles)
    if given.json:
        rows = [{name: getattr(one, name) for name in one.__slots__} for one in simulated]
        print(json.dumps({"spikes": rows, "record_ms": record_ms, "matching_ms": matching_ms}, indent=2))
    else:
        print("articles a day   false alarms a month   planted found   median hours until told")
        for one in simulated:
            print(f"{one.rate:>14}   {one.false_a_month:>20.3f}   {one.found:>7} of {one.planted:<3}   {one.delay_h}")
        print(f"{given.watchlists} watchlists: {matching_ms:.2f} ms CPU an article, its record {record_ms:.2f} ms")
    return int(matching_ms + record_ms > 2 or any(one.false_a_month > 1 for one in simulated))


if __name__ == "__main__":
    sys.exit(main())
