"""The article's text as blocks: trafilatura finds it, the rest of this package corrects it."""

from __future__ import annotations

import logging

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from pipeline.extract.blocks import Block, read_blocks

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page it finds wanting
logging.getLogger("justext").setLevel(logging.CRITICAL)


def read_body(root: HtmlElement, base: str) -> list[Block]:
    """Return the main text of a parsed page; the tree is left as it was."""
    document = bare_extraction(
        root,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        with_metadata=False,
    )
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return read_blocks(document.body, base)
