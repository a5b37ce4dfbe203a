"""Text as it may be stored: valid Unicode in composed form, without controls."""

from __future__ import annotations

import html
import re
import unicodedata

# What a browser shows for the C1 range, which pages fill by declaring cp1252 as ISO 8859-1 (WHATWG Encoding, 5.2).
_CP1252 = {code: bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r\f\v"}
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFC, 0xFFFE, 0xFFFF))  # break hints, BOMs, nonsense
_OVERRIDES = dict.fromkeys((0x202D, 0x202E))  # they make a reader see other words than a machine does
_DROPPED = {**_CONTROLS, **_INVISIBLE, **_OVERRIDES}
_TABLE: dict[int, str | None] = {**_CP1252, **_DROPPED}
_BLANKS = re.compile(r"\s+")
_NO_LETTERS = re.compile(r"[\W_]+")
_SPACES = {0x00A0: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n", 0x0085: "\n"}
_CHANGED = re.compile("[" + "".join(map(re.escape, map(chr, (*_TABLE, *_SPACES)))) + "\ud800-\udfff]")


def clean(text: str) -> str:
    """Return *text* without controls, invisible characters and lone surrogates, in NFC, ordinary blanks."""
    if _CHANGED.search(text):
        text = text.translate(_SPACES).translate(_TABLE)
        text = text.encode("utf-8", "ignore").decode("utf-8")  # drops lone surrogates
    return unicodedata.normalize("NFC", text)


def squashed(text: str) -> str:
    """Return *text* with each run of blanks and line breaks as one blank; texts of megabytes are not split for it."""
    return _BLANKS.sub(" ", text).strip()


def one_line(value: object, limit: int = 1000) -> str | None:
    """Return a string as one clean line of at most *limit* characters; None for blanks and other types.

    Entities are resolved, because pages escape what stands in attributes and JSON twice.
    """
    if not isinstance(value, str):
        return None
    text = value[: 4 * limit]
    if "&" in text:
        text = html.unescape(text)
    return squashed(clean(text))[:limit].strip() or None


def folded(text: str) -> str:
    """Return only the letters and digits of *text*, case folded: what two spellings of one line share."""
    return _NO_LETTERS.sub("", text.casefold())
