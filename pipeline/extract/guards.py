"""Cheap looks at a page's bytes, before anything is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.records import Page, Reason, Rejected

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PageLimits:
    """What a page may be; beyond it, it is not parsed or only in part."""

    body_bytes: int = 5 * MIB
    elements: int = 50_000
    depth: int = 256
    attributes: int = 500  # of one element
    line_chars: int = 50_000  # of one paragraph
    text_chars: int = 400_000


_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x7fELF",
    b"\x1f\x8b",
    b"BM",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\x00\x00\x00\x18ftyp",
    b"\x00\x00\x00\x20ftyp",
    b"7z\xbc\xaf",
    b"Rar!",
    b"wOF",
    b"\x28\xb5\x2f\xfd",
    b"MZ",
    b"{\\rtf",
)
# one attribute as the HTML standard splits them (13.2.5.32 on); possessive, hence linear
_ATTRIBUTE = re.compile(
    rb"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+))?+""",
)
_TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml")


def refuse_bytes(page: Page, limits: PageLimits) -> Rejected | None:
    """Return why *page* must not be parsed, or None when it may be."""
    body = page.body
    if len(body) > limits.body_bytes:
        return Rejected(Reason.TOO_LARGE, f"{len(body)} bytes")
    if not body.strip():
        return Rejected(Reason.EMPTY, "no bytes")
    if not page.from_feed:
        kind = content_type(page)
        if kind is not None and kind not in _TEXT_TYPES:
            return Rejected(Reason.NOT_HTML, kind)
    if _is_binary(body):
        return Rejected(Reason.NOT_HTML, "binary data")
    # every element has one opening "<"; closing tags and comments make up the other half or more
    if body.count(b"<") - body.count(b"</") > limits.elements:
        return Rejected(Reason.TOO_LARGE, f"more than {limits.elements} elements")
    if _has_crowded_tag(body, limits.attributes):
        return Rejected(Reason.TOO_LARGE, f"more than {limits.attributes} attributes on one element")
    return None


def content_type(page: Page) -> str | None:
    """Return the media type of the answer in lower case, without parameters."""
    for name, value in page.headers:
        if name == "content-type":
            return value.partition(";")[0].strip().lower() or None
    return None


def _is_binary(body: bytes) -> bool:
    head = body[:4096].lstrip()
    if (head.startswith(_MAGIC) and not head.startswith(b"BM")) or (head.startswith(b"BM") and b"\0" in head[:16]):
        return True
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False  # UTF-16 with its mark
    if b"<" not in body:
        return b"\0" in body or _control_share(head) > 0.05
    return _control_share(head) > 0.1 and b"<\0" not in head and b"\0<" not in head


def _has_crowded_tag(body: bytes, most: int) -> bool:
    """Tell whether a tag has more than *most* attributes: libxml2 takes seconds for 100,000 of them."""
    # an attribute takes two bytes
    long = re.finditer(rb"<([A-Za-z][^<]{%d,})" % (2 * most), body)
    if not any(_count_attributes(chunk[1], most) > most for chunk in long):
        return False
    chunks = body.split(b"<")
    raw = b""  # the element whose content is no markup, when inside one
    for chunk in chunks:
        name = chunk[:7].lower()
        if raw:
            raw = b"" if name.startswith(b"/" + raw) else raw
        elif len(chunk) > 2 * most and chunk[:1].isalpha() and _count_attributes(chunk, most) > most:
            return True
        elif name.startswith((b"script", b"style")):
            raw = b"script" if name.startswith(b"script") else b"style"
    return False


def _count_attributes(tag: bytes, most: int) -> int:
    position = 0
    for count in range(most + 1):
        found = _ATTRIBUTE.match(tag, position)
        if found is None:
            return count
        position = found.end()
    return most + 1


def _control_share(data: bytes) -> float:
    """Return the share of bytes that no text in any encoding has."""
    if not data:
        return 0.0
    rare = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27))
    return 1 - len(data.translate(None, rare)) / len(data)
