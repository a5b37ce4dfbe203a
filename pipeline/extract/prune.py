"""Lines that stand around an article's text and slip through extraction, taken out of its blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.extract.blocks import Block, Kind, length
from pipeline.extract.boilerplate import Boilerplate, boilerplate, is_boilerplate
from pipeline.extract.clean import folded
from pipeline.extract.own_lines import is_own_credit, is_own_line
from pipeline.text.dates import find_date
from pipeline.text.sentences import is_closed

_WHOLE_TEXT = 200  # characters that cannot be furniture alone
_LONG_CHARS = 1000  # no furniture is as long
_LONG_WORDS = 45  # a promotion is shorter
_PROSE_WORDS = 12
_HEADLINE_WORDS = 5
_LINKED, _LONG_SEE_ALSO = 0.4, 25  # share of links, and words, of a line that names another article
_TAIL_BLOCKS, _BIO_WORDS = 3, 60
_TAIL_SIGNATURES = 3
_MOST_DATE = 60  # characters of a line that is a date
_MOST_SIGNATURE = 120
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What the page says elsewhere, so that its repetition at the head can be told from text."""

    title: str  # folded
    titles: frozenset[str]  # folded; whatever else the page has for headlines
    authors: frozenset[str]  # folded


def pruned(blocks: Sequence[Block], known: Known) -> list[Block]:
    """Return the blocks without furniture; all of them when that would leave nothing of a long text."""
    furniture = _furniture(blocks)
    start = _after_head(blocks, furniture, known)
    kept = [block for place, block in enumerate(blocks[:start]) if not furniture[place] and not _is_head(block, known)]
    tail = len(blocks) - _TAIL_SIGNATURES
    kept += [
        block
        for place, block in enumerate(blocks[start:], start)
        if not furniture[place]
        and not (place >= tail and (_is_signature(block, known) or _is_labelled_link(block)))
        and folded(block.text) != known.title
    ]
    kept = _without_lists_of_articles(kept)
    kept = _without_dangling_headings(_without_bios(kept, known))
    return kept if kept or length(blocks) < _WHOLE_TEXT else list(blocks)


def is_prose(block: Block) -> bool:
    """Tell whether a block reads as running text: long, a sentence, not made of links."""
    words = len(block.text.split())
    wide = words <= 3 and len(block.text) > 40  # scripts without blanks
    return (words >= _PROSE_WORDS or wide) and block.link_share < 0.5 and is_closed(block.text)


def _after_head(blocks: Sequence[Block], furniture: Sequence[bool], known: Known) -> int:
    """Return the number of blocks before the first running text."""
    for place, block in enumerate(blocks):
        if is_prose(block) and folded(block.text) not in known.titles and not furniture[place]:
            return place
    return min(len(blocks), 3)


def _is_head(block: Block, known: Known) -> bool:
    """Tell whether a line over the text repeats the headline, or is a rubric, a date or a byline."""
    text = folded(block.text)
    if len(block.text) > 300:
        return False
    if any(text.startswith(title) or text.endswith(title) for title in known.titles if len(title) * 2 > len(text)):
        return True
    if _is_label(block):
        return True
    return text in known.titles or _is_date(block) or _is_signature(block, known)


def _is_label(block: Block) -> bool:
    """Tell whether a line over the text is a rubric ("Markets"): a few words, in a script that has blanks."""
    return (
        block.kind in (Kind.PARAGRAPH, Kind.HEADING)
        and len(block.text) < 40
        and len(block.text.split()) < 4
        and max(block.text) < "\u0600"
        and not is_closed(block.text)
    )


def _is_signature(block: Block, known: Known) -> bool:
    return boilerplate(Boilerplate.DATELINE).match(block.text) is not None or _is_byline(
        block.text, folded(block.text), known
    )


def _is_date(block: Block) -> bool:
    return len(block.text) < _MOST_DATE and not is_prose(block) and find_date(block.text) is not None


def _is_labelled_link(block: Block) -> bool:
    """Tell whether a line is a label and a link ("Related roundup: Laptops")."""
    label, colon, _ = block.text.partition(":")
    return bool(colon) and len(label.split()) <= 3 and block.link_share > 0.4 and len(block.text.split()) < 10


def _is_byline(text: str, key: str, known: Known) -> bool:
    if len(text) > 120:
        return False
    for author in known.authors:
        if author in key:
            key = key.replace(author, "")
    return len(key) < 20 and key != folded(text)


def _furniture(blocks: Sequence[Block]) -> list[bool]:
    """Tell of each block whether it is furniture; sentences of the article that begin like it are none."""
    around = zip(blocks, (None, *blocks), (*blocks[1:], None), strict=False)
    return [_is_furniture(block, before, after) for block, before, after in around]


def _is_furniture(block: Block, before: Block | None, after: Block | None) -> bool:
    text = block.text
    if block.kind is Kind.CODE:
        return False
    words = len(text.split())
    if words > _LONG_WORDS or len(text) > _LONG_CHARS:
        return False
    if is_boilerplate(text, Boilerplate.LEFTOVER, Boilerplate.OTHER_ARTICLES):
        return True
    if is_boilerplate(text, Boilerplate.CREDIT):
        return not is_own_credit(block, before, after)
    see_also = is_boilerplate(text, Boilerplate.SEE_ALSO) and (block.link_share > _LINKED or words < _LONG_SEE_ALSO)
    if see_also or is_boilerplate(text, Boilerplate.PROMOTION):
        return not is_own_line(block, before, after)
    if block.kind is Kind.ROW and words < _HEADLINE_WORDS:  # a cell of a table of numbers may well be a link
        return False
    return block.link_share >= 0.9 and len(text) > 3 and words < 30


def _without_lists_of_articles(blocks: Sequence[Block]) -> list[Block]:
    """Drop runs of list items that are mostly links to headlines."""
    kept: list[Block] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        items = list(run)
        headlines = sum(block.link_share >= 0.5 and len(block.text.split()) >= _HEADLINE_WORDS for block in items)
        if kind is not Kind.ITEM or len(items) < 2 or headlines < 0.75 * len(items):
            kept += items
    return kept


def _without_bios(blocks: Sequence[Block], known: Known) -> list[Block]:
    """Drop the lines at the end that tell who the author is and how to write to them."""
    kept = list(blocks)
    for block in blocks[-_TAIL_BLOCKS:]:
        key = folded(block.text)
        about = any(key.startswith(author) and len(author) > 4 for author in known.authors)
        signed = (
            len(block.text) < _MOST_SIGNATURE
            and _ADDRESS.search(block.text)
            and any(name in key for name in known.authors)
        )
        if (signed or (about and len(block.text.split()) < _BIO_WORDS)) and len(kept) > 1:
            kept.remove(block)
    return kept


def _without_dangling_headings(blocks: Sequence[Block]) -> list[Block]:
    """Drop headings at the very end: what they stood over is gone."""
    end = len(blocks)
    while end and blocks[end - 1].kind is Kind.HEADING:
        end -= 1
    return list(blocks[:end])
