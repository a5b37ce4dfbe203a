"""What a person types, and what it means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.query import (
    AllOf,
    AnyOf,
    Compare,
    Dated,
    Entity,
    Field,
    InStory,
    Is,
    Named,
    Not,
    Phrase,
    Query,
    QueryError,
    parse,
)

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)


class Catalog:
    """Knows one company by two names, and one moment."""

    def entity(self, wanted: str) -> str:
        if wanted.lower() in {"org:anvil", "anvil", "anvil labs"}:
            return "org:anvil"
        raise ConfigError(f"{wanted}: no entity has this id or name")

    def since(self, text: str) -> datetime:
        if text != "noon":
            raise ValueError("expected noon")
        return NOON

    until = since


def word(*said: str, prefix: bool = False, in_title: bool = False) -> Phrase:
    return Phrase(said, prefix, in_title)


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a", A),
        ("a b", AllOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("a OR b c", AnyOf((A, AllOf((B, C))))),
        ("(a OR b) c", AllOf((AnyOf((A, B)), C))),
        ("-a b", AllOf((Not(A), B))),
        ("NOT (a b)", Not(AllOf((A, B)))),
        ("NOT -a", A),
        ('"a b"', word("a", "b")),
        ("“a b”", word("a", "b")),
        ("open*", word("open", prefix=True)),
        ('"a b"*', word("a", "b", prefix=True)),
        ('"a b*"', word("a", "b", prefix=True)),
        ("GPT-4.5", word("gpt", "4", "5")),
        ("AT & T", AllOf((word("at"), word("t")))),
        ("Café", word("cafe")),
        ("人工智能", word("人", "工", "智", "能")),
        ("or and not", AllOf((word("or"), word("and"), word("not")))),
        ("https://a.example/x", word("https", "a", "example", "x")),
        ("10:30", word("10", "30")),
        ("entity:Anvil", Entity("org:anvil")),
        ("ENTITY:org:anvil", Entity("org:anvil")),
        ('entity:="Anvil Labs"', Entity("org:anvil", exact=True)),
        ("source:Wire", Is(Field.SOURCE, "wire")),
        ("outlet:verge", Named(Field.OUTLET, ("verge",))),
        ('outlet:="The Verge"', Named(Field.OUTLET, ("the", "verge"), exact=True)),
        ("author:qui*", Named(Field.AUTHOR, ("qui",), prefix=True)),
        ("quote:Anvil", Named(Field.QUOTE, ("anvil",), entity_id="org:anvil")),
        ("quote:somebody", Named(Field.QUOTE, ("somebody",))),
        ('topic:"model release"', Is(Field.TOPIC, "topic:model-release")),
        ("topic:topic:funding", Is(Field.TOPIC, "topic:funding")),
        ("lang:DE", Is(Field.LANG, "de")),
        ('title:"chip export*"', word("chip", "export", prefix=True, in_title=True)),
        ("story:17", InStory(17)),
        ("kind:copy", Is(Field.KIND, "copy")),
        ("relevance:>0.7", Compare(Field.RELEVANCE, ">", 0.7)),
        ("outlets:>=3", Compare(Field.OUTLETS, ">=", 3)),
        ("outlets:2", Compare(Field.OUTLETS, "=", 2)),
        ("since:noon -until:noon", AllOf((Dated(since=NOON), Not(Dated(until=NOON))))),
        ("-entity:anvil", Not(Entity("org:anvil"))),
    ],
)
def test_what_is_typed_means(typed: str, meant: Query):
    assert parse(typed, Catalog()) == meant


@pytest.mark.parametrize(
    ("typed", "at", "problem"),
    [
        ("", 0, "nothing to look for"),
        ("  & ", 0, "nothing to look for"),
        ('llama "muse spark', 6, "no second one"),
        ("(a b", 0, "not closed"),
        ("a) b", 1, "closes nothing"),
        ("a ()", 3, "nothing stands in these brackets"),
        ("a OR", 2, "OR needs something after it"),
        ("a OR OR b", 5, "OR needs something before it"),
        ("AND a", 0, "AND needs something before it"),
        ("a (b AND) c", 5, "AND needs something after it"),
        ("a NOT", 2, "NOT needs something after it"),
        ("a outlt:verge", 2, "did you mean outlet:"),
        ("org:anvil", 0, "entity:org:anvil"),
        ("a entity:nobody", 9, "no entity has this id or name"),
        ("title: b", 6, "needs a value"),
        ('title:"b', 6, "no second one"),
        ("relevance:high", 10, "expected a comparison and a number"),
        ("relevance:>3", 11, "from 0 to 1"),
        ("lang:>de", 6, "takes a value alone, not >"),
        ("lang:d*", 5, "takes a whole value"),
        ("story:x", 6, "expected a story's number"),
        ("kind:other", 5, "expected original or copy"),
        ("a since:whenever", 8, "expected noon"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(typed: str, at: int, problem: str):
    with pytest.raises(QueryError) as told:
        parse(typed, Catalog())
    assert (told.value.at, problem in told.value.problem) == (at, True), told.value.problem
    _, shown, caret = str(told.value).split("\n")
    assert caret.index("^") - 2 == at
    assert shown == f"  {typed}"


@pytest.mark.parametrize("typed", ["a" * 2_001, "a " * 61, "(" * 21 + "a" + ")" * 21])
def test_a_query_is_bounded(typed: str):
    with pytest.raises(QueryError, match="at most"):
        parse(typed)


def test_the_place_is_shown_however_long_the_query():
    with pytest.raises(QueryError) as told:
        parse("wordwordword " * 20 + "lang:1 " + "wordwordword " * 20)
    _, shown, caret = str(told.value).split("\n")
    assert shown[caret.index("^")] == "1"
    assert len(shown) < 120


@given(st.text(alphabet='ab "*()-:><=. AND OR NOT title', max_size=40))
def test_any_text_is_read_or_refused_with_a_place_in_it(typed: str):
    assert 0 <= place_of_the_problem(typed) <= len(typed)


def place_of_the_problem(typed: str) -> int:
    try:
        parse(typed)
    except QueryError as told:
        return told.at
    return 0
