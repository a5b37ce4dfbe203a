"""An article's text cut into paragraphs, sentences and marked pieces. Nothing of the text is lost or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.text.sentences import sentence_starts
from storage.queries.article_page import MarkedMention, MarkedQuote


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the same marks; *quote* is the place of the quotation that they are in."""

    text: str
    entity: MarkedMention | None = None
    quote: MarkedQuote | None = None
    opens_quote: bool = False  # the first piece of its quotation


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int  # in the article's text, characters
    end: int
    pieces: tuple[Piece, ...]


Paragraph = tuple[Sentence, ...]


def marked_text(
    text: str, mentions: Sequence[MarkedMention], quotes: Sequence[MarkedQuote], language: str | None
) -> list[Paragraph]:
    """Return the paragraphs of *text*; where mentions overlap, the one that begins first is marked."""
    apart = _apart(mentions)
    found: list[Paragraph] = []
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line)
        if line.strip():
            found.append(tuple(_sentences(text, begin, end, apart, quotes, language or "en")))
        begin = end + 1
    return found


def _sentences(
    text: str,
    begin: int,
    end: int,
    mentions: Sequence[MarkedMention],
    quotes: Sequence[MarkedQuote],
    language: str,
) -> Iterator[Sentence]:
    places = [begin, *sentence_starts(text, begin, end, tag=language), end]
    for low, high in pairwise(places):
        if low < high:
            yield Sentence(low, high, tuple(_pieces(text, low, high, mentions, quotes)))


def _pieces(
    text: str, low: int, high: int, mentions: Sequence[MarkedMention], quotes: Sequence[MarkedQuote]
) -> Iterator[Piece]:
    named = [one for one in mentions if one.start < high and one.end > low]
    quoted = [one for one in quotes if one.start < high and one.end > low]
    spans = [(one.start, one.end) for one in named] + [(one.start, one.end) for one in quoted]
    borders = {low, high, *(max(start, low) for start, _ in spans), *(min(end, high) for _, end in spans)}
    for begin, end in pairwise(sorted(borders)):
        mention = next((one for one in named if one.start <= begin < one.end), None)
        inside = next((one for one in quoted if one.start <= begin < one.end), None)
        yield Piece(text[begin:end], mention, inside, inside is not None and inside.start == begin)


def _apart(mentions: Sequence[MarkedMention]) -> list[MarkedMention]:
    found: list[MarkedMention] = []
    for one in sorted(mentions, key=lambda one: (one.start, -one.end)):
        if one.end > one.start and (not found or one.start >= found[-1].end):
            found.append(one)
    return found
