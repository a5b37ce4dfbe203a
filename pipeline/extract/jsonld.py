"""schema.org descriptions of an article in JSON-LD, mended where they are broken."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

Node = Mapping[str, Any]

_ARTICLE_TYPES = ("article", "report", "review", "blogposting", "liveblogposting", "socialmediaposting")
_PAGE_TYPES = ("webpage", "itempage", "videoobject", "podcastepisode")
_NESTED = ("hasPart", "mainEntityOfPage", "mainEntity", "@graph")  # the last is opened first
_MAX_BYTES = 1024 * 1024  # of all blocks of a page
_MAX_NODES = 3000
_TRAILING_COMMA = re.compile(r",(\s*+[}\]])")
_MISSING_COMMA = re.compile(r'(["}\]])([ \t\r]*+\n\s*+")')
_BARE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a page, flattened, and those that describe the article itself, best first."""

    articles: tuple[Node, ...] = ()
    pages: tuple[Node, ...] = ()  # WebPage and the like
    by_id: Mapping[str, Node] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()

    def resolve(self, value: object) -> object:
        """Follow a bare ``{"@id": ...}`` to the node it names."""
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value


def read_graph(scripts: list[HtmlElement]) -> Graph:
    """Return what the page's ``application/ld+json`` elements say; broken blocks are mended or skipped."""
    nodes: list[Node] = []
    left = _MAX_BYTES
    for script in scripts:
        text = script.text or ""
        left -= len(text)
        if left < 0:
            break
        nodes.extend(_flatten(load_leniently(text), _MAX_NODES - len(nodes)))
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 2}
    return Graph(
        articles=tuple(node for node in nodes if is_a(node, _ARTICLE_TYPES)),
        pages=tuple(node for node in nodes if is_a(node, _PAGE_TYPES)),
        by_id=by_id,
        nodes=tuple(nodes),
    )


def is_a(node: Node, endings: tuple[str, ...]) -> bool:
    """Tell whether one of the node's types ends in one of *endings* (lower case)."""
    return any(kind.lower().endswith(endings) for kind in as_list(node.get("@type")) if isinstance(kind, str))


def as_list(value: object) -> list[Any]:
    """Return schema.org's "one or many" as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def load_leniently(text: str) -> object:
    """Parse JSON as sites write it; None when it cannot be mended.

    Mended: comments and CDATA around it, raw line breaks in strings, trailing and missing commas, bare
    backslashes, HTML entities for quotes, several values in a row, and text after the value.
    """
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removeprefix("<![CDATA[").removesuffix("]]>").removesuffix("//").strip()
    text = text.rstrip(";")
    for mend in (_as_is, _commas, _entities):
        try:
            return _decode_all(mend(text))
        except (ValueError, RecursionError):
            continue
    return None


def _as_is(text: str) -> str:
    return text


def _commas(text: str) -> str:
    text = _MISSING_COMMA.sub(r"\1,\2", _TRAILING_COMMA.sub(r"\1", text))
    return _BARE_BACKSLASH.sub(r"\\\\", text)


def _entities(text: str) -> str:
    return html.unescape(text) if "&quot;" in text or "&#34;" in text else text


def _decode_all(text: str) -> object:
    decoder = json.JSONDecoder(strict=False)
    value, end = decoder.raw_decode(text)
    values = [value]
    while (rest := text[end:].lstrip(" \t\r\n,;")).startswith(("{", "[")) and len(values) < 50:
        text = rest
        try:
            value, end = decoder.raw_decode(text)
        except ValueError:
            break
        values.append(value)
    return values


def _flatten(value: object, room: int) -> Iterator[Node]:
    """Yield the objects that describe something, outermost first: lists, ``@graph`` and mainEntity opened."""
    waiting = [value]  # a stack: the next one lies on top
    while waiting and room > 0:
        current = waiting.pop()
        if isinstance(current, list):
            waiting.extend(reversed(current[:room]))
        elif isinstance(current, dict):
            room -= 1
            yield current
            waiting.extend(current[key] for key in _NESTED if key in current)
