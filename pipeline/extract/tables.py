"""Lists inside the cells of a table, which trafilatura loses, become text of their cells."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement

_MOST_TABLES = 100
_MOST_CELL_CHARS = 600  # a longer one is no cell: old pages are laid out by tables
_BETWEEN = "; "
_STRING = etree.XPath("string()", smart_strings=False)


def flatten_lists(root: HtmlElement) -> None:
    """Write the items of each list in a table's cell in a row, parted by semicolons; the tree is changed."""
    for number, table in enumerate(root.iter("table")):
        if number == _MOST_TABLES:
            return
        if table.find(".//li") is None or table.find(".//table") is not None:
            continue
        for cell in table.iter("td", "th"):
            items = list(cell.iter("li"))
            if items and len(_STRING(cell)) <= _MOST_CELL_CHARS:
                _flatten(items)


def _flatten(items: list[HtmlElement]) -> None:
    for item, following in zip(items, (*items[1:], None), strict=True):
        if following is not None and following.getparent() is item.getparent():
            item.tail = _BETWEEN
        item.tag = "span"
        if (holder := item.getparent()) is not None and holder.tag in ("ul", "ol"):
            holder.tag = "span"
            holder.text = None if not (holder.text or "").strip() else holder.text
