"""A query cut into what it is made of, with the place of each."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from pipeline.query.errors import QueryError
from pipeline.query.nodes import Field
from pipeline.query.words import words

MAX_LETTERS = 2_000  # of a query

_QUOTES = '"“”„'
_TOKEN = re.compile(
    rf"""(?P<minus>(?<![^\s(])-(?=[^\s-]))"""
    rf"""|(?P<bracket>[()])"""
    rf"""|(?P<field>[A-Za-z_]+):(?P<op>>=|<=|>|<|=)?(?P<value>[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]\*?|[^\s(){_QUOTES}]*)"""
    rf"""|(?P<quoted>[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}](?P<star>\*)?)"""
    rf"""|(?P<open>[{_QUOTES}])"""
    rf"""|(?P<word>[^\s(){_QUOTES}]+)"""
)
_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}
_IDS = frozenset(("org", "model", "product", "person", "bench", "community"))
FIELDS = frozenset(Field)


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query: term, not, and, or, a bracket, or the end; *at* is its place in characters."""

    kind: str
    at: int
    value: str = ""
    field: Field | None = None
    operator: str | None = None
    value_at: int = 0
    prefix: bool = False


def tokens(text: str) -> list[Token]:
    """Return the parts of *text*, without terms that hold neither letter nor digit. Raises QueryError."""
    return [token for match in _TOKEN.finditer(text) if (token := _token(match, text)) is not None]


def _token(match: re.Match[str], text: str) -> Token | None:
    at = match.start()
    match match.lastgroup:
        case "minus":
            return Token("not", at)
        case "bracket":
            return Token(match.group(), at)
        case "open":
            raise QueryError("this quotation mark has no second one", text, at)
    if match["field"] is not None:
        return _field(match, text)
    if match["quoted"] is not None:
        return _term(at, match["phrase"], star=match["star"] is not None)
    word = match["word"]
    return Token(_OPERATORS[word], at) if word in _OPERATORS else _term(at, word)


def _term(at: int, value: str, *, star: bool = False) -> Token | None:
    if not words(value):
        return None
    return Token("term", at, value, value_at=at, prefix=star or value.rstrip().endswith("*"))


def _field(match: re.Match[str], text: str) -> Token | None:
    at, name, value = match.start(), match["field"], match["value"]
    if value.startswith("//"):
        return _term(at, match.group())  # an address
    if name.lower() not in FIELDS:
        raise QueryError(_unknown(name, value), text, at)
    value_at = match.start("value")
    star = value.endswith("*")
    value = value.rstrip("*").strip(_QUOTES)
    if text[match.end() : match.end() + 1] in {*_QUOTES} or not value.strip():
        problem = f"{name}: needs a value right after the colon"
        if text[match.end() : match.end() + 1] in {*_QUOTES}:
            problem = "this quotation mark has no second one"
        raise QueryError(problem, text, min(match.end(), len(text)))
    return Token("term", at, value.strip(), Field(name.lower()), match["op"], value_at, star or value.endswith("*"))


def _unknown(name: str, value: str) -> str:
    if name.lower() in _IDS:
        return f"no field is called {name}; an entity is asked for as entity:{name}:{value}"
    close = difflib.get_close_matches(name.lower(), FIELDS, n=1)
    hint = f"; did you mean {close[0]}:?" if close else f"; there are {', '.join(Field)}"
    return f"no field is called {name}{hint}"
