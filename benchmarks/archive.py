"""Archives of any length, made up and written straight into rows: what reading, alerts and growth are measured on.

    python -m benchmarks.archive [--articles 200000] [--per-day 5000] --url sqlite:///archive.db

Texts are as long as those of real outlets, and their words as uneven: a few stand in nearly every article, most in
hardly any. Entities are as uneven, and an entity has days on which everybody writes about it. Stories have one
account or many, some of them copies. What only the decisions of filing read (fingerprints, what a story has told)
is left out. The first days are made up one by one; the others repeat them at later times, copied by the database.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.archive_rows import BASE, Rows, repeat, write
from benchmarks.real_size import ACCOUNTS, OUTLETS, WORDS, accounts
from pipeline.query.words import words
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.people import Role, name_key
from storage.schema.articles import article, article_text, article_url
from storage.schema.collect import fetch, item, page, source
from storage.schema.people import article_person, person_name
from storage.schema.stories import account, copy, credit, story, story_member
from storage.schema.tags import article_entity, article_topic, entity, mention, quote

LAST = datetime(2026, 11, 27, 20, tzinfo=UTC)  # the newest article
ENTITIES = 600
TOPICS = 30
PEOPLE = 3_000  # who write and are quoted, as uneven as entities
RARE_WORDS = 60_000
POLLS_A_DAY = 24  # of a source
COPIED = 0.2  # of the accounts of a story that has several
SENTENCES = 4_000
AT_ONCE = 1_000  # articles
BURST = timedelta(days=3)  # how long everybody writes about an entity


@dataclass(frozen=True)
class _Vocabulary:
    """What texts are made of: sentences with their words as indexed, and rare words."""

    sentences: tuple[str, ...]
    indexed: tuple[str, ...]  # the words of each sentence, as the search index holds them
    lengths: tuple[int, ...]
    rare: tuple[str, ...]

    @staticmethod
    def make(dice: random.Random) -> _Vocabulary:
        sentences = sorted({each for one in accounts(120) for each in one.sentences})[:SENTENCES]
        rare = tuple("".join(dice.choices("abcdefghiklmnoprstuvz", k=dice.randrange(5, 11))) for _ in range(RARE_WORDS))
        split = [words(each) for each in sentences]
        return _Vocabulary(tuple(sentences), tuple(map(" ".join, split)), tuple(map(len, split)), rare)


class Archive:
    """Makes the rows of the first articles of *articles*, oldest first."""

    def __init__(self, articles: int, per_day: int, seed: int = 1) -> None:
        self._articles = articles
        self._every = timedelta(days=1) / per_day
        self._dice = random.Random(seed)
        self._vocabulary = _Vocabulary.make(self._dice)
        self._entities = [f"org:made-up-{number}" for number in range(ENTITIES)]
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(ENTITIES)))
        first, last = ("Ada", "Bo", "Cleo", "Dov", "Emre", "Fay"), self._vocabulary.rare
        self._people = [f"{first[number % 6]} {last[number].title()}" for number in range(PEOPLE)]
        self._stories = 0
        self._leads: dict[int, int] = {}  # the first article of each story
        self._open: list[tuple[int, list[int], list[str], str]] = []  # id, accounts, entities, a word of its own

    def first_rows(self) -> Rows:
        """Return the sources and the catalog."""
        rows = Rows()
        for number in range(OUTLETS):
            name = f"outlet{number}"
            rows.add(
                source,
                name=name,
                url=f"https://www.{name}.example/feed",
                kind="feed",
                title=name.title(),
                outlet=name.title(),
                category="press",
                weight=1.0,
                enabled=True,
                configured_url=f"https://www.{name}.example/feed",
                added_at=self._at(0),
                poll_state={},
                state="ok",
                failures=0.0,
                last_fetch_at=LAST,
                last_success_at=LAST,
                last_new_at=LAST,
                next_fetch_at=LAST,
            )
        for number, key in enumerate(self._entities):
            rows.add(entity, id=key, name=f"Made Up {number}", type="organisation", status="catalog")
        for role in Role:
            for name in self._people:
                rows.add(person_name, role=role, key=name_key(name), name=name)
        return rows

    def batches(self) -> Iterator[Rows]:
        """Yield the articles, `AT_ONCE` at a time, with the stories that they open."""
        count = min(self._articles, BASE)
        for begin in range(0, count, AT_ONCE):
            rows = Rows()
            for number in range(begin, min(begin + AT_ONCE, count)):
                self._add_article(rows, number)
            self._add_polls(rows, self._at(begin), self._at(begin + AT_ONCE))
            yield rows

    def _at(self, number: int) -> datetime:
        return LAST - self._every * max(self._articles - 1 - number, 0)

    def _add_article(self, rows: Rows, number: int) -> None:
        dice, number_in_rows = self._dice, number + 1
        at = self._at(number)
        while len(self._open) < 400:
            self._open_story(rows, at)
        place = dice.randrange(len(self._open))
        story_id, left, entities, own = self._open[place]
        first = left[0] == 0
        left[0] += 1
        vocabulary = self._vocabulary
        title = f"{own.capitalize()} {dice.choice(vocabulary.rare)} {dice.choice(vocabulary.sentences)[:50]}"
        body, indexed = self._text(own, entities)
        outlet = f"outlet{dice.randrange(OUTLETS)}"
        author = self._person()
        url = f"https://www.{outlet}.example/{at:%Y/%m/%d}/story-{number_in_rows}"
        common = {"source": outlet, "outlet": outlet.title(), "url": url}
        self._add_page(rows, number_in_rows, title, at, common)
        rows.add(
            article,
            id=number_in_rows,
            title=title,
            summary=body[:200],
            authors=[author],
            published_at=at,
            published_precision="second",
            language="en",
            keywords=[],
            links=[],
            paywalled=False,
            partial=False,
            provenance=dict.fromkeys(("title", "authors", "published_at", "text"), "json_ld"),
            text_hash=hashlib.sha256(url.encode()).digest(),
            words=WORDS,
            relevance=0.9 if entities else 0.2,
            degraded=[],
            seen_at=at,
            dated_at=at,
            filed_at=at,
            page_id=number_in_rows,
            **common,
        )
        rows.add(article_text, article_id=number_in_rows, text=body, markdown=body.replace("\n", "\n\n"))
        rows.add(article_url, url=url, article_id=number_in_rows, seen_at=at)
        rows.add(article_person, article_id=number_in_rows, role=Role.AUTHOR, key=name_key(author), dated_at=at)
        rows.indexed.append((number_in_rows, " ".join(words(title)), indexed))
        self._add_to_story(rows, number_in_rows, story_id, at, copied=not first and dice.random() < COPIED)
        self._add_tags(rows, number_in_rows, at, entities)
        if left[0] >= left[1]:
            self._open.pop(place)

    def _add_page(self, rows: Rows, number: int, title: str, at: datetime, common: dict[str, str]) -> None:
        rows.add(
            item,
            id=number,
            source=common["source"],
            guid=common["url"],
            url=common["url"],
            url_key=common["url"],
            entry={"source": common["source"], "url": common["url"], "title": title, "guid": common["url"]},
            state="kept",
            attempts=1,
            first_seen_at=at,
            last_seen_at=at,
            fetched_at=at,
        )
        rows.add(
            page,
            id=number,
            item_id=number,
            requested_url=common["url"],
            fetched_at=at,
            status=200,
            headers=[["content-type", "text/html"]],
            body_bytes=77_000,
            from_feed=False,
            stage="settled",
            attempts=1,
            outcome="filed",
            article_id=number,
            settled_at=at,
            **common,
        )

    def _open_story(self, rows: Rows, at: datetime) -> None:
        dice = self._dice
        self._stories += 1
        count = dice.choice((0, 1, 1, 2, 2, 3, 4))
        entities = list(dict.fromkeys(dice.choices(self._entities, cum_weights=self._weights, k=count)))
        if dice.random() < 0.3:  # whoever is in the news these days
            entities = list(dict.fromkeys((self._entities[(at.toordinal() // BURST.days * 7) % ENTITIES], *entities)))
        self._open.append((self._stories, [0, dice.choice(ACCOUNTS)], entities, dice.choice(self._vocabulary.rare)))

    def _text(self, own: str, entities: Sequence[str]) -> tuple[str, str]:
        dice, vocabulary = self._dice, self._vocabulary
        said: list[str] = []
        indexed: list[str] = []
        length, most = 0, WORDS * dice.uniform(0.6, 1.4)
        while length < most:
            # Word frequencies fall with their rank, as in any language.
            place = int(len(vocabulary.sentences) * dice.random() ** 2)
            rare = vocabulary.rare[int(RARE_WORDS * dice.random() ** 3)]
            said += [vocabulary.sentences[place], f"{own.capitalize()} {rare}."]
            indexed += [vocabulary.indexed[place], own, rare]
            length += vocabulary.lengths[place] + 2
        for key in entities:
            name = f"made up {key.rpartition('-')[2]}"
            said.append(f"{name.title()} did not answer.")
            indexed.append(f"{name} did not answer")
        paragraphs = (" ".join(said[at : at + 6]) for at in range(0, len(said), 6))
        return "\n".join(paragraphs), " ".join(indexed)

    def _add_to_story(self, rows: Rows, article_id: int, story_id: int, at: datetime, *, copied: bool) -> None:
        rows.add(
            story_member,
            article_id=article_id,
            story_id=story_id,
            change=article_id,
            terms={f"word{self._dice.randrange(5000)}": 2.5 for _ in range(60)},
            dated_at=at,
            score=1.0,
            why=["shared words: made up"],
            placed_at=at,
        )
        adds = [{"kind": "number", "text": "12 %"}]
        rows.add(
            account,
            article_id=article_id,
            out_at=at,
            facts={"names": {}, "numbers": {"12": "12 %"}, "quotes": []},
            novelty=None if copied else 0.5,
            adds=[] if copied else adds,
        )
        if self._dice.random() < 0.2:
            said = {"grade": "report", "phrase": "Reuters reported", "outlet": "Reuters", "prominent": True}
            rows.add(credit, article_id=article_id, number=1, **said)
        lead = self._leads.setdefault(story_id, article_id)
        if lead == article_id:
            rows.add(story, id=story_id, **_told(article_id, at))
        elif copied:
            rows.add(copy, article_id=article_id, original_id=lead, kind="wire", similarity=0.9)

    def _add_tags(self, rows: Rows, article_id: int, at: datetime, entities: Sequence[str]) -> None:
        dice = self._dice
        for place, key in enumerate(entities):
            rows.add(
                article_entity,
                article_id=article_id,
                entity_id=key,
                salience=round(dice.uniform(0.2, 1.0), 3),
                main=place < 2,
                mentions=3,
                implied=False,
                dated_at=at,
            )
            for start in range(3):
                where = place * 1000 + start * 100
                row = {"part": "text", "start": where, "end": where + 9, "surface": "Made Up"}
                rows.add(mention, article_id=article_id, entity_id=key, **row)
        for topic in {dice.randrange(TOPICS) for _ in range(2)}:
            rows.add(article_topic, article_id=article_id, topic_id=f"topic:made-up-{topic}", score=0.8)
        speaker = self._person()
        said = {"start": 10, "end": 60, "quote": "We made it up, all of it", "speaker": speaker}
        rows.add(quote, article_id=article_id, **said)
        key = name_key(speaker)
        rows.add(article_person, article_id=article_id, role=Role.SPEAKER, key=key, dated_at=at)

    def _person(self) -> str:
        return self._people[int(PEOPLE * self._dice.random() ** 3)]

    def _add_polls(self, rows: Rows, begin: datetime, end: datetime) -> None:
        hour = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        while hour < end:
            for number in range(OUTLETS):
                url = f"https://www.outlet{number}.example/feed"
                outcome = "ok" if self._dice.random() < 0.4 else "unchanged"
                row = {"purpose": "list", "url": url, "seconds": 0.2, "status": 200, "outcome": outcome}
                rows.add(fetch, source=f"outlet{number}", started_at=hour, **row)
            hour += timedelta(days=1) / POLLS_A_DAY


def _told(article_id: int, at: datetime) -> dict[str, Any]:
    times = ("first_at", "last_at", "state_since", "dormant_at", "opened_at", "changed_at")
    return {
        "headline": f"A made up event {article_id}",
        "lead_article_id": article_id,
        "articles": 1,
        "outlets": 1,
        "first_article_id": article_id,
        "first_outlet": "Outlet",
        "first_why": ["its publication is the first known"],
        "all_outlets": 1,
        "velocity": 0.0,
        "state": "opening",
        "relevance": 0.9,
        **dict.fromkeys(times, at),
    }


def fill(engine: Engine, articles: int, per_day: int = 5_000, seed: int = 1) -> None:
    """Fill the empty, migrated database of *engine*."""
    archive = Archive(articles, per_day, seed)
    with engine.begin() as connection:
        write(connection, archive.first_rows())
    for rows in archive.batches():
        with engine.begin() as connection:
            write(connection, rows)
    for number in range(1, articles // BASE):
        with engine.begin() as connection:
            repeat(connection, number, timedelta(days=BASE / per_day) * number)
    with engine.begin() as connection:
        # What a story's articles say of it, in one statement over all.
        connection.execute(text(_AGGREGATES))
        connection.execute(text("DROP TABLE IF EXISTS made_up_words"))
        if engine.dialect.name == "postgresql":
            for table in (article, story, item, page):
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table.name}))"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


_AGGREGATES = """
    UPDATE story SET last_at = m.last_at, changed_at = m.last_at, dormant_at = m.last_at, articles = m.articles,
           outlets = m.outlets, all_outlets = m.outlets, relevance = m.relevance
    FROM (SELECT t.story_id, max(t.dated_at) AS last_at, count(*) AS articles, count(DISTINCT a.outlet) AS outlets,
                 max(a.relevance) AS relevance
          FROM story_member t JOIN article a ON a.id = t.article_id GROUP BY t.story_id) m
    WHERE m.story_id = story.id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--per-day", type=int, default=5_000)
    parser.add_argument("--url", required=True, help="of an empty database")
    options = parser.parse_args()
    begun = time.perf_counter()
    engine = open_engine(options.url)
    upgrade(engine)
    fill(engine, options.articles, options.per_day)
    engine.dispose()
    print(f"{options.articles} articles in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
