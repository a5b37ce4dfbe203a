"""A text as a sequence of blocks, each plain and as light Markdown, with its links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

from pipeline.extract.clean import clean, squashed
from pipeline.records import Link
from pipeline.text.sentences import is_closed


class Kind(StrEnum):
    """What a block is to its reader."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    ROW = "row"  # of a table


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, quote, code block or table row; never empty."""

    kind: Kind
    text: str  # plain, one line (code keeps its lines)
    markdown: str
    links: tuple[Link, ...] = ()
    level: int = 2  # of a heading

    @property
    def link_share(self) -> float:
        """The share of the text that is inside links, 0..1."""
        return min(1.0, sum(len(link.text) for link in self.links) / len(self.text))


def length(blocks: Iterable[Block]) -> int:
    """Return the characters of the blocks' text."""
    return sum(len(block.text) for block in blocks)


def bounded(blocks: Iterable[Block], line_chars: int, text_chars: int) -> tuple[list[Block], bool]:
    """Return the blocks with at most so many characters in one and in all, and whether something was cut."""
    kept: list[Block] = []
    left, was_cut = text_chars, False
    for block in blocks:
        room = min(line_chars, left)
        if room <= 0:
            return kept, True
        if len(block.text) > room:
            was_cut = True
            text = block.text[:room]
            kept.append(Block(block.kind, text, text, (), block.level))
        else:
            kept.append(block)
        left -= len(kept[-1].text)
    return kept, was_cut


def plain_text(blocks: Iterable[Block]) -> str:
    """Return the blocks' text, parted by one newline."""
    return "\n".join(block.text for block in blocks)


def markdown_text(blocks: Iterable[Block]) -> str:
    """Return the blocks as CommonMark with tables as plain rows."""
    parts: list[str] = []
    last: Kind | None = None
    for block in blocks:
        if parts:
            parts.append("\n" if block.kind is last and last in (Kind.ITEM, Kind.ROW) else "\n\n")
        parts.append(_MARKS[block.kind].format(block.markdown, "#" * block.level))
        last = block.kind
    return "".join(parts)


_MARKS = {
    Kind.PARAGRAPH: "{0}",
    Kind.HEADING: "{1} {0}",
    Kind.ITEM: "- {0}",
    Kind.QUOTE: "> {0}",
    Kind.CODE: "```\n{0}\n```",
    Kind.ROW: "| {0} |",
}
_KINDS = {"head": Kind.HEADING, "item": Kind.ITEM, "quote": Kind.QUOTE, "row": Kind.ROW, "code": Kind.CODE}
_INLINE = frozenset(("hi", "ref", "del", "span", "a", "cell"))
_EMPHASIS = {"#b": "**", "#i": "*"}
_SPECIAL = re.compile(r"[\\`*_\[\]<>]")


def read_blocks(body: Any, base: str) -> list[Block]:
    """Return the blocks of a tree in trafilatura's vocabulary (TEI); relative links are resolved against *base*."""
    writer = BlockWriter(base)
    writer.visit(body, Kind.PARAGRAPH, 2)
    writer.end_block()
    return joined(writer.blocks)


def joined(blocks: Sequence[Block]) -> list[Block]:
    """Put paragraphs together that the base extractor parted at a link or an emphasis inside a sentence."""
    found: list[Block] = []
    for place, block in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if found and _is_open(found[-1], block) and (_CONTINUES.match(block.text) or _is_inset(block, after)):
            found[-1] = _merged(found[-1], block)
        else:
            found.append(block)
    return found


_CONTINUES = re.compile(r"[,.;:!?)\]’”]|[a-zà-öø-ÿа-яα-ω]")


def _is_open(block: Block, following: Block) -> bool:
    """Tell whether a paragraph stops in the middle of a sentence."""
    return (
        block.kind is following.kind is Kind.PARAGRAPH
        and block.text.count(" ") > 2
        and (not is_closed(block.text, colons=True) or following.text in ".,")
    )


def _is_inset(block: Block, following: Block | None) -> bool:
    """Tell whether a paragraph is a mere link or emphasis, with the rest of its sentence after it."""
    whole = block.link_share > 0.9 or block.markdown.startswith("*")
    return whole and following is not None and bool(_CONTINUES.match(following.text))


