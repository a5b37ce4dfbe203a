"""An article's headline, without the outlet's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.clean import folded, one_line
from pipeline.extract.evidence import Claim, Evidence
from pipeline.extract.jsonld import as_list

_MAX_CHARS = 500
_WHOLE = 15  # characters from which on a text can be a headline of its own
_ALIKE = 0.35  # share of words that an h1 has in common with what the head says, or it is the outlet's logo

# What the kinds of claim weigh when they differ. The address shared with readers (og:title) is what outlets
# take most care of; what the browser shows in its tab carries the most additions.
_WEIGHTS = {"og:title": 2.0, "h1": 1.0, "json-ld": 0.6, "title": 0.3, "feed": 0.5}
_OTHER_WEIGHT = 0.1

_BARS = r"\s?[|ㅣ｜]\s?|\s+[»›‹«•·∙⋆]\s+|\s+::\s+"
_DASHES = r"\s+(?:[-–—~*/<>]|--)\s+|-(?=[^\s-]{1,12}$)"
_BAR = re.compile(_BARS)
_SEPARATOR = re.compile(f"{_BARS}|{_DASHES}")
_COLON = re.compile(r"\s?[：:]\s?|_")
_CHINESE_TAILS = re.compile(r"(?<=[\u3040-\u9fff”」》！？])(?:_[^_\s]{2,14})+$")
_CHINESE_TAIL = re.compile(r"\s?[：:_]\s?(?=[\u3040-\u9fff「])")
_YEAR = re.compile(r"\s\(Published (?:19|20)\d\d\)$")
_NAME_WORDS, _SENTENCE_WORDS = 3, 5  # at most of a site's name, at least of a headline that stands against it
_SENTENCE_CHARS = 30
_SPACE_BEFORE_COLON = re.compile(r"\s+(?=[:,;!?.](?:\s|$))")


@dataclass(slots=True)
class _Group:
    """Claims that spell one headline."""

    claims: list[tuple[str, Claim]]
    weight: float = 0.0


def choose_title(evidence: Evidence, outlet: str) -> Claim | None:
    """Return the headline with the most support, spelt as its best claim spells it."""
    claims = list(_headlines(evidence, outlet))
    if not claims:
        return None
    groups: dict[str, _Group] = {}
    for kind, claim in claims:
        group = groups.setdefault(folded(claim.value) or claim.value, _Group([]))
        if all(kind != other for other, _ in group.claims):
            group.weight += _WEIGHTS.get(kind, _OTHER_WEIGHT)
        group.claims.append((kind, claim))
    best = max(groups.values(), key=lambda group: group.weight)
    return max(best.claims, key=lambda entry: (entry[0] != "h1", _WEIGHTS.get(entry[0], _OTHER_WEIGHT)))[1]


def titles_of(evidence: Evidence, chosen: Claim | None) -> frozenset[str]:
    """Return every headline the page gives itself, folded, for telling its repetition from text."""
    titles = {folded(claim.value) for _, claim in _claims(evidence)}
    if chosen is not None:
        titles.add(folded(chosen.value))
    return frozenset(title for title in titles if len(title) > 8)


def without_outlet(title: str, names: Iterable[str]) -> str:
    """Cut the outlet's or the section's name, one of *names*, from either end of a title."""
    known = {name for raw in names if len(name := folded(raw)) > 1}
    title = _CHINESE_TAILS.sub("", _YEAR.sub("", title))
    while True:
        colons = list(_COLON.finditer(title))
        if (
            colons
            and _begins_with_name(folded(title[colons[-1].end() :]), known)
            and title[: colons[-1].start()].strip()
        ):
            title = title[: colons[-1].start()].strip()
            continue
        marks = list(_SEPARATOR.finditer(title))
        if not marks:
            return title
        if _is_name(folded(title[marks[-1].end() :]), known) and title[: marks[-1].start()].strip():
            title = title[: marks[-1].start()].strip()
        elif folded(title[: marks[0].start()]) in known and title[marks[0].end() :].strip():
            title = title[marks[0].end() :].strip()
        else:
            return title


def _is_name(tail: str, known: set[str]) -> bool:
    return tail in known or (len(tail) > 3 and any(tail in name or name in tail for name in known if len(name) > 3))


def _begins_with_name(tail: str, known: set[str]) -> bool:
    return tail in known or any(len(name) > 2 and tail.startswith(name) for name in known)


def _headlines(evidence: Evidence, outlet: str) -> Iterator[tuple[str, Claim]]:
    """Yield the claims as headlines: cut to what they share, logos left out."""
    logos = _logos(evidence)
    names = [*_names(evidence, outlet), *logos]
    known = frozenset(map(folded, names))
    claims = [(kind, Claim(without_outlet(claim.value, names), claim.origin)) for kind, claim in _claims(evidence)]
    claims = [one for one in claims if not (one[0] == "h1" and one[1].value in logos)] or claims
    if sentence := next((claim for kind, claim in claims if kind == "h1" and _is_sentence(claim.value, known)), None):
        others = _words(sentence.value)
        claims = [
            one
            for one in claims
            if one[0] in ("h1", "feed")
            or not _is_site_name(one[1].value, known)
            or _is_mostly_in(_words(one[1].value), others)
        ]
    values = [(kind, claim.value) for kind, claim in claims]
    elsewhere = [_words(value) for kind, value in values if kind != "h1"]
    for kind, claim in claims:
        if kind == "h1" and elsewhere and not any(_alike(_words(claim.value), other) for other in elsewhere):
            continue
        value = _cut_to_agreement(claim.value, values)
        yield kind, Claim(value, claim.origin)


def _is_sentence(text: str, known: frozenset[str]) -> bool:
    return folded(text) not in known and (len(text.split()) >= _SENTENCE_WORDS or len(text) >= _SENTENCE_CHARS)


def _is_site_name(text: str, known: frozenset[str]) -> bool:
    """Tell whether what the head claims is the same on every page of the site: its name, or that of a part."""
    return folded(text) in known or (len(text.split()) <= _NAME_WORDS and len(text) < _SENTENCE_CHARS)


def _is_mostly_in(words: set[str], others: set[str]) -> bool:
    return 2 * len(words & others) > len(words)


def _logos(evidence: Evidence) -> list[str]:
    """Return the h1 that are the outlet's name: they link to the home page, or end the title of the page."""
    found = []
    for heading in evidence.headings:
        text = one_line(" ".join(heading.itertext()), _MAX_CHARS)
        if text is None or _is_sentence(text, frozenset()):
            continue
        home = any((link.get("href") or "").split("#")[0] in ("/", _home(evidence)) for link in heading.iter("a"))
        if home or any(_ends_with(title, text) for title in evidence.titles[:1]):
            found.append(text)
    return found


