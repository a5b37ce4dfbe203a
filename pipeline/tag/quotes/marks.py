"""Where quoted words begin and end: curly, straight, single, German marks and guillemets, closed or left open."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.text.patterns import lazy_pattern

LONGEST = 2000  # characters

# A straight mark opens where no word goes before: 13" is a length; 'em and the '90s only lack their beginning.
_OPENING = lazy_pattern(
    r"[“„«»‘\"'](?:(?<=[“„«»])|(?<=‘)(?=\S)|(?<=\")(?<![\w\"]\")(?=\S)|(?<=[a-z][.,!?]\")(?=[A-Z])|"
    r"(?<=')(?<![\w'’]')(?=[A-Za-z])(?!(?:em|n|til|cause|tis)\b))"
)
_CLOSERS = {
    "“": lazy_pattern(r"[”\"“]"),
    "„": lazy_pattern(r"[“”\"„]"),
    "«": lazy_pattern(r"[»«]"),
    "»": lazy_pattern(r"[«»]"),
    '"': lazy_pattern(r"[\"“”]"),
    "‘": lazy_pattern(r"’(?!\w)|‘"),
    "'": lazy_pattern(r"'(?!\w)"),
}
_OPENS_AGAIN = {"“": "“", "„": "„", "«": "«", "»": "»", '"': "“", "‘": "‘", "'": ""}
_SINGLE = frozenset("‘'")


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` stands between marks at *opening* and before *closing*; *closed* False: no mark ends it."""

    opening: int
    start: int
    end: int
    closing: int
    closed: bool = True


def quotations(text: str) -> list[Quotation]:
    """Return what stands in quotation marks, in order; quotations inside quotations are left in theirs."""
    found = []
    position = 0
    while match := _OPENING.search(text, position):
        opening = match.start()
        quotation = _quotation(text, opening)
        if quotation is None:
            position = opening + 1
        else:
            found.append(quotation)
            position = quotation.closing
    return found


def without_quotations(text: str, found: list[Quotation]) -> str:
    """Return *text*, same length, with quoted words blanked, so that only what the author says of them is left.

    Their last character stays: it may end the author's sentence as well.
    """
    parts, position = [], 0
    for one in found:
        parts += [text[position : one.start], "_" * (one.end - one.start - 1), text[one.end - 1 : one.end]]
        position = one.end
    return "".join((*parts, text[position:]))


def _quotation(text: str, opening: int) -> Quotation | None:
    mark = text[opening]
    start = opening + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    furthest = min(line_end if mark in _SINGLE else len(text), start + LONGEST)
    end = _end_of_single(text, start, furthest) if mark in _SINGLE else _end_of_double(text, start, furthest, mark)
    closed = end is not None
    if end is None:
        if mark in _SINGLE or mark == "»":
            return None
        end = min(line_end, furthest)
    closing = end + closed
    start += len(text[start:end]) - len(text[start:end].lstrip(" \u00a0\u202f"))
    end = start + len(text[start:end].rstrip(" \u00a0\u202f"))
    return Quotation(opening, start, end, closing, closed) if end > start else None


def _end_of_double(text: str, start: int, furthest: int, mark: str) -> int | None:
    closer = _CLOSERS[mark].search(text, start, furthest)
    if closer is None or closer.group() == _OPENS_AGAIN[mark]:
        return None
    at = closer.start()
    follows = text[at + 1 : at + 2]
    if closer.group() == '"' and text[at - 1 : at].isspace() and follows.isalnum():
        return None  # it opens the next quotation
    return at


def _end_of_single(text: str, start: int, furthest: int) -> int | None:
    """A mark after punctuation ends the quotation; one after an s may be the possessive of a plural."""
    possible = None
    for closer in _CLOSERS[text[start - 1]].finditer(text, start, furthest):
        if closer.group() == "‘":
            break
        at = closer.start()
        before = text[at - 1 : at]
        if before in ".,!?…;:" or (before != "s" and not before.isspace()):
            return at if possible is None or before in ".,!?…" else possible
        if before == "s" and possible is None:
            possible = at
    return possible
