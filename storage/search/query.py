"""What a person types to what is looked for. Pure, and never an error: any text means something.

    llama meta          both words
    "muse spark"        the words side by side, in this order
    llama OR qwen       either; AND binds closer, as in ``a b OR c d``
    -rumour, NOT rumour without the word
    (qwen OR llama) -7b brackets
    quant*              words that begin so

OR, AND and NOT count in capitals only. A word with punctuation, such as GPT-4.5, is a phrase of its parts.
Open quotes and brackets end with the text; operators with nothing to work on are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.query.words import words

MAX_LETTERS = 1_000  # of a query; the rest is ignored
MAX_TERMS = 60
MAX_DEPTH = 20  # of brackets; deeper ones are ignored


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side; with *prefix* the last of them may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """What *part* does not match."""

    part: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Query, ...]  # two or more


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Query, ...]  # two or more


Query: TypeAlias = "Phrase | Not | AllOf | AnyOf"

_TOKEN = re.compile(
    r"""(?P<minus>(?<![^\s(])-(?=[^\s-]))"""
    r"""|"(?P<phrase>[^"]*)(?:"(?P<star>\*)?|$)"""
    r"""|(?P<bracket>[()])"""
    r"""|(?P<word>[^\s()"]+)"""
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # term, not, and, or, (, )
    term: Phrase | None = None


def parse(text: str) -> Query | None:
    """Return what *text* asks for, None if it holds no word to look for."""
    return _Parser(_tokens(text[:MAX_LETTERS])).parse()


def terms(query: Query | None) -> tuple[Phrase, ...]:
    """Return the phrases that a match may hold, in order: those that do not stand under a Not."""
    match query:
        case Phrase():
            return (query,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(phrase for part in parts for phrase in terms(part))
        case _:
            return ()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    count = depth = 0
    for match in _TOKEN.finditer(text):
        kind, value = match.lastgroup, match.group()
        if kind == "minus" or value == "NOT":
            found.append(_Token("not"))
        elif value in {"AND", "OR"}:
            found.append(_Token(value.lower()))
        elif kind == "bracket":
            depth += 1 if value == "(" else -1
            if 0 <= depth <= MAX_DEPTH:
                found.append(_Token(value))
            depth = max(depth, 0)
        elif count < MAX_TERMS:
            inside = match["phrase"] if match["phrase"] is not None else value
            parts = tuple(words(inside))
            if parts:
                found.append(_Token("term", Phrase(parts, prefix=bool(match["star"]) or inside.rstrip().endswith("*"))))
                count += 1
    return found


class _Parser:
    """Recursive descent; every method consumes what it understands and returns None for nothing."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def parse(self) -> Query | None:
        return self._any_of()

    def _next(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _any_of(self) -> Query | None:
        parts: list[Query] = []
        while True:
            part = self._all_of()
            if part is not None:
                parts.append(part)
            if self._next() != "or":
                return _joined(AnyOf, parts)
            self._at += 1

    def _all_of(self) -> Query | None:
        parts: list[Query] = []
        while self._next() not in {None, "or", ")"}:
            part = self._one()
            if part is not None:
                parts.append(part)
        return _joined(AllOf, parts)

    def _one(self) -> Query | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "(":
            inside = self._any_of()
            if self._next() == ")":
                self._at += 1
            return inside
        if token.kind == "not":
            negated = False
            while self._next() == "not":
                negated, self._at = not negated, self._at + 1
            part = self._one() if self._next() in {"term", "("} else None
            return part if part is None or negated else Not(part)
        return token.term


def _joined(kind: type[AllOf] | type[AnyOf], parts: Sequence[Query]) -> Query | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts))
