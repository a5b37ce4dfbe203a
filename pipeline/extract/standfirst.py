"""The sentence or two between headline and text, which extraction by density tends to lose."""

from __future__ import annotations

from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, Kind
from pipeline.extract.boilerplate import Boilerplate, is_boilerplate
from pipeline.extract.clean import clean, folded
from pipeline.extract.evidence import Evidence
from pipeline.extract.markup import MOST_LINE_CHARS, Markup

_LEAST, _MOST = 30, MOST_LINE_CHARS
_ALIKE = 50  # letters at the beginning that make a line the page's description
_BLOCKS = ("p", "div", "h2", "h3", "li", "section")
_FURNITURE = (
    Boilerplate.CREDIT,
    Boilerplate.DATELINE,
    Boilerplate.OTHER_ARTICLES,
    Boilerplate.PROMOTION,
    Boilerplate.SEE_ALSO,
)
_NEVER = ("h1", "time", "script", "style", "figure", "table")


def standfirst_of(evidence: Evidence, markup: Markup) -> str | None:
    """Return the standfirst as the page shows it, or None.

    It is what stands after the headline and either is the page's own description or is called a standfirst.
    To be called while the tree is whole.
    """
    described = {_beginning(text) for text in evidence.descriptions() if len(text) >= _LEAST}
    near = set(markup.after_headline)
    if described:
        for element in markup.after_headline:
            text = _text(element, markup)  # few are the description: how the others are built need not be looked at
            if text is not None and _beginning(text) in described and _is_passage(element, text, 2):
                return text
    for element in markup.standfirsts:
        if element in near and (text := _text(element, markup)) is not None and _is_passage(element, text, 4):
            return text
    return None


def with_standfirst(blocks: list[Block], standfirst: str | None) -> list[Block]:
    """Return the blocks with *standfirst* in front, unless they say the same already."""
    if standfirst is None or folded(standfirst) in folded("".join(block.text for block in blocks)):
        return blocks
    words = set(standfirst.casefold().split())
    if any(len(words & set(block.text.casefold().split())) > 0.8 * len(words) for block in blocks[:4]):
        return blocks
    return [Block(Kind.PARAGRAPH, standfirst, standfirst), *blocks]


def _beginning(text: str) -> str:
    return folded(text[: 4 * _ALIKE])[:_ALIKE]


def _text(element: HtmlElement, markup: Markup) -> str | None:
    """Return the text of an element that is neither too short nor too long for a standfirst."""
    text = markup.line_of(element, _MOST)
    if text is None or len(text := clean(text)) < _LEAST or len(text) > _MOST:
        return None
    return text


def _is_passage(element: HtmlElement, text: str, most_blocks: int) -> bool:
    """Tell whether an element holds one passage, *text*, and nothing else."""
    if sum(1 for _ in element.iter(*_BLOCKS)) > most_blocks or next(element.iter(*_NEVER), None) is not None:
        return False
    if next(element.iterancestors("figure", "figcaption", "aside", "li", "nav"), None) is not None:
        return False
    linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
    return linked * 2 < len(text) and "©" not in text and not is_boilerplate(text, *_FURNITURE)
