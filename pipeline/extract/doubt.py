"""Whether a page speaks against what was read as its text: then a second opinion is worth its time.

The rules foresee where trafilatura's second opinions would change the first: a text that is short, or not clean, or
made of tables, or small beside the paragraphs that stand together on the page. benchmarks/extraction_speed.py tells
how often they agree and what the difference costs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

_LEAST_CHARS = 500  # of a text that is believed without a second look
_MOST_BESIDE = 1.5  # how many times as long the largest group of paragraphs on the page may be
_LEAST_PARAGRAPH = 25  # characters outside links, of a paragraph that counts
_MOST_PARAGRAPHS = 2000  # looked at
# elements that trafilatura takes out of a clean text
_UNCLEAN = etree.XPath(
    "boolean(.//*[self::aside or self::audio or self::button or self::fieldset or self::figure or self::footer or "
    "self::iframe or self::input or self::label or self::link or self::nav or self::noscript or self::object or "
    "self::option or self::select or self::source or self::svg or self::time])"
)
_PARAGRAPH_TEXT = etree.XPath("boolean(.//p//text())")
_STRING = etree.XPath("string()", smart_strings=False)


def doubts(body: Any, root: HtmlElement) -> bool:
    """Tell whether the text *body*, in trafilatura's vocabulary, may be the wrong one for the page *root*."""
    chars = len(" ".join(_STRING(body).split()))
    if chars < _LEAST_CHARS or _UNCLEAN(body) or not _PARAGRAPH_TEXT(body):
        return True
    if sum(1 for _ in body.iter("table")) > sum(1 for _ in body.iter("p")):
        return True
    return largest_group(root) > _MOST_BESIDE * chars


def largest_group(root: HtmlElement) -> int:
    """Return the characters of the paragraphs under one element or its children, where these are most."""
    groups: defaultdict[HtmlElement, int] = defaultdict(int)
    for number, paragraph in enumerate(root.iter("p")):
        if number >= _MOST_PARAGRAPHS:
            break
        chars = len(_STRING(paragraph).strip()) - sum(len(_STRING(link)) for link in paragraph.iter("a"))
        parent = paragraph.getparent()
        if chars < _LEAST_PARAGRAPH or parent is None:
            continue
        groups[parent] += chars
        if (above := parent.getparent()) is not None:
            groups[above] += chars
    return max(groups.values(), default=0)