def _ends_with(title: str, name: str) -> bool:
    marks = list(_SEPARATOR.finditer(title))
    return (
        bool(marks) and folded(title[marks[-1].end() :]) == folded(name) and marks[-1].start() > max(_WHOLE, len(name))
    )


def _home(evidence: Evidence) -> str:
    scheme, _, rest = evidence.url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _cut_to_agreement(title: str, values: Sequence[tuple[str, str]]) -> str:
    """Cut what a separator parts from a headline that another claim has without it."""
    for kind, other in values:
        if _WHOLE <= len(other) < len(title):
            rest = title[len(other) :]
            if title.startswith(other) and (_SEPARATOR.match(rest) or _CHINESE_TAIL.match(rest)):
                return other
            if kind == "h1" and title.endswith(other) and _BAR.search(title[: -len(other)] + " "):
                return other
    bars = list(_BAR.finditer(title))
    if bars and bars[0].start() >= _WHOLE and not any(title in value for kind, value in values if kind == "h1"):
        return title[: bars[0].start()].strip()
    return title


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _alike(words: set[str], other: set[str]) -> bool:
    return len(words & other) >= _ALIKE * max(1, min(len(words), len(other)))


def outlet_names(evidence: Evidence, outlet: str) -> Iterator[str]:
    """Yield what the outlet calls itself, folded."""
    host = evidence.url.partition("://")[2].partition("/")[0].removeprefix("www.")
    for name in (
        outlet,
        host,
        host.rpartition(".")[0],
        *(claim.value for claim in evidence.meta("og:site_name", "application-name")),
    ):
        yield folded(name)
    for node in evidence.graph.nodes:
        publisher = evidence.graph.resolve(node.get("publisher"))
        if isinstance(publisher, dict) and (publisher_name := one_line(publisher.get("name"))):
            yield folded(publisher_name)


def _names(evidence: Evidence, outlet: str) -> Iterator[str]:
    """Yield what the outlet and its section call themselves."""
    yield outlet
    metas = ("og:site_name", "application-name", "twitter:site", "al:ios:app_name", "apple-mobile-web-app-title")
    for claim in evidence.meta(*metas, "article:section", "section", "parsely-section"):
        yield claim.value
    for value in evidence.described("articleSection"):
        yield from (name for name in as_list(value) if isinstance(name, str))
    for node in evidence.graph.nodes:
        own = node if node.get("@type") in ("WebSite", "NewsMediaOrganization", "Organization") else None
        for holder in (evidence.graph.resolve(node.get("publisher")), own):
            if isinstance(holder, dict) and (name := one_line(holder.get("name"))):
                yield name
    host = evidence.url.partition("://")[2].partition("/")[0].removeprefix("www.")
    yield host
    yield host.rpartition(".")[0]


def _claims(evidence: Evidence) -> Iterator[tuple[str, Claim]]:
    """Yield (kind, claim)."""
    for value in evidence.described("headline"):
        if text := one_line(value, _MAX_CHARS):
            yield "json-ld", Claim(text, "json-ld")
    for claim in evidence.meta("og:title"):
        yield "og:title", claim
    for claim in evidence.meta("twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title"):
        yield "other", claim
    for heading in evidence.headings:
        if text := one_line(" ".join(heading.itertext()), _MAX_CHARS):
            yield "h1", Claim(_SPACE_BEFORE_COLON.sub("", text), "h1")
    for title in evidence.titles[:1]:
        yield "title", Claim(title, "title")
    if evidence.entry is not None and evidence.entry.title and (text := one_line(evidence.entry.title, _MAX_CHARS)):
        yield "feed", Claim(text, "feed")
