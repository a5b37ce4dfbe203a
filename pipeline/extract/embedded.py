"""Article text that stands in a page's data, not in its markup: JSON-LD ``articleBody``, and state for scripts.

Sites that build their pages in the browser ship the text as a JSON string of HTML (Next.js, Nuxt, Fusion).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, Kind
from pipeline.extract.clean import clean
from pipeline.extract.evidence import Evidence
from pipeline.extract.feed import plain

_LEAST_CHARS = 400
_MOST_SCRIPT_CHARS = 3_000_000
# a string literal with a paragraph in it, its angle brackets escaped or not; possessive, hence linear
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"')
_PARAGRAPH = re.compile(r"(?:<|\\u003[cC])p[ >\\]")


def embedded_blocks(root: HtmlElement, evidence: Evidence) -> tuple[list[Block], str | None]:
    """Return the longest text that the page's data holds, and where it stood."""
    best, origin = "", None
    for text, found_in in _texts(root, evidence):
        if len(text) > max(len(best), _LEAST_CHARS):
            best, origin = text, found_in
    return [Block(Kind.PARAGRAPH, line, line) for line in best.split("\n") if line], origin


def _texts(root: HtmlElement, evidence: Evidence) -> Iterator[tuple[str, str]]:
    for body in evidence.described("articleBody"):
        if isinstance(body, str):
            yield _lines(body), "json-ld"
    left = _MOST_SCRIPT_CHARS
    for script in root.iter("script"):
        text = script.text or ""
        left -= len(text)
        if left < 0:
            return
        if len(text) > _LEAST_CHARS and _PARAGRAPH.search(text):
            for literal in _literals(text):
                yield plain(literal), "script"


def _literals(script: str) -> Iterator[str]:
    """Yield the decoded strings of a script that hold paragraphs; a string of JSON is opened once more."""
    for found in _LITERAL.finditer(script):
        if len(found[1]) <= _LEAST_CHARS or not _PARAGRAPH.search(found[1]):
            continue
        try:
            value = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        if re.search(r'(?:^|[:,\[])\s*[\[{]\s*"', value[:2000]):
            yield from (inner for inner in _strings(value))
        else:
            yield value


def _strings(text: str) -> Iterator[str]:
    for found in _LITERAL.finditer(text):
        if len(found[1]) > _LEAST_CHARS and _PARAGRAPH.search(found[1]):
            try:
                yield json.loads(f'"{found[1]}"', strict=False)
            except ValueError:
                continue


def _lines(body: str) -> str:
    """Return an ``articleBody``, which is HTML on some sites and text with line breaks on others."""
    if "<" in body or "&" in body:
        return plain(body)
    return "\n".join(line for part in clean(body).splitlines() if (line := " ".join(part.split())))
