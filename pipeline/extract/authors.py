"""Who wrote an article: people, not desks, agencies or addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.extract.clean import one_line
from pipeline.extract.evidence import Evidence
from pipeline.extract.jsonld import as_list

MOST = 20
_MAX_CHARS = 100
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
)
_BY = re.compile(
    r"^(?:(?:written |reported |story |text |words )?by|von|par|por|di|av|af|door|tekst|text|texto|texte|autor(?:in)?|"
    r"author|yazan|od|автор)[:\s]+(?=\S)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:[;|•·\n]|,|&|/|\band\b|\bund\b|\bet\b|\by\b|\bе\b|\bи\b|\boch\b|\bog\b|\ben\b)\s*")
_NOT_PEOPLE = frozenset(
    [
        "staff",
        "editor",
        "editors",
        "editorial",
        "team",
        "desk",
        "newsroom",
        "news",
        "reporter",
        "reporters",
        "correspondent",
        "correspondents",
        "admin",
        "redaktion",
        "redaction",
        "rédaction",
        "redacción",
        "redaccion",
        "redazione",
        "redactie",
        "redação",
        "redacao",
        "agency",
        "agencies",
        "agence",
        "reuters",
        "afp",
        "ap",
        "dpa",
        "ansa",
        "efe",
        "associated",
        "press",
        "bureau",
        "service",
        "contributor",
        "contributors",
        "guest",
        "author",
        "authors",
        "unknown",
        "anonymous",
        "none",
        "null",
        "online",
        "magazine",
        "times",
        "post",
        "journal",
        "webmaster",
        "board",
        "wire",
        "newswire",
        "magazin",
        "redaktor",
        "redakcja",
        "redaksi",
        "redaktionen",
    ]
)


def choose_authors(evidence: Evidence, outlet: str) -> tuple[tuple[str, ...], str | None]:
    """Return the people named by the most reliable kind of claim, and which kind that was."""
    for origin, names in _claims(evidence):
        people = people_of(names, outlet)
        if people:
            return people, origin
    return (), None


def people_of(names: Iterable[str], outlet: str) -> tuple[str, ...]:
    """Return the persons' names in *names*, split, cleaned, in order, without repeats."""
    found: dict[str, str] = {}
    for raw in names:
        for name in split_names(raw):
            if is_person(name, outlet):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST]


def split_names(raw: str) -> list[str]:
    """Split "By A B, C D and E F" into names; commas and "and" part only names of two words or more."""
    text = one_line(raw, 2000)
    if text is None:
        return []
    text = _BY.sub("", text)
    parts = [part for part in _SPLIT.split(text) if part]
    if len(parts) > 1 and not all(len(part.split()) > 1 for part in parts):
        parts = [part for part in re.split(r"\s*[;|•·\n]\s*", text) if part]
    return [_BY.sub("", part).strip(" ,.-–—") for part in parts]


def is_person(name: str, outlet: str) -> bool:
    """Tell whether *name* can be a person's: no address, no desk, not the outlet itself."""
    if (
        not 2 < len(name) <= _MAX_CHARS
        or "@" in name
        or "://" in name
        or "www." in name
        or not any(map(str.isalpha, name))
    ):
        return False
    if any(map(str.isdigit, name)) or len(name.split()) > 6:
        return False
    words = name.casefold().replace(".", "").split()
    if any(word in _NOT_PEOPLE for word in words):
        return False
    return "".join(words) != outlet.casefold().replace(" ", "")


def _claims(evidence: Evidence) -> Iterator[tuple[str, list[str]]]:
    for value in evidence.described("author"):
        yield "json-ld", list(_names_of(evidence, value))
    for key in AUTHOR_METAS:
        yield f"meta {key}", [claim.value for claim in evidence.meta(key)]
    if evidence.entry is not None:
        yield "feed", list(evidence.entry.authors)


def _names_of(evidence: Evidence, value: object) -> Iterator[str]:
    for one in as_list(value):
        node = evidence.graph.resolve(one)
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            kind = node.get("@type")
            if kind != "Organization":
                for name in as_list(node.get("name")):
                    if isinstance(name, str):
                        yield name
