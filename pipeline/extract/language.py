"""Which language an article is written in."""

from __future__ import annotations

from pipeline.extract.evidence import Evidence


def primary_tag(tag: object) -> str | None:
    """Return the primary subtag of a BCP 47 tag or a locale such as ``de_DE``; None when it is neither."""
    if not isinstance(tag, str):
        return None
    primary = tag.strip().replace("_", "-").partition("-")[0].lower()
    return primary if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3 else None


def choose_language(evidence: Evidence) -> tuple[str | None, str | None]:
    """Return the language and where it was declared."""
    for value in evidence.described("inLanguage"):
        if tag := primary_tag(value):
            return tag, "json-ld"
    if tag := primary_tag(evidence.root.get("lang")):
        return tag, "html lang"
    for claim in evidence.meta("og:locale", "content-language", "dc.language", "language"):
        if tag := primary_tag(claim.value):
            return tag, claim.origin
    if evidence.entry is not None and (tag := primary_tag(evidence.entry.language)):
        return tag, "feed"
    return None, None
