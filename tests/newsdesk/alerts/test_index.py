"""Of many watchlists an article meets those that it matches, as if each had been asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsdesk.alerts.index import WatchIndex, keys_of
from newsdesk.settings.watching import Watchlist
from pipeline.query import matches, parse
from tests.newsdesk.alerts.situations import article, watchlist

WORDS = ("lantern", "open", "model", "lab", "funding")
TERMS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["lan*", "op*", "title:model", '"lantern is open"', '"the lab"']),
    st.sampled_from(
        ["entity:org:acme", "entity:=org:acme", "topic:funding", "source:wire-daily", "lang:en", "kind:copy"]
    ),
    st.sampled_from(["relevance:>0.5", "outlets:>=2", "story:17", "outlet:wire"]),
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} AND {pair[1]})"),
        inner.map(lambda one: f"NOT ({one})"),
    ),
    max_leaves=6,
)
ARTICLES = st.builds(
    article,
    title=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    text=st.sampled_from(["The lab said that Lantern is open to all.", "Nothing of note.", "Acme raised funding."]),
    entities=st.dictionaries(st.sampled_from(["org:acme", "org:other"]), st.booleans()),
    topics=st.frozensets(st.sampled_from(["topic:funding", "topic:chips"])),
    source=st.sampled_from(["wire-daily", "chip-post"]),
    story_outlets=st.integers(1, 3),
)


@given(st.lists(QUERIES, max_size=8), ARTICLES)
def test_the_index_finds_what_asking_each_would(queries, one):
    lists = [watchlist(text, name=f"list-{number}") for number, text in enumerate(queries)]
    asked_each = [each.name for each in lists if matches(parse(each.query_text), one.record)]
    assert [found.name for found in WatchIndex(lists).matching(one.record)] == asked_each


def test_a_query_waits_under_what_is_rare_in_it():
    assert keys_of(parse("the entity:org:acme")) == {("entity", "org:acme")}
    assert keys_of(parse('"a lantern of"')) == {("word", "lantern")}
    assert keys_of(parse("lantern OR lamp")) == {("word", "lantern"), ("word", "lamp")}


def test_a_query_without_anything_to_wait_under_is_always_asked():
    assert keys_of(parse("NOT lantern")) is None
    assert keys_of(parse("lantern OR NOT lamp")) is None


def test_a_watch_over_newsdesk_itself_matches_no_article():
    assert WatchIndex([Watchlist("house", ("desk",))]).matching(article().record) == []
