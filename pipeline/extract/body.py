"""The article's text as blocks: trafilatura finds it, the rest of this package corrects it.

Its fast reading is asked first. Its second opinions (readability, justext) cost as much again and change one page in
twenty, so they are asked only where the page itself speaks against the first reading.
"""

from __future__ import annotations

import logging
from copy import copy, deepcopy
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG, Extractor

from pipeline.extract.blocks import Block, read_blocks
from pipeline.extract.doubt import doubts

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page it finds wanting
logging.getLogger("justext").setLevel(logging.CRITICAL)


_DENSE = ("zh", "ja", "ko", "th")  # scripts that say in a hundred characters what others say in three hundred
_LEAST_DENSE = "80"
_DENSE_CONFIG = deepcopy(DEFAULT_CONFIG)
_DENSE_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _LEAST_DENSE
# What trafilatura deletes in any case, though after it has searched and copied the tree several times.
_NEVER_TEXT = (
    "audio",
    "button",
    "canvas",
    "embed",
    "footer",
    "iframe",
    "input",
    "label",
    "link",
    "map",
    "menu",
    "meta",
    "nav",
    "noscript",
    "object",
    "option",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
)


def read_body(root: HtmlElement, base: str) -> list[Block]:
    """Return the main text of a parsed page; the tree is left as it was."""
    is_dense = (root.get("lang") or "")[:2].lower() in _DENSE
    body = _extracted(_slim(root), _options(is_dense=is_dense, fast=True))
    if body is None or doubts(body, root):
        body = _extracted(root, _options(is_dense=is_dense, fast=False))
    return [] if body is None else read_blocks(body, base)


def _options(*, is_dense: bool, fast: bool) -> Extractor:
    return _OPTIONS[is_dense, fast]


def _built(*, is_dense: bool, fast: bool) -> Extractor:
    return Extractor(
        config=_DENSE_CONFIG if is_dense else DEFAULT_CONFIG,
        output_format="xml",  # for any other, it also writes the text out, which nobody here reads
        fast=fast,
        comments=False,
        formatting=True,
        links=True,
    )


_OPTIONS = {
    (is_dense, fast): _built(is_dense=is_dense, fast=fast) for is_dense in (False, True) for fast in (False, True)
}


def _extracted(root: HtmlElement, options: Extractor) -> Any | None:
    document = bare_extraction(root, options=options)
    return None if document is None or isinstance(document, dict) else document.body


def _slim(root: HtmlElement) -> HtmlElement:
    """Return a copy of the tree without what holds no text of an article."""
    slim: HtmlElement = copy(root)
    for head in slim.findall("head"):
        slim.remove(head)
    etree.strip_elements(slim, *_NEVER_TEXT, with_tail=False)
    return slim
