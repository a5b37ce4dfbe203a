"""The version that follows a name: "3.1-8B-Instruct", " 4.6", "-7b", " 2 Ultra"; and lists of versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.patterns import lazy_pattern

MOST_LISTED = 12  # versions that one name shares

_SIZES = (
    "Distill-(?:Qwen|Llama)|Deep Think|Pro|Flash|Ultra|Nano|Max|Mini|Turbo|Preview|Thinking|Instruct|Chat|Base|Coder|"
    "VL|Omni|Lite|Plus|Maverick|Scout|Behemoth|Codex|Instant|High|Large|Small|Medium|Audio|Image|Edit|Next|Air|Fast|Code|"
    "Experimental|Distill|Vision|Reasoning|Spark|Sol|Terra|Luna|xhigh|Exp|Beta|Alpha|Lightning"
)
# What a number counts when such a word follows; then it is no version.
_UNITS = (
    r"(?:,\d{3}|:\d| ?%|[ -]?(?:percent|per cent|million|billion|trillion|people|users?|years?|days?|hours?|months?|"
    r"weeks?|minutes?|times|points|inch(?:es)?|feet|foot|miles|pounds|mm|cm|km|GB|TB|GHz|MHz|Hz|kg)\b)"
)
# A number that may be a version.
NUMBER = rf"\d+(?:\.\d+)*(?!st\b|nd\b|rd\b|th\b|pm\b|am\b)(?:[a-zA-Z]{{1,2}})?\b(?!(?i:{_UNITS}))"
_GAP = r"[ \u00a0\-\u2011\u2013]"
_VERSION = lazy_pattern(
    r"(?:(?<=\d)\.\d+(?:\.\d+)*[a-z]?\b)?"  # an alias may end within a number: "MiniMax M2" of "MiniMax M2.5"
    rf"(?:{_GAP}?[vV]?{NUMBER}"
    rf"|[ \-\u2011](?:{_SIZES}|mini|nano)\b"
    rf"|[\-\u2011](?i:{_SIZES})\b"
    r"|[ \-\u2011](?:\d+(?:\.\d+)?x)?\d+(?:\.\d+)?[BbTtMmKk]\b"
    r"|[ \-\u2011][AE]\d+[Bb]\b"
    r"|[ \-\u2011]\d{4,8}\b)*"
)
_EDITION = lazy_pattern(r"[ \-\u2011](?:[vV]\d+(?:\.\d+)*|\d\.\d)\b(?!\.?\d|(?i:" + _UNITS + "))")
_DIGIT = lazy_pattern(r"\d")
_YEAR = lazy_pattern(r"[ \u00a0](?:19|20)\d\d$")
_WORD = lazy_pattern(r"[^\W\d_]{2,}")
_GAPS = lazy_pattern(rf"{_GAP}{{2,}}")
_EDGES = " \u00a0-\u2011\u2013"
# "Opus 4.6/4.8", "GPT-5 and 5.1", "Llama 4 Scout and Maverick"
_LISTED = lazy_pattern(
    rf"(?:/| and | or | & |, | to |, and )(?P<next>(?:\d+\.\d+(?:[ -](?:{_SIZES}))?|(?P<size>{_SIZES}))\b)"
    rf"(?!\.\d|(?i:{_UNITS}))"
)


@dataclass(frozen=True, slots=True)
class Version:
    """``text[start:end]`` says *version* of a name that stands before it."""

    start: int
    end: int
    version: str


def version_after(text: str, end: int, alias: str, name: str) -> tuple[int, str | None]:
    """Return where the version after an alias that ends at *end* ends itself, and the version; None if there is none.

    An alias may say a version by itself, as "o3-mini" and "Qwen3-Coder" do; *name* is what its entity is called.
    """
    found = _VERSION.match(text, end)
    suffix = found.group() if found is not None else ""
    if _YEAR.search(suffix) and not _DIGIT.search(suffix[:-5]):
        suffix = ""  # "Gemini 2026" is a year's, not a version's
    own = _own_version(alias, name) if alias != name else ""
    return end + len(suffix), (own + suffix).strip(_EDGES + ".") or None


@lru_cache(maxsize=20_000)
def _own_version(alias: str, name: str) -> str:
    """Return what *alias* says beyond *name*: "3.5" of "Claude 3.5 Sonnet", "Ultra" of "Gemini Ultra", or nothing."""
    left = alias
    for word in _WORD.findall(name):
        left = re.sub(word, "", left, count=1, flags=re.IGNORECASE)
    left = _GAPS.sub(lambda gap: gap.group()[0], left).strip(_EDGES)
    if _DIGIT.search(alias) and not _DIGIT.search(name):
        return left
    if len(left) == 1 and left.isupper():
        return left  # "V" of "DeepSeek V", which a number follows
    return alias[len(name) :].strip(_EDGES) if alias.startswith(name) else ""


def edition_after(text: str, end: int) -> tuple[int, str | None]:
    """Return the same for a benchmark, whose name a score may follow: "Terminal-Bench 2.0", "MMLU v2"."""
    found = _EDITION.match(text, end)
    return (found.end(), found.group().strip(_EDGES)) if found is not None else (end, None)


def listed_after(text: str, end: int, version: str) -> Iterator[Version]:
    """Yield the versions that continue a list which begins with *version*, whose text ends at *end*."""
    number = re.search(r"\d+(?:\.\d+)*", version)
    for _ in range(MOST_LISTED):
        if number is None or (found := _LISTED.match(text, end)) is None:
            return
        if found["size"] and version[number.end() :].strip(_EDGES) not in _SIZES.split("|"):
            return  # only sizes go on a list of sizes
        said = found["next"] if found["size"] is None else f"{number.group()} {found['next']}"
        yield Version(found.start("next"), found.end("next"), said)
        end = found.end()
