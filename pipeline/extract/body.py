"""The article's text as blocks: trafilatura finds it, the rest of this package corrects it."""

from __future__ import annotations

import logging
from copy import deepcopy

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG

from pipeline.extract.blocks import Block, read_blocks

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page it finds wanting
logging.getLogger("justext").setLevel(logging.CRITICAL)


_DENSE = ("zh", "ja", "ko", "th")  # scripts that say in a hundred characters what others say in three hundred
_LEAST_DENSE = "80"
_DENSE_CONFIG = deepcopy(DEFAULT_CONFIG)
_DENSE_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _LEAST_DENSE


def read_body(root: HtmlElement, base: str) -> list[Block]:
    """Return the main text of a parsed page; the tree is left as it was."""
    document = bare_extraction(
        root,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        with_metadata=False,
        config=_DENSE_CONFIG if (root.get("lang") or "")[:2].lower() in _DENSE else DEFAULT_CONFIG,
    )
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return read_blocks(document.body, base)
