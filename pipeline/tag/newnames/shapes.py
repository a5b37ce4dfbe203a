"""How much the spelling of a name alone says that it is one."""

from __future__ import annotations

from functools import lru_cache

from pipeline.text.patterns import lazy_pattern

_HUMPS = lazy_pattern(r"[a-z\d][A-Z]|[A-Z]{2,}[a-z]{2,}")
_FAMILY = lazy_pattern(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|O\u2019)[A-Z][a-z]+")  # humps that surnames have
# "Aya-23": its first branch looks once at a name of any length.
_MODEL_ID = lazy_pattern(r"^[^A-Za-z]*+[A-Za-z][^-]*+-.*\d|\d+(?:\.\d+)?[BM]\b|[-a-z][vV]\d")
_DECIMAL = lazy_pattern(r"\d\.\d")


@lru_cache(maxsize=50_000)  # the names of the day stand in most of its articles
def strength_of(name: str) -> float:
    """Return 0 for a word with a capital, 2 for what can only be a name."""
    words = name.split(" ")
    if name[0].islower() and "-" in name and not any(map(str.isupper, name)):
        return 1.5  # a model's file name: "vdr-2b-multi-v1"
    if _MODEL_ID.search(name) and any(map(str.isdigit, name)):
        return 2.0 if any(map(str.isalpha, name[1:])) else 1.0
    humps = len(_HUMPS.findall(name))
    if humps and not (len(words) == 1 and _FAMILY.fullmatch(name)):
        return 1.5 if humps < 3 else 0.5  # three are words that lost their blanks
    if any(map(str.isdigit, name)):
        glued = any(word[0].isalpha() and word[-1].isdigit() for word in words)
        return 1.0 if glued or _DECIMAL.search(name) else 0.5
    if len(words) == 1:
        return 0.75 if name.isupper() and len(name) > 3 else 0.5 if name.isupper() or "-" in name else 0.0
    return 0.5
