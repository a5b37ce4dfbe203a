"""The facts of stories follow their articles: filed, revised, moved and merged, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from pipeline.prepare import read
from pipeline.records import Article, Filed, Page
from pipeline.stories.changes import Merge, Move
from pipeline.tag import Catalog, Tagger
from storage.article_store import ArticleStore
from storage.pages import keep_page
from storage.queries.facts import facts_of
from storage.story_changes import apply_changes
from storage.transactions import reading, transact
from tests.filing import file_one

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
BODY = "{said} The ferry line Nordhavn confirmed the purchase of the yard in Aarhus and gave no further reasons for it."
PAID = "Nordhavn paid 640 million euros for the yard."
BOUGHT = "Nordhavn bought the yard for €640m, the ferry line said."


class Desk:
    """Files articles into one database, an hour apart."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.store, self.hours = engine, ArticleStore(engine, {}), 0
        self.tagger = Tagger(Catalog())

    def file(self, outlet: str, said: str, number: int = 0) -> Filed:
        """File an article; the same *number* is the same address again."""
        self.hours += 1
        now = NOON + timedelta(hours=self.hours)
        url = f"https://{outlet.lower()}.example/{number or self.hours}"
        article = Article(
            url,
            "Nordhavn buys the yard in Aarhus",
            BODY.format(said=said),
            outlet,
            outlet.lower(),
            published_at=now,
            language="en",
        )
        page = Page(url, url, outlet.lower(), outlet, now, 200, (), b"")
        transact(self.engine, lambda connection: keep_page(connection, page))
        (work,) = self.store.claim(now, 1)
        filed = file_one(self.store, work, read(article, self.tagger), now)
        assert filed is not None
        return filed

    def ledger(self) -> list[tuple[int, str, tuple[str, ...], int]]:
        """Work out what changed and return each price: story, verdict, surfaces, sources."""
        self.store.keep_ledgers()
        with reading(self.engine) as connection:
            stories = [row.id for row in connection.execute(text("SELECT id FROM stories ORDER BY id"))]
            facts = facts_of(connection, stories)
        return [
            (one.story_id, one.verdict.value, tuple(two.surface for two in one.stated), one.sources)
            for story_id in stories
            for one in facts.get(story_id, [])
            if one.kind.value == "money"
        ]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_two_outlets_that_say_the_same_agree(desk: Desk):
    story = desk.file("Wire", PAID).story_id
    desk.file("Star", BOUGHT)
    assert desk.ledger() == [(story, "agree", ("640 million euros", "€640m"), 2)]


def test_a_single_outlet_agrees_with_nobody(desk: Desk):
    story = desk.file("Wire", PAID).story_id
    assert desk.ledger() == [(story, "single", ("640 million euros",), 1)]


def test_nothing_is_worked_out_again_while_nothing_changes(desk: Desk):
    desk.file("Wire", PAID)
    assert (desk.store.keep_ledgers(), desk.store.keep_ledgers()) == (1, 0)


def test_a_revised_text_states_its_new_value(desk: Desk):
    story = desk.file("Wire", PAID, number=7).story_id
    desk.file("Star", BOUGHT)
    assert desk.ledger()[0][1] == "agree"
    assert desk.file("Wire", PAID.replace("640", "590"), number=7).revised
    assert {one for found in desk.ledger() for one in found[2]} == {"590 million euros", "€640m"}
    assert {found[0] for found in desk.ledger()} == {story}


def test_a_merged_story_has_the_facts_of_both(desk: Desk):
    first = desk.file("Wire", PAID)
    other = desk.file("Star", BOUGHT)
    part(desk, other)
    assert [one[1] for one in desk.ledger()] == ["single", "single"]
    with desk.engine.begin() as connection:
        homes = dict(connection.execute(text("SELECT article_id, story_id FROM story_articles")).all())
        apply_changes(connection, [Merge(homes[first.article_id], homes[other.article_id], ())], NOON)
    assert [one[1:] for one in desk.ledger()] == [("agree", ("640 million euros", "€640m"), 2)]


def test_a_moved_article_takes_its_statements_along(desk: Desk):
    story = desk.file("Wire", PAID).story_id
    other = desk.file("Star", BOUGHT)
    assert desk.ledger()[0][1] == "agree"
    part(desk, other)
    left, moved = desk.ledger()
    assert (left[0], left[1], left[2]) == (story, "single", ("640 million euros",))
    assert (moved[1], moved[2]) == ("single", ("€640m",))


def part(desk: Desk, filed: Filed) -> None:
    with desk.engine.begin() as connection:
        apply_changes(connection, [Move((filed.article_id,), None, ())], NOON)


def test_the_views_show_each_value_in_its_sentence(desk: Desk):
    filed = desk.file("Wire", PAID)
    desk.file("Star", BOUGHT)
    desk.store.keep_ledgers()
    with desk.engine.connect() as connection:
        query = "SELECT surface, sentence, value, fact FROM statements WHERE article_id = :id AND kind = 'money'"
        row = connection.execute(text(query), {"id": filed.article_id}).one()
        verdicts = connection.execute(text("SELECT verdict, sources, statements FROM facts WHERE kind = 'money'")).all()
    assert tuple(row)[:3] == ("640 million euros", PAID, "640000000 EUR")
    assert [tuple(one) for one in verdicts] == [("agree", 2, 2)]
    assert row.fact is not None
