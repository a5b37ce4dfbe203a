"""What a term of a query asks for: a phrase, or a field and its value.

entity:meta, entity:=meta   about it or one of its children; about itself alone. Id, name or alias
source:wire-daily           listed first by this source
outlet:verge  author:quill  whose name has these words; outlet:=Verge has no others
quote:altman                that quotes this person or organisation
topic:funding  lang:de      by id or name; by code, with its variants
title:chip                  words of the title, also as a phrase or a beginning
story:17                    of this story
kind:original  kind:copy    written by its outlet, or printed from another
relevance:>0.7  outlets:>=3 compared with a number: of the article, of its story
since:2d  until:2026-W47    dated from its beginning on; up to its end
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.errors import ConfigError
from pipeline.query.errors import QueryError
from pipeline.query.meanings import Meanings
from pipeline.query.nodes import Compare, Dated, Entity, Field, InStory, Is, Named, Phrase, Query
from pipeline.query.tokens import Token
from pipeline.query.words import words

LARGEST_ID = 2**63 - 1  # of both databases
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


class _ProblemError(Exception):
    """What is wrong with a value."""


def asked(token: Token, text: str, meanings: Meanings) -> Query:
    """Return what a term asks for. Raises QueryError."""
    if token.field is None:
        return Phrase(tuple(words(token.value)), token.prefix)
    takes = _OPERATORS.get(token.field, ())
    if token.operator is not None and token.operator not in takes:
        known = f"{token.field}: takes {' '.join(takes)}" if takes else f"{token.field}: takes a value alone"
        raise QueryError(f"{known}, not {token.operator}", text, token.value_at)
    if token.prefix and token.field not in _WITH_PREFIX:
        raise QueryError(f"{token.field}: takes a whole value, not the beginning of one", text, token.value_at)
    try:
        return _READERS[token.field](token, meanings)
    except (_ProblemError, ConfigError, ValueError) as exc:
        problem = str(exc) if isinstance(exc, ConfigError) else f"{token.field}: {exc}"
        raise QueryError(problem, text, token.value_at) from exc


def _words(token: Token) -> tuple[str, ...]:
    found = tuple(words(token.value))
    if not found:
        raise _ProblemError("expected letters or digits")
    return found


def _entity(token: Token, meanings: Meanings) -> Query:
    return Entity(meanings.entity(token.value), exact=token.operator == "=")


def _source(token: Token, _meanings: Meanings) -> Query:
    return Is(Field.SOURCE, token.value.casefold())


def _topic(token: Token, _meanings: Meanings) -> Query:
    name = token.value.casefold().removeprefix("topic:")
    return Is(Field.TOPIC, f"topic:{'-'.join(name.split())}")


def _lang(token: Token, _meanings: Meanings) -> Query:
    code = token.value.lower()
    if not _LANGUAGE.fullmatch(code):
        raise _ProblemError("expected a language's code, e.g. en, de or zh-hans")
    return Is(Field.LANG, code)


def _kind(token: Token, _meanings: Meanings) -> Query:
    kind = token.value.lower()
    if kind not in {"original", "copy"}:
        raise _ProblemError("expected original or copy")
    return Is(Field.KIND, kind)


def _title(token: Token, _meanings: Meanings) -> Query:
    return Phrase(_words(token), token.prefix, in_title=True)


def _named(token: Token, meanings: Meanings) -> Query:
    field = token.field or Field.OUTLET
    entity_id = None
    if field is Field.QUOTE and not token.prefix:
        try:
            entity_id = meanings.entity(token.value)
        except ConfigError:
            entity_id = None  # whom the catalog does not know is quoted all the same
    return Named(field, _words(token), token.prefix, token.operator == "=", entity_id)


def _story(token: Token, _meanings: Meanings) -> Query:
    if not (token.value.isascii() and token.value.isdecimal() and int(token.value[:20]) <= LARGEST_ID):
        raise _ProblemError("expected a story's number")
    return InStory(int(token.value[:20]))


def _compare(token: Token, _meanings: Meanings) -> Query:
    field = token.field or Field.RELEVANCE
    if not _NUMBER.fullmatch(token.value):
        raise _ProblemError("expected a comparison and a number, e.g. " + _EXAMPLE[field])
    number = float(token.value)
    if field is Field.RELEVANCE and number > 1:
        raise _ProblemError("expected a number from 0 to 1")
    return Compare(field, token.operator or "=", number)


def _since(token: Token, meanings: Meanings) -> Query:
    return Dated(since=meanings.since(token.value))


def _until(token: Token, meanings: Meanings) -> Query:
    return Dated(until=meanings.until(token.value))


_EXAMPLE = {Field.RELEVANCE: "relevance:>0.7", Field.OUTLETS: "outlets:>=3"}
_COMPARISONS = ("<", "<=", "=", ">=", ">")
_OPERATORS: Mapping[Field, tuple[str, ...]] = {
    Field.RELEVANCE: _COMPARISONS,
    Field.OUTLETS: _COMPARISONS,
    **dict.fromkeys((Field.ENTITY, Field.OUTLET, Field.AUTHOR, Field.QUOTE), ("=",)),
}
_WITH_PREFIX = {Field.TITLE, Field.OUTLET, Field.AUTHOR, Field.QUOTE}
_READERS: Mapping[Field, Callable[[Token, Meanings], Query]] = {
    Field.ENTITY: _entity,
    Field.SOURCE: _source,
    Field.OUTLET: _named,
    Field.AUTHOR: _named,
    Field.TOPIC: _topic,
    Field.LANG: _lang,
    Field.TITLE: _title,
    Field.QUOTE: _named,
    Field.STORY: _story,
    Field.KIND: _kind,
    Field.RELEVANCE: _compare,
    Field.OUTLETS: _compare,
    Field.SINCE: _since,
    Field.UNTIL: _until,
}
