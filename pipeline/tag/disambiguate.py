"""Which of the matches are meant: what must not stand near, what must, and who else the document names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.records import Mention, Part
from pipeline.tag.catalog import Ambiguity, Catalog, Entity, EntityType
from pipeline.tag.homonyms import another_person, maybe_a_person
from pipeline.tag.match import Match
from pipeline.text.patterns import lazy_pattern

NEAR = 150  # characters on each side in which a cue counts
AROUND = 100  # the same for what must not stand there
MOST_ROUNDS = 4
MIN_HANDLE = 5  # characters; "sama" alone may be anybody
COMPANY = 2  # AI entities that make a document one about AI, so that names of models are meant as such
LONGEST_JOINT = 6  # characters between two names on a list

_ACTS = lazy_pattern(
    r" (?:(?:has|have|had|also|recently|just|is|was) )*(?:rais(?:es|ed|ing)|secured|clos(?:ed|ing)|launch(?:es|ed)|"
    r"introduc(?:es|ed)|announc(?:es|ed)|unveil(?:s|ed)|releas(?:es|ed)|open-sourced|hired|acquir(?:es|ed))\b"
)
# Beside such words the name of a model means the model.
_MODELS = lazy_pattern(
    r"\b(?:ChatGPT|LLMs?|language models?|chatbots?|AI (?:model|assistant|agent|chatbot|browser|lab|tool|rival)s?)\b"
)
_DECIMAL = lazy_pattern(r"\d\.\d")  # "Sonnet 4.6" is no poem
_LIST = lazy_pattern(r"(?:, (?:and |or )?|,? and |,? or |/)")


def meant(text: str, matches: Iterable[Sequence[Match]]) -> list[tuple[Match, bool]]:
    """Return the readings that nothing forbids, each with whether it stands on its own.

    What does not stand on its own needs a relative in the document: see `settle`.
    """
    found = []
    for readings in matches:
        allowed = [
            (match, _stands_alone(text, match) and not maybe_a_person(text, match))
            for match in readings
            if forbidding(text, match) is None and not another_person(text, match)
        ]
        if allowed:
            # Two entities may share a name: the one that needs no company is meant, else the more specific.
            found.append(next((one for one in allowed if one[1]), allowed[0]))
    return found


def forbidding(text: str, match: Match) -> str | None:
    """Return the first `never` pattern that holds *match*, or None."""
    if not match.alias.never:
        return None
    low = max(0, match.start - AROUND)
    window = text[low : match.end + AROUND]
    place = match.start - low, match.alias_end - low
    for pattern in match.alias.never:
        if any(found.span("it") == place for found in _never(pattern).finditer(window)):
            return pattern
    return None


def settle(
    catalog: Catalog, texts: Mapping[Part, str], candidates: Iterable[tuple[Part, Match, bool]]
) -> list[Mention]:
    """Return the mentions: what stands on its own, and what a relative in the document vouches for."""
    waiting: list[tuple[Part, Match]] = []
    sure: list[tuple[Part, Match]] = []
    present: set[str] = set()
    for part, match, alone in candidates:
        if alone:
            sure.append((part, match))
            present.add(match.entity.id)
        else:
            waiting.append((part, match))
    for _ in range(MOST_ROUNDS if waiting else 0):
        listed = _beside(texts, sure)
        company = sum(1 for one in present if is_ai(catalog, catalog.entities[one]))
        vouched: list[tuple[Part, Match]] = []
        left: list[tuple[Part, Match]] = []
        for part, match in waiting:
            beside = (part, match.start) in listed or (part, match.end) in listed
            believed = beside or _vouched(catalog, match, present) or _in_company(match, texts[part], company)
            (vouched if believed else left).append((part, match))
        if not vouched:
            break
        sure += vouched
        present |= {match.entity.id for _, match in vouched}
        waiting = left
    return [
        Mention(match.entity.id, part, match.start, match.end, texts[part][match.start : match.end], match.version)
        for part, match in sorted(sure, key=lambda one: (one[0] is not Part.TITLE, one[1].start))
    ]


def is_ai(catalog: Catalog, entity: Entity) -> bool:
    """Return whether who names *entity* speaks of AI."""
    if entity.type is EntityType.PRODUCT:
        return any(
            catalog.entities[one].kind == "lab" for one in catalog.ancestors(entity.id) if one in catalog.entities
        )
    return entity.type in (EntityType.MODEL, EntityType.BENCHMARK) or entity.kind == "lab"


def _vouched(catalog: Catalog, match: Match, present: set[str]) -> bool:
    if match.alias.ambiguity in (Ambiguity.VERSION, Ambiguity.HANDLE):
        return False
    own = match.entity.id
    if match.entity.type is EntityType.PERSON and " " not in match.alias.text:
        return own in present  # a surname alone counts after the full name
    return own in present or bool(catalog.relatives.get(own, frozenset()) & present)


def _in_company(match: Match, text: str, company: int) -> bool:
    """Return whether *match* is believed in a document that names *company* AI companies and models.

    It means the model when it says Gemini, or Sonnet 4.6, and the firm when Magic raises money.
    """
    if _is_released(match):
        return company > 0
    if company < COMPANY:
        return False
    firm = match.alias.ambiguity is Ambiguity.WORD and match.entity.type is EntityType.ORGANISATION
    return match.alias.ambiguity is Ambiguity.NAME or (firm and _ACTS.match(text, match.end) is not None)


def _is_released(match: Match) -> bool:
    """Return whether a release stands behind the name of a model, as behind that of other software: "Composer 2.1"."""
    return match.entity.type is EntityType.MODEL and _DECIMAL.search(match.version or "") is not None


def _beside(texts: Mapping[Part, str], sure: Iterable[tuple[Part, Match]]) -> set[tuple[Part, int]]:
    """Return where a name would stand in one list with a sure one: "OpenAI, Cursor and Replit"."""
    places = set()
    for part, match in sure:
        if match.entity.type is EntityType.PERSON:
            continue
        text = texts[part]
        if after := _LIST.match(text, match.end):
            places.add((part, after.end()))
        for before in _LIST.finditer(text, max(0, match.start - LONGEST_JOINT), match.start):
            if before.end() == match.start:
                places.add((part, before.start()))
    return places


def _stands_alone(text: str, match: Match) -> bool:
    match match.alias.ambiguity:
        case Ambiguity.NONE | Ambiguity.BRAND:
            return True
        case Ambiguity.VERSION:
            return match.version is not None
        case Ambiguity.NAME:
            spoken = match.entity.type is EntityType.MODEL and _beside_models(text, match)
            return match.version is not None or spoken or _near(text, match)
        case Ambiguity.WORD:
            return _near(text, match) or (_is_released(match) and _beside_models(text, match))
        case Ambiguity.HANDLE:
            return text[match.start - 1 : match.start] == "@" or _no_word(match.alias.text)


def _no_word(handle: str) -> bool:
    """Return whether *handle* can be no word of any language: then it counts without its @."""
    return len(handle) >= MIN_HANDLE and bool(re.search(r"[\d_]|[a-z][A-Z]", handle) or handle.islower())


def _beside_models(text: str, match: Match) -> bool:
    low, high = max(0, match.start - NEAR), match.end + NEAR
    return _MODELS.search(text, low, match.start) is not None or _MODELS.search(text, match.end, high) is not None


def _near(text: str, match: Match) -> bool:
    before = text[max(0, match.start - NEAR) : match.start]
    after = text[match.end : match.end + NEAR]
    return any(_cue(pattern).search(before) or _cue(pattern).search(after) for pattern in match.alias.near)


def unshown(entity: Entity) -> list[str]:
    """Return the patterns of *entity* that none of its own sentences shows: cues by `yes`, what forbids by `no`."""
    yes = [sentence for alias in entity.aliases for sentence in alias.yes]
    no = [sentence for alias in entity.aliases for sentence in alias.no]
    cues = {pattern for alias in entity.aliases for pattern in alias.near}
    nevers = {pattern for alias in entity.aliases for pattern in alias.never}
    return sorted(
        [pattern for pattern in cues if not any(_cue(pattern).search(sentence) for sentence in yes)]
        + [pattern for pattern in nevers if not any(_never(pattern).search(sentence) for sentence in no)]
    )


@lru_cache(maxsize=20_000)
def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})")


@lru_cache(maxsize=20_000)
def _never(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("«", "(?P<it>", 1).replace("»", ")", 1))
