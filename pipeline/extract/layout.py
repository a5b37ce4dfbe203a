"""The blocks inside one element of a page, each with its place: the tags and classes that lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, BlockWriter, Kind, joined

_STEPS = 4  # of a signature
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# trafilatura's vocabulary, which the writer speaks
_NAMES = {
    **dict.fromkeys(_HEADINGS, "head"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("blockquote", "q"), "quote"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("br", "hr"), "lb"),
    **dict.fromkeys(("em", "i", "b", "strong", "u", "sub", "sup"), "hi"),
    "tr": "row",
    "pre": "code",
    "a": "ref",
}
_EMPHASIS = {"em": "#i", "i": "#i", "b": "#b", "strong": "#b"}
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
    )
)
_SKIPPED = frozenset(
    (
        "aside",
        "audio",
        "button",
        "canvas",
        "dialog",
        "embed",
        "fieldset",
        "figure",
        "footer",
        "form",
        "iframe",
        "input",
        "label",
        "legend",
        "link",
        "map",
        "menu",
        "meta",
        "nav",
        "noscript",
        "object",
        "option",
        "picture",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "time",
        "title",
        "video",
    )
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the kind of place it stands in."""

    block: Block
    signature: str  # the steps from the container to the element, four at most


def read_placed(container: HtmlElement, base: str) -> list[Placed]:
    """Return the blocks inside *container* in document order; relative links are resolved against *base*."""
    writer = HtmlWriter(base)
    writer.visit(container, Kind.PARAGRAPH, 2)
    writer.end_block()
    return [Placed(block, place) for block, place in zip(writer.blocks, writer.places, strict=True)]


def blocks_of(placed: list[Placed]) -> list[Block]:
    """Return the blocks alone, those of one sentence put together."""
    return joined([one.block for one in placed])


def path_of(element: HtmlElement) -> str:
    """Return the signature of an element: its own tag and classes and those around it, four steps at most."""
    steps = [step_of(element)]
    for parent in element.iterancestors():
        if len(steps) == _STEPS or parent.tag == "html":
            break
        steps.append(step_of(parent))
    return ">".join(reversed(steps))


def step_of(element: HtmlElement) -> str:
    """Return an element's tag and classes; numbers in these are made equal."""
    return _step(str(element.tag), element.get("class") or "")


@lru_cache(maxsize=8192)
def _step(tag: str, classes: str) -> str:
    names = sorted({re.sub(r"\d+", "0", name) for name in classes[:300].split()})
    return ".".join([tag, *names])[:160]


def is_skipped(element: HtmlElement) -> bool:
    """Tell whether an element holds no text of an article."""
    return element.tag in _SKIPPED


def is_inline(element: HtmlElement) -> bool:
    """Tell whether an element stands within a line."""
    return element.tag in _INLINE


class HtmlWriter(BlockWriter):
    """Walks HTML as its parent walks trafilatura's trees, and notes where each block stood."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.places: list[str] = []
        self._steps: list[str] = []
        self._place = ""

    def begin(self, container: HtmlElement) -> None:
        """Start inside *container*, whose children are added one by one."""
        self._steps = [step_of(container)]

    def add(self, element: HtmlElement) -> None:
        """Write an element that stands directly in the container."""
        self.visit(element, Kind.PARAGRAPH, 2)

    def write(self, text: str) -> None:
        """Write text that stands directly in the container."""
        self._write(text)

    def visit(self, element: Any, kind: Kind, level: int) -> None:
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            return
        is_inline = element.tag in _INLINE
        if not is_inline:
            self._steps.append(step_of(element))
        super().visit(element, kind, level)
        if not is_inline:
            self._steps.pop()

    def end_block(self) -> None:
        super().end_block()
        self.places += [self._place] * (len(self.blocks) - len(self.places))
        self._place = ">".join(self._steps[1:][-_STEPS:])

    def name_of(self, element: Any) -> str:
        return "span" if element.tag in _INLINE and element.tag not in _NAMES else _NAMES.get(element.tag, element.tag)

    def rend_of(self, element: Any) -> str:
        return element.tag if element.tag in _HEADINGS else _EMPHASIS.get(element.tag, "")

    def target_of(self, element: Any) -> str | None:
        target: str | None = element.get("href")
        return target
