"""How long do new items wait until they are seen, and how many polls does that cost? Rules compared on one timeline.

    python -m benchmarks.polling [--feeds 150] [--days 56] [--seed 7] [--database URL]

Replays when feeds published - made-up feeds that keep office hours, run round the clock, come in bursts or
hardly ever, or those a database has recorded - against newsdesk's rule, a fixed hour, miniflux's entry frequency and
CommaFeed's empirical interval. The other rules are shown as they are, and stretched or squeezed so that they
poll as often as ours does. Delays are in minutes, over all items of the second half; the first half is for learning.
"""

from __future__ import annotations

import argparse
import bisect
import json
import math
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from crawler.poll_rules import DEFAULT_RULES, Rules
from crawler.schedule import PollOutcome, next_poll
from pipeline.records import PollState

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
WINDOW = 20  # entries that a feed lists
MINUTE = timedelta(minutes=1)

Timeline = Sequence[float]  # minutes since START at which items came out, in order


@dataclass(frozen=True)
class Seen:
    """What a poll in minute *now* sees: all of *timeline* up to *upto*, of which the feed lists the last few."""

    now: float
    timeline: Timeline
    upto: int
    new: int

    @property
    def listed(self) -> Timeline:
        return self.timeline[max(0, self.upto - WINDOW) : self.upto]


Rule = Callable[[Seen], float]  # minutes until the next poll


# --- rules ---------------------------------------------------------------------------------------------


def ours(rules: Rules, jitter: random.Random) -> Rule:
    state = PollState()

    def wait(seen: Seen) -> float:
        nonlocal state
        moment = START + seen.now * MINUTE
        dates = tuple(START + when * MINUTE for when in seen.listed)
        outcome = PollOutcome(ok=True, new_items=seen.new, window=len(dates), published_at=dates)
        decided = next_poll(state, outcome, moment, jitter=jitter.uniform(0.95, 1.05), rules=rules)
        state = decided.state
        return ((decided.at or moment) - moment) / MINUTE

    return wait


def fixed(minutes: float) -> Rule:
    return lambda _seen: minutes


def miniflux(stretch: float = 1.0) -> Rule:
    """A week over the number of entries in the last week, within 5 minutes and a day."""

    def wait(seen: Seen) -> float:
        lately = seen.upto - bisect.bisect_left(seen.timeline, seen.now - 7 * 1440)
        return stretch * (min(max(7 * 1440 / lately, 5), 1440) if lately else 1440)

    return wait


def commafeed(stretch: float = 1.0) -> Rule:
    """Half the mean gap between the entries listed, within 5 minutes and 6 hours; longer for feeds that fell silent."""

    def wait(seen: Seen) -> float:
        listed = seen.listed
        if not listed:
            return stretch * 1440
        silent_days = (seen.now - listed[-1]) / 1440
        if silent_days >= 7:
            return stretch * (1440 if silent_days >= 30 else 720 if silent_days >= 14 else 360)
        if len(listed) < 2:
            return stretch * 1440
        gap = (listed[-1] - listed[0]) / (len(listed) - 1)
        return stretch * max(5, min(360, gap / 2))

    return wait


# --- timelines -----------------------------------------------------------------------------------------


def made_up(feeds: int, days: int, chance: random.Random) -> list[Timeline]:
    """Return feeds with rates from one item in ten days to eighty a day, each with habits of its own."""
    kinds = (office_hours, round_the_clock, bursts, office_hours)
    return [kinds[n % len(kinds)](0.1 * 800 ** (n / max(1, feeds - 1)), days, chance) for n in range(feeds)]


def round_the_clock(a_day: float, days: int, chance: random.Random) -> Timeline:
    found, now = [], 0.0
    while (now := now + chance.expovariate(a_day / 1440)) < days * 1440:
        found.append(now)
    return found


def office_hours(a_day: float, days: int, chance: random.Random) -> Timeline:
    """Eight in ten items between 8 and 19 o'clock of the outlet's zone, few on Saturday and Sunday."""
    shift = chance.choice([-480, -300, 0, 60, 330, 480])
    found = []
    for day in range(days):
        weight = 0.14 if day % 7 >= 5 else 1.35
        for _ in range(_poisson(a_day * weight, chance)):
            minute = chance.uniform(480, 1140) if chance.random() < 0.8 else chance.uniform(0, 1440)
            found.append(day * 1440 + (minute - shift) % 1440)
    return sorted(found)


