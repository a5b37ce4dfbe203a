"""Whatever is filed, merged and moved, in whatever order: what stands of a story is what its members make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from pipeline.dedupe import fingerprint
from pipeline.records import Article, Credit, Facts, Grade, Page, Prepared, Source, Tags
from pipeline.stories.changes import Merge, Move
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.report_facts import retell
from storage.schema.stories import story
from storage.story_aggregates import summarise
from storage.story_changes import apply_changes
from storage.transactions import transact
from tests.filing import file_one

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
OUTLETS = ("Wire", "Star", "Post")
EVENTS = (
    "Mistral signed the ferry line Nordhavn for its customs forms, and the line confirmed it in Aarhus.",
    "Rain fell on the bread festival, and the bakers of Saltby sang under their awnings until evening.",
)
STANDING = (
    "SELECT id, headline, articles, outlets, all_outlets, first_article_id, first_at, first_why, credited_outlet, "
    "velocity, state, state_since, dormant_at FROM story WHERE merged_into IS NULL ORDER BY id",
    "SELECT article_id, novelty, adds FROM account ORDER BY article_id",
    "SELECT article_id, number, credited_id FROM credit ORDER BY article_id, number",
)

articles = st.tuples(
    st.sampled_from(OUTLETS),
    st.sampled_from(EVENTS),
    st.integers(0, 9),  # hours
    st.booleans(),  # the very text of the event, so that it is a copy of others like it
    st.none() | st.sampled_from(OUTLETS),  # whom it credits
    st.frozensets(st.integers(0, 4), max_size=3),  # numbers it tells
)
changes = st.tuples(st.integers(0, 99), st.integers(0, 99), st.booleans())
steps = st.lists(articles | changes, min_size=2, max_size=9)


def an_article(number, outlet, event, hour, same, credited, tells):
    body = event if same else f"{event} Item {number} of {outlet}."
    article = Article(
        url=f"https://{outlet.lower()}.example/{number}",
        title=event[:30],
        text=body,
        outlet=outlet,
        source=outlet.lower(),
        published_at=NOON + timedelta(hours=hour),
    )
    says = (Credit(Grade.FIRST, f"first reported by {credited}", credited, prominent=True),) if credited else ()
    facts = Facts(numbers={str(one): f"{one} boats" for one in tells})
    return Prepared(article, Tags(), fingerprint(article), story_features(article, Tags()), says, facts)


def changed(connection: Connection, one: int, other: int, merge: bool) -> None:
    live = connection.scalars(select(story.c.id).where(story.c.merged_into.is_(None)).order_by(story.c.id)).all()
    members = connection.execute(text("SELECT article_id, story_id FROM story_member ORDER BY article_id")).all()
    kept, gone = live[one % len(live)], live[other % len(live)]
    if merge and kept != gone:
        apply_changes(connection, [Merge(kept, gone, ())], NOON)
    article_id, home = members[other % len(members)]
    if not merge and home != kept:
        apply_changes(connection, [Move((article_id,), kept, ())], NOON)


def standing(connection: Connection) -> list[object]:
    return [connection.execute(text(query)).all() for query in STANDING]


@settings(max_examples=25)
@given(steps)
def test_what_stands_of_a_story_is_what_its_members_make_of_it(taken):
    engine = open_engine("sqlite://")
    upgrade(engine)
    store = ArticleStore(
        engine, {name.lower(): Source(name.lower(), f"https://{name}.example", title=name) for name in OUTLETS}
    )
    numbers = count(1)
    filed = False
    for step in taken:
        if len(step) == 3:
            if filed:
                transact(engine, lambda connection, step=step: changed(connection, *step))
            continue
        one = an_article(next(numbers), *step)
        page = Page(one.article.url, one.article.url, one.article.source, one.article.outlet, NOON, 200, (), b"")
        transact(engine, lambda connection, page=page: keep_page(connection, page))
        (work,) = store.claim(NOON, 1)
        file_one(store, replace(work, seen_at=NOON + timedelta(hours=9)), one, NOON)
        filed = True
    with engine.begin() as connection:
        before = standing(connection)
        for story_id in connection.scalars(select(story.c.id).where(story.c.merged_into.is_(None))).all():
            retell(connection, [story_id])
            summarise(connection, [story_id], NOON)
        assert standing(connection) == before
    engine.dispose()
