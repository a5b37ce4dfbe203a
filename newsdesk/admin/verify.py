"""A claim against what is collected: the sentences that support it, and those that contradict it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeline.facts.verify import Claim, Stand, read_claim
from pipeline.query import AllOf, AnyOf, Phrase, Query
from pipeline.query.words import words as folded_words
from pipeline.text.sentences import split_sentences
from storage.engine import Connection
from storage.queries.search import matching_ids
from storage.queries.verify import Collected, Stored, articles_by_id, collected

MOST_ARTICLES = 400  # the newest that have the claim's words
MOST_SENTENCES = 20  # shown of each kind


@dataclass(frozen=True, slots=True)
class Found:
    """A stored sentence that bears on a claim."""

    article_id: int
    outlet: str
    voice: str  # whose report it is
    reprint: bool
    at: datetime
    url: str
    sentence: str  # as it stands in the article


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found about a claim."""

    claim: str
    supporting: tuple[Found, ...]
    contradicting: tuple[Found, ...]
    mentioning: tuple[Found, ...]  # of a claim without a value: sentences with its words
    collected: Collected

    @property
    def any(self) -> bool:
        return bool(self.supporting or self.contradicting or self.mentioning)


def verify_claim(connection: Connection, text: str, now: datetime) -> Verified:
    """Return the stored sentences that support or contradict *text*, the earliest first."""
    claim = read_claim(text, now)
    stored = articles_by_id(connection, _candidates(connection, claim))
    found: dict[Stand, list[Found]] = {Stand.SUPPORTS: [], Stand.CONTRADICTS: []}
    for one in stored:
        for stand, sentence in _stands(claim, one):
            found[stand].append(_found(one, sentence))
    mentioning = [] if claim.stated else [_found(one, words) for one in stored for words in _mentions(claim, one)]
    supporting, contradicting = found[Stand.SUPPORTS], found[Stand.CONTRADICTS]
    return Verified(
        text,
        tuple(supporting[:MOST_SENTENCES]),
        tuple(contradicting[:MOST_SENTENCES]),
        tuple(mentioning[:MOST_SENTENCES]),
        collected(connection),
    )


def _candidates(connection: Connection, claim: Claim) -> list[int]:
    """Return the newest articles that name all whom the claim names, else any of them, else have any of its words."""
    names: list[Query] = [Phrase(words) for name in claim.names if (words := tuple(folded_words(name)))]
    others: list[Query] = [Phrase((word,), prefix=True) for word in sorted(claim.words)]
    for phrases in (names, others):
        if len(phrases) == 1 and (ids := matching_ids(connection, phrases[0], limit=MOST_ARTICLES)):
            return ids
        for query in (AllOf(tuple(phrases)), AnyOf(tuple(phrases))) if len(phrases) > 1 else ():
            if ids := matching_ids(connection, query, limit=MOST_ARTICLES):
                return ids
    return []


def _stands(claim: Claim, stored: Stored) -> Iterator[tuple[Stand, str]]:
    """Yield each sentence of an article that stands to the claim, once; support outweighs."""
    found: dict[str, Stand] = {}
    for one in stored.stated:
        stand = claim.stand(one, stored.dated_at)
        if stand is not None and found.get(stored.sentence(one)) is not Stand.SUPPORTS:
            found[stored.sentence(one)] = stand
    supports = [sentence for sentence, stand in found.items() if stand is Stand.SUPPORTS]
    # An article that has the claim's value says nothing against it by its other values.
    yield from ((Stand.SUPPORTS, sentence) for sentence in supports[:1])
    if not supports:
        yield from ((stand, sentence) for sentence, stand in list(found.items())[:1])


def _mentions(claim: Claim, stored: Stored) -> Iterator[str]:
    sentences = (one for line in stored.text.split("\n") for one in split_sentences(line))
    yield from [one for one in (stored.title, *sentences) if claim.is_in(one)][:1]


def _found(one: Stored, sentence: str) -> Found:
    return Found(one.article_id, one.outlet, one.voice, one.copy_of is not None, one.dated_at, one.url, sentence)
