"""What a digest tells of a story's facts, and that every word of it stands in a stored article."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdesk.digest.build import DigestRules
from newsdesk.digest.cut import cut_digest
from newsdesk.digest.keyfacts import key_facts
from newsdesk.digest.model import Digest
from newsdesk.digest.render import render
from pipeline.prepare import read
from pipeline.records import Article, Bound, Modality, Page, Part, ValueKind, Verdict
from pipeline.tag import Catalog, Tagger
from storage.article_store import ArticleStore
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.queries.articles import article_details
from storage.queries.facts import StatedValue, StoredFact
from storage.transactions import reading, transact
from tests.filing import file_one

MIDNIGHT = datetime(2026, 10, 15, tzinfo=UTC)
MORNING = MIDNIGHT + timedelta(hours=8)
YESTERDAY = MIDNIGHT - timedelta(hours=6)


def stated(outlet: str, surface: str, at: datetime = MORNING, value: str | None = None) -> StatedValue:
    sentence = f"The yard cost {surface}, said {outlet}."
    return StatedValue(
        article_id=sum(map(ord, outlet)),
        outlet=outlet,
        url=f"https://{outlet.lower()}.example/1",
        dated_at=at,
        voice=outlet,
        part=Part.TEXT,
        start=100 + 14,
        end=100 + 14 + len(surface),
        surface=surface,
        sentence=sentence,
        sentence_start=100,
        value=value or surface,
        bound=Bound.EXACT,
        modality=Modality.ASSERTED,
        said_by=None,
        outdated=False,
    )


def a_fact(verdict: Verdict, *all_: StatedValue, number: int = 1, kind: ValueKind = ValueKind.MONEY) -> StoredFact:
    return StoredFact(7, number, kind, verdict, False, len({one.voice for one in all_}), 0, all_)


def told(*facts: StoredFact, running: bool = False) -> list[tuple[str, list[str]]]:
    found = key_facts(facts, MIDNIGHT, MIDNIGHT + timedelta(days=1), running=running)
    return [(one.verdict, [value.surface for value in one.values]) for one in found]


def test_what_sources_agree_on_is_one_value_with_all_of_them():
    agreed = a_fact(Verdict.AGREE, stated("Wire", "$5m"), stated("Star", "$5m"), stated("Post", "$5m"))
    (found,) = key_facts([agreed], MIDNIGHT, MIDNIGHT + timedelta(days=1), running=False)
    assert (found.sources, len(found.values), len(found.values[0].others)) == (3, 1, 2)


def test_what_differs_comes_first_with_each_value():
    agreed = a_fact(Verdict.AGREE, stated("Wire", "$5m"), stated("Star", "$5m"), number=1)
    differing = a_fact(Verdict.DIFFERS, stated("Wire", "40"), stated("Star", "60"), number=2, kind=ValueKind.COUNT)
    assert told(agreed, differing) == [("differs", ["40", "60"]), ("agree", ["$5m"])]


def test_the_newest_of_values_that_changed_comes_first():
    assert told(a_fact(Verdict.UPDATED, stated("Wire", "3", YESTERDAY), stated("Star", "24"))) == [
        ("updated", ["24", "3"])
    ]


def test_what_one_source_states_is_left_to_the_lead():
    assert told(a_fact(Verdict.SINGLE, stated("Wire", "$5m"))) == []


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        (stated("Star", "$5m", YESTERDAY), []),  # told yesterday
        (stated("Star", "$5m"), []),  # the same value again is nothing new
        (stated("Star", "$6m"), [("differs", ["$5m", "$6m"])]),
    ],
)
def test_a_running_story_brings_only_what_is_new(second, shown):
    verdict = Verdict.AGREE if second.surface == "$5m" else Verdict.DIFFERS
    assert told(a_fact(verdict, stated("Wire", "$5m", YESTERDAY), second), running=True) == shown


def test_what_was_stated_after_the_day_is_not_told():
    later = stated("Star", "$6m", MIDNIGHT + timedelta(days=2))
    assert told(a_fact(Verdict.DIFFERS, stated("Wire", "$5m"), stated("Post", "$5m"), later)) == [("agree", ["$5m"])]


SENTENCES = (
    "Nordhavn paid 640 million euros for the Aarhus yard on Wednesday.",
    "Nordhavn bought the Aarhus yard for €640m.",
    "The Aarhus yard employs 220 people.",
    "The Aarhus yard employs 310 people.",
    "Its sales *rose* 12 per cent to $88 million <last> year.",
    "The sale of the Aarhus yard is expected to close in March.",
)
TAIL = "The yard in Aarhus builds ferries, and Nordhavn will run it as before, its harbour office confirmed at noon."
texts = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True), min_size=2, max_size=4)


def a_database_of(told_by: list[list[str]]) -> Engine:
    engine = open_engine("sqlite://")
    upgrade(engine)
    store, tagger = ArticleStore(engine, {}), Tagger(Catalog())
    for number, sentences in enumerate(told_by):
        now, url = MORNING + timedelta(hours=number), f"https://outlet{number}.example/yard"
        text = "\n".join([" ".join(sentences), TAIL])
        article = Article(url, "Nordhavn buys the Aarhus yard", text, f"Outlet {number}", "s", published_at=now)
        keep(engine, Page(url, url, "s", article.outlet, now, 200, (), b""))
        (work,) = store.claim(now, 1)
        assert file_one(store, work, read(article, tagger), now) is not None
    store.keep_ledgers()
    return engine


def keep(engine: Engine, page: Page) -> None:
    transact(engine, lambda connection: keep_page(connection, page))


def cut(engine: Engine) -> tuple[Digest, dict[str, str]]:
    with reading(engine) as connection:
        digest = cut_digest(connection, date(2026, 10, 15), DigestRules(min_relevance=0.0))
        articles = [article_details(connection, number) for number in range(1, 9)]
    return digest, {one.url: f"{one.title}\n{one.text}" for one in articles if one is not None}


@settings(max_examples=12)
@given(texts)
def test_every_value_and_sentence_stands_in_the_article_of_its_reference(told_by):
    engine = a_database_of(told_by)
    digest, stored = cut(engine)
    engine.dispose()
    values = [value for story in digest.stories for fact in story.facts for value in fact.values]
    for value in values:
        assert value.sentence in stored[value.url]
        assert value.sentence[value.place :].startswith(value.surface)
        assert all(url in stored for _, url in value.others)
    for form in ("md", "html", "json", "txt"):
        assert all(url in render(digest, form) for value in values for url in (value.url,))


def test_the_plain_text_numbers_its_references():
    engine = a_database_of([[SENTENCES[0], SENTENCES[2]], [SENTENCES[1], SENTENCES[3]]])
    digest, _ = cut(engine)
    engine.dispose()
    text = render(digest, "txt")
    assert "= €640m (2 sources agree)" in text
    assert "≠ 220 (sources differ)" in text
    assert "[1] https://outlet0.example/yard" in text
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 78