def _merged(first: Block, second: Block) -> Block:
    gap = "" if second.text[0] in ",.;:!?)]’”" else " "
    return Block(
        first.kind,
        f"{first.text}{gap}{second.text}",
        f"{first.markdown}{gap}{second.markdown}",
        first.links + second.links,
        first.level,
    )


class BlockWriter:
    """Walks a tree in trafilatura's vocabulary and cuts it into blocks where the markup does.

    How an element is called in that vocabulary may be told otherwise.
    """

    def __init__(self, base: str) -> None:
        self.blocks: list[Block] = []
        self._base = base
        self._kind, self._level = Kind.PARAGRAPH, 2
        self._plain: list[str] = []
        self._marked: list[str] = []
        self._links: list[Link] = []

    def visit(self, element: Any, kind: Kind, level: int) -> None:
        tag = self.name_of(element)
        if tag == "code" and ("\n" in (element.text or "") or len(element)):
            self._code_block(element)
            return
        if tag in _KINDS:
            kind = _KINDS[tag] if tag != "code" else kind
            rend = self.rend_of(element)
            level = int(rend[1]) if tag == "head" and rend[1:2] in "123456" and len(rend) == 2 else level
        starts = tag not in _INLINE and tag != "code"
        if starts:
            self._start(kind, level)
        if tag == "cell" and self._plain:
            self._write(" | ", " | ")
        opening, closing, anchor = self._marks(element)
        begin = len(self._plain)
        if opening:
            self._marked.append(opening)
        self._write(element.text)
        for child in element:
            self.visit(child, kind, level)
            self._write(child.tail)
        if closing:
            self._marked.append(closing)
        if anchor is not None and (text := squashed("".join(self._plain[begin:]))):
            self._links.append(Link(anchor, clean(text)))
        if starts and tag != "lb":
            self._start(Kind.PARAGRAPH if tag in ("item", "head", "quote", "row") else kind, 2)

    def name_of(self, element: Any) -> str:
        """Return what trafilatura calls the element."""
        return str(element.tag)

    def rend_of(self, element: Any) -> str:
        """Return how the element is rendered: ``h2``, ``#b``."""
        return element.get("rend") or ""

    def target_of(self, element: Any) -> str | None:
        """Return where the element links to."""
        target: str | None = element.get("target")
        return target

    def end_block(self) -> None:
        text = squashed(clean("".join(self._plain))).strip(" |")
        if text:
            is_plain = self._marked == self._plain
            marked = text if is_plain else squashed(clean("".join(self._marked))).strip(" |")
            self.blocks.append(Block(self._kind, text, marked, tuple(self._links), self._level))
        self._plain, self._marked, self._links = [], [], []

    def _start(self, kind: Kind, level: int) -> None:
        self.end_block()
        self._kind, self._level = kind, level

    def _write(self, plain: str | None, marked: str | None = None) -> None:
        if plain:
            self._plain.append(plain)
            self._marked.append(_SPECIAL.sub(r"\\\g<0>", plain) if marked is None else marked)

    def _marks(self, element: Any) -> tuple[str, str, str | None]:
        """Return the Markdown before and after an element, and where it links to."""
        name = self.name_of(element)
        if name == "hi":
            mark = _EMPHASIS.get(self.rend_of(element), "")
            return (mark, mark, None) if (element.text or "").strip() and not len(element) else ("", "", None)
        if name == "ref" and (target := self.target_of(element)):
            try:
                url = urljoin(self._base, target.strip())
            except ValueError:
                return "", "", None
            if url.startswith(("http://", "https://")) and len(url) <= 2048:
                safe = (
                    url.replace(" ", "%20")
                    .replace("(", "%28")
                    .replace(")", "%29")
                    .replace("<", "%3C")
                    .replace(">", "%3E")
                )
                return "[", f"]({safe})", url
        return "", "", None

    def _code_block(self, element: Any) -> None:
        self.end_block()
        lines = [clean(line.rstrip()) for line in "".join(element.itertext()).strip("\n").splitlines()]
        text = "\n".join(lines)
        if text.strip():
            self.blocks.append(Block(Kind.CODE, text, text.replace("```", "'''")))
