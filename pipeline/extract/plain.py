"""The text of a page whose paragraphs stand side by side in one element, as they do on half of all pages.

Such a page needs no scoring of its elements: nine tenths of its prose are the direct children of one element behind the
headline. What stands between them is read as well if it is a heading, list, quotation, table or code; boxes are not.
Whatever speaks against that reading is a doubt, and trafilatura is asked. The bounds are in data/reading.toml, which
benchmarks/fit_reading.py fits.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree
from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, length
from pipeline.extract.layout import HtmlWriter, blocks_of, is_inline, is_skipped, step_of
from pipeline.extract.layout import Placed as _Placed

_LEAST_PARAGRAPH = 25  # characters outside links, of a paragraph that counts
_MOST_PARAGRAPHS = 2000  # looked at
_LONG_RUN = 80  # characters of text outside paragraphs that may be prose
_TEXT = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table"))
_WRAPPED = ("table", "ul", "ol", "dl", "blockquote", "pre", "h2", "h3", "h4", "p")
_TEXT_HOLDERS = frozenset(("blockquote", "li", "td", "dd"))
_COMMENTS = re.compile(r"(?i)comment|disqus|reply|replies")
_ASIDE = re.compile(r"(?i)footer|cookie|consent|popup|modal|teaser|banner|disclaimer|privacy|newsletter|related")
_STRING = etree.XPath("string()", smart_strings=False)


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What a page must show to be read plainly; fitted."""

    least_chars: int  # of the text
    direct: float  # share of the prose by the headline that stands directly in one element
    elsewhere: float  # times as long as the text may be the prose that stands farther away
    loose: float  # share of that element's text that may stand outside paragraphs, and in boxes
    beside: float  # times as long as the text may be what stands outside paragraphs elsewhere


def read_plainly(root: HtmlElement, base: str, rules: ReadingRules | None = None) -> list[Block] | None:
    """Return the text of a parsed page, furniture taken out of it before; None where the page speaks against it."""
    rules = rules or default_rules()
    groups = _groups(root)
    found = _container(groups)
    if found is None:
        return None
    if found.chars < rules.least_chars or found.element.tag in ("body", "td", "blockquote"):
        return None
    holder = _holder(root, found.element)
    if holder is None:
        return None
    within, elsewhere = _prose_beside(holder, groups, found)
    if within > (1 - rules.direct) * found.chars or elsewhere > rules.elsewhere * found.chars:
        return None
    if _runs_elsewhere(root) > rules.beside * found.chars:
        return None
    reading = _Reading(found, base)
    if max(reading.left_out, reading.loose) > rules.loose * found.chars or reading.tables > found.chars:
        return None
    blocks = reading.blocks()
    return blocks if length(blocks) >= rules.least_chars else None


@dataclass(frozen=True, slots=True)
class _Container:
    """What holds the paragraphs: directly, or in children that are all called the same."""

    element: HtmlElement
    chars: int
    part: str | None = None  # step of these children


def _groups(root: HtmlElement) -> dict[HtmlElement, int]:
    """Return the characters of prose that stand directly in each element, those that hold no text left out."""
    groups: defaultdict[HtmlElement, int] = defaultdict(int)
    for number, paragraph in enumerate(root.iter("p")):
        if number >= _MOST_PARAGRAPHS:
            break
        chars = len(_STRING(paragraph).strip())
        if chars < _LEAST_PARAGRAPH:
            continue
        if len(paragraph):
            chars -= sum(len(_STRING(link)) for link in paragraph.iter("a"))
        parent = paragraph.getparent()
        if chars >= _LEAST_PARAGRAPH and parent is not None:
            groups[parent] += chars
    return {
        one: chars
        for one, chars in groups.items()
        if not is_skipped(one) and not any(map(is_skipped, one.iterancestors()))
    }


def _container(groups: dict[HtmlElement, int]) -> _Container | None:
    if not groups:
        return None
    most = max(groups, key=groups.__getitem__)
    found = _Container(most, groups[most])
    parts: defaultdict[tuple[HtmlElement, str], int] = defaultdict(int)
    for one, chars in groups.items():
        above = one.getparent()
        if above is not None and above.tag not in ("body", "html"):
            parts[above, step_of(one)] += chars
    if not parts:
        return found
    above, step = max(parts, key=parts.__getitem__)
    chars = parts[above, step] + groups.get(above, 0)
    return _Container(above, chars, step) if chars > found.chars else found


