"""An article's headline, without the outlet's name."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.clean import folded, one_line
from pipeline.extract.evidence import Claim, Evidence

_SEPARATORS = (
    " | ",
    " - ",
    " – ",
    " — ",
    " · ",
    " • ",
    " :: ",
    " » ",
    " « ",
    " / ",
    " ‹ ",
    " > ",
    " ~ ",
    " ∙ ",
    " ⋆ ",
    " * ",
)
_MAX_CHARS = 500


def choose_title(evidence: Evidence, outlet: str) -> Claim | None:
    """Return the headline that most claims support, JSON-LD first among equals."""
    claims = list(_claims(evidence))
    if not claims:
        return None
    names = _names(evidence, outlet)
    cleaned = [Claim(without_suffix(claim.value, names), claim.origin) for claim in claims]
    return cleaned[0]


def titles_of(evidence: Evidence, chosen: Claim | None) -> frozenset[str]:
    """Return every headline the page gives itself, folded, for telling its repetition from text."""
    titles = {folded(claim.value) for claim in _claims(evidence)}
    if chosen is not None:
        titles.add(folded(chosen.value))
    return frozenset(title for title in titles if len(title) > 8)


def without_suffix(title: str, names: Iterable[str]) -> str:
    """Cut the outlet's name, one of *names*, from either end of a title."""
    known = {folded(name) for name in names}
    changed = True
    while changed:
        changed = False
        for separator in _SEPARATORS:
            head, found, tail = title.rpartition(separator)
            if found and head.strip() and folded(tail) in known:
                title, changed = head.strip(), True
            head, found, tail = title.partition(separator)
            if found and tail.strip() and folded(head) in known:
                title, changed = tail.strip(), True
    return title


def _names(evidence: Evidence, outlet: str) -> list[str]:
    """Return what the outlet may call itself."""
    names = [outlet]
    names += [
        claim.value for claim in evidence.meta("og:site_name", "application-name", "twitter:site", "al:ios:app_name")
    ]
    for node in evidence.graph.nodes:
        publisher = evidence.graph.resolve(node.get("publisher"))
        for holder in (
            publisher,
            node if node.get("@type") in ("WebSite", "NewsMediaOrganization", "Organization") else None,
        ):
            if isinstance(holder, dict) and (name := one_line(holder.get("name"))):
                names.append(name)
    host = evidence.url.partition("://")[2].partition("/")[0].removeprefix("www.")
    return [*names, host, host.rpartition(".")[0]]


def _claims(evidence: Evidence) -> Iterable[Claim]:
    for value in evidence.described("headline"):
        if text := one_line(value, _MAX_CHARS):
            yield Claim(text, "json-ld")
    yield from evidence.meta(
        "og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title"
    )
    for heading in evidence.headings:
        if text := one_line(" ".join(heading.itertext()), _MAX_CHARS):
            yield Claim(text, "h1")
    for title in evidence.titles[:1]:
        yield Claim(title, "title")
    if evidence.entry is not None and evidence.entry.title and (text := one_line(evidence.entry.title, _MAX_CHARS)):
        yield Claim(text, "feed")