def bursts(a_day: float, days: int, chance: random.Random) -> Timeline:
    """Items in clusters of five on average, within the half hour."""
    found = []
    for begun in round_the_clock(a_day / 5, days, chance):
        found += [begun + chance.uniform(0, 30) for _ in range(1 + _poisson(4, chance))]
    return sorted(when for when in found if when < days * 1440)


def recorded(url: str) -> list[Timeline]:
    """Return when the items of a newsdesk database came out, by source."""
    from sqlalchemy import select

    from storage.engine import open_engine
    from storage.schema.collect import item

    found: dict[str, list[float]] = defaultdict(list)
    with open_engine(url, read_only=True).connect() as connection:
        rows = [
            (row.source, datetime.fromisoformat(row.entry["published_at"]))
            for row in connection.execute(select(item.c.source, item.c.entry))
            if row.entry.get("published_at")
        ]
    if not rows:
        return []
    begun = max(min(when for _, when in rows), max(when for _, when in rows) - timedelta(days=56))
    for source, when in rows:
        if when >= begun:
            found[source].append((when - begun) / MINUTE)
    return [sorted(times) for times in found.values()]


def _poisson(mean: float, chance: random.Random) -> int:
    count, product, limit = 0, chance.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= chance.random()
    return count


# --- the replay ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What a rule comes to in the second half of the timelines."""

    polls_a_day: float  # of one feed
    mean: float  # minutes from publication to the poll that sees the item
    p95: float


def replay(timelines: Sequence[Timeline], days: int, make: Callable[[], Rule]) -> Result:
    half, end = days * 720, days * 1440
    polls, delays = 0, []
    for number, timeline in enumerate(timelines):
        rule, now, seen = make(), float(number % 60), 0
        while now < end:
            upto = bisect.bisect_right(timeline, now)
            if now >= half:
                polls += 1
                delays += [now - when for when in timeline[seen:upto] if when >= half]
            wait = rule(Seen(now, timeline, upto, min(upto - seen, WINDOW)))
            seen, now = upto, now + wait
    delays.sort()
    return Result(
        round(polls / len(timelines) / (days / 2), 2),
        round(statistics.fmean(delays), 1),
        round(delays[int(len(delays) * 0.95)], 1),
    )


def at_equal_polls(
    timelines: Sequence[Timeline], days: int, rule: Callable[[float], Rule], polls: float
) -> tuple[float, Result]:
    """Return the stretch at which *rule* polls as often as *polls* a day, and what it comes to."""
    low, high = 0.02, 50.0
    found = replay(timelines, days, partial(rule, 1.0))
    middle = 1.0
    for _ in range(14):
        middle = math.sqrt(low * high)
        found = replay(timelines, days, partial(rule, middle))
        if abs(found.polls_a_day - polls) < 0.01 * polls:
            break
        low, high = (middle, high) if found.polls_a_day > polls else (low, middle)
    return round(middle, 3), found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=150)
    parser.add_argument("--days", type=int, default=56)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", metavar="URL", help="replay what this database recorded")
    parser.add_argument("--k-h", type=float, default=DEFAULT_RULES.k / timedelta(hours=1), help="K of our rule, hours")
    options = parser.parse_args()
    if options.database:
        timelines = recorded(options.database)
    else:
        timelines = made_up(options.feeds, options.days, random.Random(options.seed))
    if not any(timelines):
        print("no publication times to replay", file=sys.stderr)
        return 1
    days = options.days if not options.database else math.ceil(max(line[-1] for line in timelines if line) / 1440)
    rules = Rules(k=timedelta(hours=options.k_h))
    jitter = random.Random(options.seed)
    newsdesk = replay(timelines, days, partial(ours, rules, jitter))
    hourly = replay(timelines, days, partial(fixed, 60.0))
    found: dict[str, object] = {
        "feeds": len(timelines),
        "days": days,
        "newsdesk": vars(newsdesk),
        "fixed 60 min": vars(hourly),
    }
    better = newsdesk.polls_a_day <= 25 and newsdesk.mean <= hourly.mean / 2 and newsdesk.p95 < hourly.p95
    for name, rule in (("miniflux", miniflux), ("commafeed", commafeed)):
        found[name] = vars(replay(timelines, days, rule))
        stretch, equal = at_equal_polls(timelines, days, rule, newsdesk.polls_a_day)
        found[f"{name} at equal polls"] = vars(equal) | {"stretch": stretch}
        better = better and newsdesk.mean < equal.mean
    found["ok"] = better
    print(json.dumps(found, indent=2))
    return 0 if better else 1


if __name__ == "__main__":
    sys.exit(main())