def _holder(root: HtmlElement, container: HtmlElement) -> HtmlElement | None:
    """Return the smallest element that holds the first headline and, behind it, *container*; None if that is before.

    A page without a headline holds its text as a whole.
    """
    headline = next(root.iter("h1"), None)
    if headline is None:
        return root
    above = {container, *container.iterancestors()}
    for one in headline.iterancestors():
        if one in above:
            return one if one is container or _comes_first(one, headline, container) else None
    return None


def _prose_beside(holder: HtmlElement, groups: dict[HtmlElement, int], found: _Container) -> tuple[int, int]:
    """Return the characters of other prose inside *holder* and outside, without comments and what is named so."""
    within = elsewhere = aside = 0
    for one, chars in groups.items():
        if one is found.element or (one.getparent() is found.element and step_of(one) == found.part):
            continue
        above = [one, *one.iterancestors()]
        names = " ".join(step_of(each) for each in above[: _place(holder, above)])
        if _is_quoted(one, found.element) or _COMMENTS.search(names):
            continue
        if _ASIDE.search(names):
            aside += chars
        elif holder in above:
            within += chars
        else:
            elsewhere += chars
    return within, max(elsewhere, aside)  # a name is a hint: an article may stand in what is called a teaser


def _place(holder: HtmlElement, above: Sequence[HtmlElement]) -> int:
    """Return how many of *above* stand inside *holder*, or inside the body of the page."""
    return next((place for place, one in enumerate(above) if one is holder), len(above) - 2)


def _is_quoted(element: HtmlElement, container: HtmlElement) -> bool:
    """Tell whether an element is a part of the text that is read with it: a quotation, a cell, an item."""
    return element.tag in _TEXT_HOLDERS and any(one is container for one in element.iterancestors())


def _comes_first(holder: HtmlElement, first: HtmlElement, second: HtmlElement) -> bool:
    """Tell which of two elements inside *holder* comes first."""
    holders = {first: [first, *first.iterancestors()], second: [second, *second.iterancestors()]}
    for child in holder:
        if child in holders[first]:
            return True
        if child in holders[second]:
            return False
    return True


def _runs_elsewhere(root: HtmlElement) -> int:
    """Return the characters of long runs of text that stand in no paragraph."""
    total = 0
    for element in root.iter("div", "td", "br", "section", "article", "main", "font", "center"):
        text = element.tail if element.tag == "br" else element.text
        if text is not None and len(text) >= _LONG_RUN and len(text.strip()) >= _LONG_RUN:
            total += len(text.strip())
    return total


class _Reading:
    """Reads the direct children of an element, and counts what it left out or found loose."""

    def __init__(self, found: _Container, base: str) -> None:
        self.left_out = 0  # characters in boxes
        self.loose = 0  # characters outside paragraphs
        self.tables = 0  # characters in tables
        self._part = found.part
        self._writer = HtmlWriter(base)
        self._writer.begin(found.element)
        self._read_inside(found.element)
        self._writer.end_block()

    def blocks(self) -> list[Block]:
        places = zip(self._writer.blocks, self._writer.places, strict=True)
        return blocks_of([_Placed(block, place) for block, place in places])

    def _read_inside(self, element: HtmlElement) -> None:
        self._write_loose(element.text)
        for child in element:
            if self._part is not None and step_of(child) == self._part:
                self._writer.end_block()
                self._read_inside(child)
            else:
                self._read(child)
            self._write_loose(child.tail)

    def _read(self, child: HtmlElement) -> None:
        if not isinstance(child.tag, str) or is_skipped(child):
            return
        if child.tag in _TEXT:
            self.tables += len(_STRING(child)) if child.tag == "table" else 0
            self._writer.add(child)
            return
        text = " ".join(_STRING(child).split())
        if not text:
            return
        if is_inline(child):
            self.loose += len(text)
            self._writer.add(child)
            return
        inner = next((one for one in child.iter(*_WRAPPED)), None)
        if inner is not None and " ".join(_STRING(inner).split()) == text:
            self._writer.add(inner)
        else:
            self.left_out += len(text)

    def _write_loose(self, text: str | None) -> None:
        if text and (stripped := text.strip()):
            self.loose += len(stripped)
            self._writer.write(text)


@cache
def default_rules() -> ReadingRules:
    """Return the fitted bounds."""
    table = tomllib.loads(files(__package__).joinpath("data", "reading.toml").read_text(encoding="utf-8"))
    return ReadingRules(**table["plain"])
