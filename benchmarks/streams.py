"""Labelled streams of articles: read, re-sampled, shuffled, and placed by the code that `newsdesk process` runs."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from benchmarks.databases import fresh_database
from newsdesk.settings.entities import read_catalog
from pipeline.filing.plan import Submission
from pipeline.prepare import read
from pipeline.records import Article, Page, Precision, Prepared
from pipeline.run import Embed
from pipeline.tag import Tagger
from storage.article_store import ArticleStore
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.queries.stories import stories_by_article
from storage.transactions import reading, transact

CONFIG = Path(__file__).parents[1] / "config"
REVIEW_EVERY = timedelta(hours=3)
JITTER_H = 12.0
_NOON = time(12)
# Of the logarithm of a re-sampled story's size: half of the stories have at most four articles, one in fifty over 40.
SIZE_MEAN, SIZE_SPREAD = 1.33, 1.21

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the objects of a JSONL file in order of `published`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return in_order([json.loads(line) for line in lines if line.strip()])


def moment(stated: str) -> datetime:
    """Return the moment that an ISO 8601 text states, in UTC unless it says otherwise; of a day alone, its noon."""
    if is_day(stated):
        return datetime.combine(date.fromisoformat(stated), _NOON, UTC)
    when = datetime.fromisoformat(stated)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def is_day(stated: str) -> bool:
    """Tell whether a date is all that *stated* says."""
    return len(stated) == len("2026-01-31")


def arrival(row: Row) -> datetime:
    """Return when *row* arrives: when it was published, unless it says otherwise (`arrives`).

    Raises ValueError for a row without a date.
    """
    stated = row.get("arrives") or row["published"]
    if not stated:
        raise ValueError(f"row {row['id']} has no date, and a stream needs one")
    return moment(stated)


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Return *rows* in order of `published`, those without first."""
    first = datetime.min.replace(tzinfo=UTC)
    return sorted(rows, key=lambda row: (moment(row["published"]) if row["published"] else first, row["id"]))


def catalog_tagger() -> Tagger:
    """Return a tagger with the catalog that comes with newsdesk."""
    return Tagger(read_catalog(CONFIG / "entities"))


def prepared(row: Row, tagger: Tagger, embed: Embed | None = None) -> Prepared:
    """Return the article of *row* as a child process would hand it over."""
    outlet = row.get("source") or f"outlet of {row['id']}"
    published = moment(row["published"]) if row["published"] else None
    precision = None
    if published is not None and is_day(row["published"]):
        published, precision = published.replace(hour=0), Precision.DAY
    article = Article(
        url=f"https://bench.example/{row['id']}",
        title=row["title"],
        text=row["text"],
        outlet=outlet,
        source="bench",
        published_at=published,
        published_precision=precision,
    )
    one = read(article, tagger)
    return one if embed is None else replace(one, embedding=embed([article])[0])


@dataclass
class Stream:
    """Places rows one after the other in a database, reclustering every few hours of the stream."""

    engine: Engine

    def __post_init__(self) -> None:
        self.store = ArticleStore(self.engine, {})
        self.articles: dict[str, int] = {}  # row -> article
        self._reviewed: datetime | None = None

    def place(self, row: Row, one: Prepared) -> None:
        """File *row* when it arrives."""
        now = arrival(row)
        page = Page(one.article.url, one.article.url, "bench", one.article.outlet, now, 200, (), b"")
        transact(self.engine, lambda connection: keep_page(connection, page))
        (work,) = self.store.claim(now, 1)
        (filed,) = self.store.file([Submission(work, one)], now)
        assert filed is not None  # nobody else works on this database
        self.articles[row["id"]] = filed.article_id
        if self._reviewed is None or now - self._reviewed >= REVIEW_EVERY:
            self.store.recluster(now)
            self._reviewed = now

    def finish(self, row: Row) -> None:
        """Recluster once more, *row* being the last."""
        self.store.recluster(arrival(row))

    def stories(self) -> dict[str, int]:
        """Return the story of each row."""
        with reading(self.engine) as connection:
            found = stories_by_article(connection)
        return {row_id: found[article_id] for row_id, article_id in self.articles.items()}


def place_stream(engine: Engine, rows: Sequence[Row], ready: Mapping[str, Prepared]) -> dict[str, int]:
    """File *rows* in order; return each one's story."""
    stream = Stream(engine)
    for row in rows:
        stream.place(row, ready[row["id"]])
    stream.finish(rows[-1])
    return stream.stories()


def bcubed(gold: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return BCubed precision, recall and F1 (Bagga and Baldwin, 1998)."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for key, cluster in gold.items():
        by_gold[cluster].add(key)
        by_found[found[key]].add(key)
    precision = recall = 0.0
    for key, cluster in gold.items():
        both = len(by_gold[cluster] & by_found[found[key]])
        precision += both / len(by_found[found[key]])
        recall += both / len(by_gold[cluster])
    precision, recall = precision / len(gold), recall / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def resampled(rows: Sequence[Row], seed: str) -> list[Row]:
    """Return some of *rows*: stories of skewed sizes (log-normal), their times moved on by up to half a day.

    The order in which a set was collected gives its stories away; `collected`, where a row has it, is what is moved.
    """
    chance = random.Random(seed)
    stories = defaultdict(list)
    for row in rows:
        stories[row["cluster"]].append(row)
    drawn = []
    for _, members in sorted(stories.items()):
        size = max(1, round(chance.lognormvariate(SIZE_MEAN, SIZE_SPREAD)))
        for row in chance.sample(members, min(size, len(members))):
            when = moment(row.get("collected") or row["published"])
            moved = when + timedelta(hours=chance.uniform(0, JITTER_H))
            drawn.append({**row, "published": moved.isoformat()})
    return in_order(drawn)


def shuffled(rows: Sequence[Row], seed: str) -> list[Row]:
    """Return *rows* as if all that was published within an hour arrived at its end, in an order of chance."""
    chance = random.Random(seed)
    hours = defaultdict(list)
    for row in rows:
        hour = moment(row["published"]).replace(minute=0, second=0, microsecond=0)
        hours[hour + timedelta(hours=1)].append(row)
    out = []
    for hour, members in sorted(hours.items()):
        chance.shuffle(members)
        out += [{**row, "arrives": hour.isoformat()} for row in members]
    return out


@contextmanager
def bench_engine(kind: str = "sqlite") -> Iterator[Engine]:
    """Open an empty, migrated database, gone afterwards."""
    with fresh_database(kind) as url:
        engine = open_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()
