"""Who wrote an article: people and agencies, not desks or addresses, by the most reliable claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipeline.extract.clean import clean, folded, one_line
from pipeline.extract.evidence import Evidence
from pipeline.extract.jsonld import as_list
from pipeline.extract.markup import Markup, text_up_to
from pipeline.extract.people import BY, is_author, looks_like_name, people_of, split_names
from pipeline.extract.title import outlet_names
from pipeline.text.dates import find_date

AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
    "cxenseparse:author",
    "article:author_name",
    "authors",
    "article.author",
    "articleAuthor",
    "twitter:misc:written by",
)
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|geschrieben von|escrito por|écrit par|scritto da|geschreven door|skrevet av|"
    r"skriven av|autor",
    re.IGNORECASE,
)
_MOST_BYLINE_CHARS = 160
_STARTS_WITH_DATE = re.compile(r"\w{0,10}[.,]?\s?\d|\w{3,10}\.? \d")
_SURE = re.compile(r"\b(?:author|byline|byl|autor|auteur)\b")


def choose_authors(evidence: Evidence, markup: Markup, outlet: str) -> tuple[tuple[str, ...], str | None]:
    """Return who is named by the most reliable kind of claim, and which kind that was."""
    own = frozenset(outlet_names(evidence, outlet))
    for origin, names in _claims(evidence):
        people = people_of(names, own)
        if people:
            return people, origin
    for origin, found in (("byline", _from_bylines(evidence, markup, own)), ("text", _from_text(markup, own))):
        if found:
            return found, origin
    if evidence.entry is not None and (people := people_of(evidence.entry.authors, own)):
        return people, "feed"
    return _collective(evidence, own)


def _collective(evidence: Evidence, own: frozenset[str]) -> tuple[tuple[str, ...], str | None]:
    """Return the outlet itself, when its data names it as author and no person is to be found ("BBC News")."""
    for value in evidence.described("author"):
        for raw in _names_of(evidence, value):
            name = one_line(raw, 100)
            if name and folded(name) in own:
                return (name,), "json-ld, collective"
    return (), None


def _claims(evidence: Evidence) -> Iterator[tuple[str, list[str]]]:
    for value in evidence.described("author"):
        yield "json-ld", list(_names_of(evidence, value))
    for key in AUTHOR_METAS:
        yield f"meta {key}", [claim.value for claim in evidence.meta(key)]
    for number in ("1", "2"):
        label = evidence.first_meta(f"twitter:label{number}")
        if label and _WRITTEN_BY.search(label):
            yield "meta twitter:data", [claim.value for claim in evidence.meta(f"twitter:data{number}")]


def _names_of(evidence: Evidence, value: object) -> Iterator[str]:
    for one in as_list(value):
        node = evidence.graph.resolve(one)
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            yield from (name for name in as_list(node.get("name")) if isinstance(name, str))


def _from_bylines(evidence: Evidence, markup: Markup, own: frozenset[str]) -> tuple[str, ...]:
    """Return the names in the byline nearest to the headline, or in all bylines when they agree."""
    near = markup.near_headline
    everywhere: list[tuple[str, ...]] = []
    for element in markup.bylines:
        names = _names_in(element, own)
        if not names:
            continue
        if element in near or any(parent in near for parent in element.iterancestors()):
            return names
        everywhere.append(names)
    if everywhere and (not evidence.headings or len({folded(" ".join(names)) for names in everywhere}) == 1):
        return everywhere[0]
    return ()


def _names_in(element: HtmlElement, own: frozenset[str]) -> tuple[str, ...]:
    if not text_up_to(element, _MOST_BYLINE_CHARS):
        return ()
    texts = [" ".join(clean(text).split()) for text in element.itertext() if text.strip()]
    lines = (
        [BY.sub("", line) for line in " ".join(texts).replace(" | ", "\n").split("\n")] if len(texts) == 1 else texts
    )
    named = _SURE.search(
        (element.get("class") or "") + " " + (element.get("rel") or "") + " " + (element.get("itemprop") or "")
    )
    names = [
        name
        for line in lines
        for name in split_names(line)
        if is_author(name, own) and (looks_like_name(name) or (named and len(texts) == 1 and len(name) < 30))
    ]
    return people_of(names, own)


def _from_text(markup: Markup, own: frozenset[str]) -> tuple[str, ...]:
    """Return the names of a line "By A B", or "A B — 20 November 2026", shortly after the headline."""
    for element in markup.after_headline:
        text = text_up_to(element, _MOST_BYLINE_CHARS)
        if not text:
            continue
        head, *rest = re.split(r"\s*[|•·,]\s*|\s[–—-]\s|(?=\s\d)", BY.sub("", text), maxsplit=1)
        if not BY.match(text) and not (rest and _STARTS_WITH_DATE.match(rest[0]) and find_date(rest[0])):
            continue
        names = [name for name in split_names(head) if looks_like_name(name)]
        if people := people_of(names, own):
            return people
    return ()
