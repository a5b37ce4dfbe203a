"""What a person types to what is looked for.

    llama meta                both words
    "muse spark"              the words side by side, in this order
    llama OR qwen             either; AND binds closer, as in ``a b OR c d``
    -rumour, NOT rumour       without the word
    (qwen OR llama) -benchmark  brackets
    quant*, "open wei*"       words that begin so
    entity:meta since:2d      fields, see `pipeline.query.values`

OR, AND and NOT count in capitals only. A word with punctuation, such as GPT-4.5, is a phrase of its parts; what has
neither letter nor digit is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.query.errors import QueryError
from pipeline.query.meanings import Meanings, PlainMeanings
from pipeline.query.nodes import AllOf, AnyOf, Not, Query
from pipeline.query.tokens import MAX_LETTERS, Token, tokens
from pipeline.query.values import asked

MAX_TERMS = 60
MAX_DEPTH = 20  # of brackets
_OPERATORS = {"and": "AND", "or": "OR"}


def parse(text: str, meanings: Meanings | None = None) -> Query:
    """Return what *text* asks for.

    *meanings* resolves names and times; without it entities are asked for by id and times written in full.
    Raises QueryError, which says where.
    """
    if len(text) > MAX_LETTERS:
        raise QueryError(f"a query has at most {MAX_LETTERS} characters, this one has {len(text)}", text, MAX_LETTERS)
    found = tokens(text)
    terms = [token for token in found if token.kind == "term"]
    if not terms:
        raise QueryError("nothing to look for", text, found[0].at if found else 0)
    if len(terms) > MAX_TERMS:
        raise QueryError(f"a query has at most {MAX_TERMS} terms", text, terms[MAX_TERMS].at)
    return _Parser(text, found, meanings or PlainMeanings()).parse()


class _Parser:
    """Recursive descent; every method consumes what it understands."""

    def __init__(self, text: str, found: Sequence[Token], meanings: Meanings) -> None:
        self._text = text
        self._tokens = [*found, Token("end", len(text.rstrip()))]
        self._at = 0
        self._depth = 0
        self._meanings = meanings

    def parse(self) -> Query:
        query = self._any_of()
        if self._next.kind == ")":
            raise self._error("this bracket closes nothing")
        return query

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _error(self, problem: str, token: Token | None = None) -> QueryError:
        return QueryError(problem, self._text, (token or self._next).at)

    def _any_of(self) -> Query:
        parts = [self._all_of()]
        while self._next.kind == "or":
            self._after(self._take())
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self) -> Query:
        parts = [self._one()]
        while self._next.kind not in {"or", ")", "end"}:
            if self._next.kind == "and":
                self._after(self._take())
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _after(self, operator: Token) -> None:
        """Complain of an operator after which nothing stands."""
        if self._next.kind in {"end", ")"}:
            raise self._error(f"{_OPERATORS[operator.kind]} needs something after it", operator)

    def _one(self) -> Query:
        token = self._take()
        match token.kind:
            case "term":
                return asked(token, self._text, self._meanings)
            case "not":
                if self._next.kind not in {"term", "(", "not"}:
                    raise self._error("NOT needs something after it", token)
                part = self._one()
                return part.part if isinstance(part, Not) else Not(part)
            case "(":
                return self._bracket(token)
            case ")":
                raise self._error("nothing stands in these brackets", token)
            case _:
                raise self._error(f"{_OPERATORS.get(token.kind, 'this')} needs something before it", token)

    def _bracket(self, opened: Token) -> Query:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"at most {MAX_DEPTH} brackets may stand in each other", opened)
        inside = self._any_of()
        if self._next.kind != ")":
            raise self._error("this bracket is not closed", opened)
        self._take()
        self._depth -= 1
        return inside
