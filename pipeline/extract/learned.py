"""Lines that an outlet repeats from article to article: they are not part of any of them.

What is learned are counts alone: in how many of an outlet's articles a line stood, in which first and
in which last. Whether it is dropped is decided afresh for every page, so a line that was taken for
boilerplate wrongly, or that a redesign removed, comes back by itself once its share falls.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.extract.blocks import Block, Kind
from pipeline.extract.template import Template, learn
from pipeline.records import Article


@dataclass(frozen=True, slots=True)
class LineCount:
    """How often a line was met; articles of an outlet are numbered from 1 as they are counted."""

    text: str  # as first met, cut: for the people who look at the table
    seen: int  # articles that had it
    first: int  # number of the first of them
    last: int


@dataclass(frozen=True, slots=True)
class OutletMemory:
    """What has been counted of one outlet: the lines that it repeats, and where on its pages its texts stand."""

    articles: int = 0
    lines: Mapping[bytes, LineCount] = field(default_factory=dict)  # by line_key
    templates: tuple[Template, ...] = ()  # where its texts stand, that met last first


@dataclass(frozen=True, slots=True)
class LearningRules:
    """When a line counts as repeated. *share* is of the articles since the line was first met."""

    others: int = 2  # articles that must have had the line before, when its place or shape is suspicious as well
    others_of_prose: int = 4  # ... when it reads like any sentence in the middle of the text
    share: float = 0.5
    most_dropped: float = 0.6  # of a text's words; beyond it nothing is dropped: the page repeats an article
    fresh: float = 0.3  # of a text's words that must be new, or the article is a copy and not counted
    absent_articles: int = 30  # a line not met for so many articles is no longer dropped
    forgotten_once: int = 20  # a line met once or twice is forgotten after so many articles without it
    forgotten: int = 120
    most_lines: int = 1500  # kept for one outlet
    most_lines_of_article: int = 150


NOTHING_LEARNED = OutletMemory()
DEFAULT_RULES = LearningRules()
_TEXT_CHARS = 200
_HEAD_BLOCKS, _TAIL_BLOCKS = 2, 4
_SHORT_WORDS = 8
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")


def line_key(line: str) -> bytes | None:
    """Return what two spellings of one line share: its words in lower case, numbers made equal. 8 bytes.

    None for a line without words, which is never counted.
    """
    words = _WORDS.findall(_DIGITS.sub("0", line.casefold()))
    if not any(word.isalpha() for word in words):
        return None
    return hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()


def counted(known: OutletMemory, article: Article, rules: LearningRules = DEFAULT_RULES) -> OutletMemory:
    """Return *known* with the lines and the layout of one more article; a copy of an earlier article changes nothing.

    To be called once for each new article of the outlet, not for revisions of one.
    """
    own = _keyed(article.text.split("\n"))
    words = sum(len(text.split()) for text in own.values())
    new = sum(len(text.split()) for key, text in own.items() if key not in known.lines)
    if not words or new < rules.fresh * words:
        return known
    found = dict(islice({**_keyed(article.dropped), **own}.items(), rules.most_lines_of_article))
    number = known.articles + 1
    lines = dict(known.lines)
    for key, text in found.items():
        old = lines.get(key)
        lines[key] = LineCount(
            old.text if old else text[:_TEXT_CHARS], old.seen + 1 if old else 1, old.first if old else number, number
        )
    templates = known.templates if article.layout is None else learn(known.templates, article.layout)
    return OutletMemory(number, _bounded(lines, number, rules), templates)


def without_repeated(
    blocks: Sequence[Block], learned: OutletMemory, rules: LearningRules = DEFAULT_RULES
) -> tuple[list[Block], tuple[str, ...]]:
    """Return the blocks that are the article's own, and the lines left out because the outlet repeats them."""
    if learned.articles < rules.others:
        return list(blocks), ()
    repeated = [_is_repeated(block, place, len(blocks), learned, rules) for place, block in enumerate(blocks)]
    _spare_headings(blocks, repeated)
    words = sum(len(block.text.split()) for block in blocks)
    dropped = sum(len(block.text.split()) for block, out in zip(blocks, repeated, strict=True) if out)
    if not dropped or dropped > rules.most_dropped * words:
        return list(blocks), ()
    kept = [block for block, out in zip(blocks, repeated, strict=True) if not out]
    return kept, tuple(block.text for block, out in zip(blocks, repeated, strict=True) if out)


def _is_repeated(block: Block, place: int, length: int, learned: OutletMemory, rules: LearningRules) -> bool:
    key = line_key(block.text)
    count = learned.lines.get(key) if key is not None else None
    if count is None or learned.articles - count.last >= rules.absent_articles:
        return False
    suspicious = (
        place < _HEAD_BLOCKS
        or place >= length - _TAIL_BLOCKS
        or block.link_share > 0.5
        or len(block.text.split()) < _SHORT_WORDS
    )
    needed = rules.others if suspicious else rules.others_of_prose
    return count.seen >= needed and count.seen >= rules.share * (learned.articles - count.first + 1)


def _spare_headings(blocks: Sequence[Block], repeated: list[bool]) -> None:
    """Keep a repeated heading ("Why it matters") that stands over text of the article's own."""
    for place in range(len(blocks) - 2, -1, -1):
        below = blocks[place + 1]
        if blocks[place].kind is Kind.HEADING and not repeated[place + 1] and below.link_share < 0.5:
            repeated[place] = False


def _keyed(lines: Iterable[str]) -> dict[bytes, str]:
    keyed: dict[bytes, str] = {}
    for line in lines:
        if (key := line_key(line)) is not None:
            keyed.setdefault(key, line)
    return keyed


def _bounded(lines: dict[bytes, LineCount], number: int, rules: LearningRules) -> dict[bytes, LineCount]:
    """Forget lines not met for long, and above the bound those met least and longest ago."""
    kept = {
        key: line
        for key, line in lines.items()
        if number - line.last < (rules.forgotten_once if line.seen <= 2 else rules.forgotten)
    }
    if len(kept) > rules.most_lines:
        best = sorted(kept.items(), key=lambda item: (item[1].seen, item[1].last), reverse=True)
        kept = dict(best[: rules.most_lines])
    return kept
