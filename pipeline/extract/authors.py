"""Who wrote an article: people and agencies, not desks or addresses, by the most reliable claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipeline.extract.clean import clean, folded, one_line
from pipeline.extract.evidence import Evidence
from pipeline.extract.jsonld import as_list
from pipeline.extract.markup import Markup, text_up_to
from pipeline.extract.people import AGENCIES, BY, has_given_name, is_author, looks_like_name, people_of, split_names
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
_INVERTED = ("meta citation_author", "meta dc.creator", "meta dcterms.creator")  # library catalogs: "Family, Given"
_MOST_BYLINE_CHARS, _MOST_NAME_CHARS = 160, 60
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|people|persons?|profiles?|staff|team|editors?|contributors?|reporters?|journalists?|columnists?|by|"
    r"writers?|autor(?:en|es|i)?|auteurs?|redaktion)/([\w.%~-]+)",
    re.IGNORECASE,
)
_SURE = re.compile(r"\b(?:author|byline|byl|autor|auteur)\b")


def choose_authors(evidence: Evidence, markup: Markup, outlet: str) -> tuple[tuple[str, ...], str | None]:
    """Return who is named by the most reliable kind of claim, and which kind that was."""
    own = frozenset((*outlet_names(evidence, outlet), *_labels(evidence)))
    near, far = _from_bylines(evidence, markup, own)
    for origin, names in _claims(evidence):
        people = people_of(names, own, inverted=origin in _INVERTED)
        if not people:
            continue
        if _says_more(near, people):
            return near, "byline"
        if not (origin == "meta author" and _is_doubtful(people, near)):
            return people, origin
    for origin, found in _shown(markup, own, near, far):
        if found:
            return found, origin
    if evidence.entry is not None and (people := people_of(evidence.entry.authors, own)):
        return people, "feed"
    return _collective(evidence, own)


def _shown(
    markup: Markup, own: frozenset[str], near: tuple[str, ...], far: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield whom the page shows as its authors, the most reliable first; each is read when it is asked for."""
    yield "byline", near
    yield "link", _from_links(markup, own)
    yield "text", _from_text(markup, own)
    yield "byline", far


def _says_more(near: tuple[str, ...], people: tuple[str, ...]) -> bool:
    """Tell whether the byline has the persons where the data have an agency, or whole names where these have parts."""
    if not near:
        return False
    if all(folded(name) in AGENCIES for name in people):
        return all(map(has_given_name, near))
    parts = [name.casefold() for name in people if " " not in name]
    return len(parts) == len(people) == len(near) and all(
        part in name.casefold().split() and " " in name for part, name in zip(parts, near, strict=True)
    )


def _is_doubtful(people: tuple[str, ...], near: tuple[str, ...]) -> bool:
    """Tell whether a page's byline names persons where its data seem to name a company."""
    return bool(near) and not any(map(has_given_name, people)) and any(map(has_given_name, near))


def _labels(evidence: Evidence) -> Iterator[str]:
    """Yield what stands where names stand and is none, folded: sections, keywords, the publisher."""
    for claim in evidence.meta("article:section", "section", "publisher", "copyright", "dc.publisher"):
        yield folded(claim.value)
    for value in evidence.described("articleSection"):
        yield from (folded(name) for name in as_list(value) if isinstance(name, str))


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


def _from_bylines(evidence: Evidence, markup: Markup, own: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in the byline by the headline, and those in all bylines when they agree."""
    near = markup.near_headline
    above = {parent for heading in evidence.headings for parent in heading.iterancestors()}
    everywhere: list[tuple[str, ...]] = []
    for element in markup.bylines:
        if _is_to_be_filled_in(element):
            continue
        names = _names_in(element, own)
        if not names:
            continue
        if element in near or any(parent in near and parent not in above for parent in element.iterancestors()):
            return names, ()
        everywhere.append(names)
    if everywhere and (not evidence.headings or len({folded(" ".join(names)) for names in everywhere}) == 1):
        return (), everywhere[0]
    return (), ()


def _is_to_be_filled_in(element: HtmlElement) -> bool:
    """Tell whether an element asks for a name: the field of a form for comments."""
    if next(element.iter("input", "textarea", "label"), None) is not None:
        return True
    return element.tag == "label" or next(element.iterancestors("form", "label"), None) is not None


def _names_in(element: HtmlElement, own: frozenset[str]) -> tuple[str, ...]:
    stated = [meta.get("content") or "" for meta in element.iter("meta") if meta.get("itemprop") == "name"]
    if stated and (people := people_of(stated, own)):
        return people
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


def _from_links(markup: Markup, own: frozenset[str]) -> tuple[str, ...]:
    """Return who is linked by the headline as an author: the address has the name that the link shows."""
    found: list[str] = []
    for element in markup.near_headline:
        if element.tag != "a" or (match := _AUTHOR_PATH.search(element.get("href") or "")) is None:
            continue
        name = markup.line_of(element, _MOST_NAME_CHARS) or ""
        slug = folded(match[1])
        if looks_like_name(name) and any(len(word) > 1 and folded(word) in slug for word in name.split()):
            found.append(name)
    return people_of(found, own)


def _from_text(markup: Markup, own: frozenset[str]) -> tuple[str, ...]:
    """Return the names of a line "By A B", or "A B — 20 November 2026" with a known name, shortly after the headline.

    What stands beside a date is as often a section, a place or a product.
    """
    for element in markup.after_headline:
        text = markup.line_of(element, _MOST_BYLINE_CHARS)
        if not text:
            continue
        signed = BY.match(text) is not None
        date = find_date(text)
        if not signed and date is None:
            continue
        line = BY.sub("", text[: date.start] if date is not None else text)
        head = re.split(r"\s*[|•·,]\s*|\s[–—-]\s|\s\d", line, maxsplit=1)[0]
        if not signed and len(re.findall(r"\w+", line[len(head) :])) > 1:  # more than a weekday stands before the date
            continue
        names = [name for name in split_names(head) if looks_like_name(name) and (signed or has_given_name(name))]
        if people := people_of(names, own):
            return people
    return ()
