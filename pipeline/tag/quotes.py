"""Who said what: direct quotes, and the speaker that a verb of saying ties to each. No verb, no speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import Mention, Part, Quote
from pipeline.tag.catalog import Catalog, EntityType

FEWEST_WORDS = 3
LONGEST = 2000  # characters

_SAYING = (
    "was quoted as saying|said|says|say|"
    "told|tells|wrote|writes|added|adds|explained|explains|noted|notes|"
    "argued|argues|stated|"
    "states|claimed|claims|"
    "announced|posted|tweeted|continued|continues|warned|warns|insisted|insists|acknowledged|admitted|admits|"
    "declared|replied|"
    "responded|responds|commented|comments|recalled|recalls|concluded|concludes|remarked|quipped|asked|asks|"
    "joked|predicted|"
    "emphasized|emphasised|stressed|observed|suggested|suggests|testified|confirmed|disclosed|revealed|"
    "cautioned|predicts"
)
_QUOTED = re.compile(
    r"[\u201c\"\u201e\u00ab]([^\u201c\u201d\"\u201e\u00ab\u00bb]{2,2000})(?:[\u201d\"\u00bb]|(?=\n)|$)"
)
_NAME = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sen|Rep|Gov|President|Professor|CEO|Sir)\.? )?"
    r"[A-Z][\w'\u2019-]+(?: (?:de|van|von|der|bin|al|el|la|Le)\b)?(?: (?:[A-Z]\.|[A-Z][\w'\u2019-]+)){0,3}"
)
_PRONOUN = r"(?:he|she|they|He|She|They)"
_SPOKES = (
    r"(?:[Aa]|[Tt]he) (?:company |[A-Z]\w+ )?(?:spokes(?:person|man|woman)|representative)(?: (?:for|at|from|"
    r"of) (?P<org>[A-Z][\w.&-]+(?: [A-Z][\w.&-]+){0,2}))?"
)
_WHO = rf"(?:[Tt]he )?(?P<who>{_NAME}|{_PRONOUN}|{_SPOKES})(?: and (?:{_NAME}))?"
_TITLE = r"(?:,[^,\n\u201c\"]{2,90},)?"
_CALLING = "called|calls|described|describes|hailed|dubbed|promising|promised"
# Some pages lose the blank between two words.
_END = r"(?:\b|(?=on |in |to |The))"
_ADVERB = "(?:also |later |then |has |had |recently )?"
_AFTER = [
    re.compile(rf"\s*(?P<cue>{_SAYING})\s+{_WHO}"),  # "...," said Jane Doe
    re.compile(rf"\s*(?:,\s*)?{_WHO}{_TITLE}\s+{_ADVERB}(?P<cue>{_SAYING}){_END}"),  # "...," Jane Doe said
    re.compile(rf"\s*,?\s*(?P<cue>according to)\s+{_WHO}"),
]
_BEFORE = re.compile(rf"{_WHO}{_TITLE}\s+{_ADVERB}(?P<cue>{_SAYING})\b[^\u201c\"\n.!?]{{0,120}}[:,]?\s*(?:that\s+)?$")
_BEFORE_WINDOW, _AFTER_WINDOW = 260, 220


@dataclass(frozen=True, slots=True)
class _Said:
    who: str
    cue: str
    org: str | None = None


def find_quotes(catalog: Catalog, text: str, mentions: Sequence[Mention]) -> tuple[Quote, ...]:
    """Return the direct quotes of *text* in order, with speaker and the speaker's entity where the text says so."""
    names = _full_names(text)
    people = [mention for mention in mentions if mention.part is Part.TEXT and _is_person(catalog, mention.entity_id)]
    found: list[Quote] = []
    waiting: list[int] = []  # quotes that are paragraphs of their own: the next paragraph may say whose
    said_last: Quote | None = None
    for match in _QUOTED.finditer(text):
        start, end = match.span(1)
        words = match.group(1)
        if len(words.split()) < FEWEST_WORDS:
            continue
        quote = Quote(start, end, words)
        said = _attribution(text, match.start(), match.end())
        if said is not None:
            quote = _attributed(catalog, quote, said, text, names, people, mentions)
        elif said_last is not None and _goes_on(text, said_last.end, match.start()):
            quote = replace(quote, speaker=said_last.speaker, speaker_id=said_last.speaker_id, cue=said_last.cue)
        found.append(quote)
        if quote.speaker is None:
            waiting = [*waiting, len(found) - 1] if _is_paragraph(text, match) else []
        else:
            if _begins_paragraph(text, match.start()):
                for place in waiting:
                    if _next_paragraph(text, found[place].end, match.start()):
                        found[place] = replace(
                            found[place], speaker=quote.speaker, speaker_id=quote.speaker_id, cue=quote.cue
                        )
            waiting = []
        said_last = quote if quote.speaker else None
    return tuple(found)


def _begins_paragraph(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] == "\n"


def _is_paragraph(text: str, match: re.Match[str]) -> bool:
    return _begins_paragraph(text, match.start()) and text[match.end() : match.end() + 1] in ("", "\n")


def _next_paragraph(text: str, end: int, start: int) -> bool:
    return not re.search(r"\w", re.sub(r"[\u201c\"][^\n]*[\u201d\"]", "", text[end:start]))


def _attribution(text: str, opening: int, closing: int) -> _Said | None:
    line_end = text.find("\n", closing)
    after = text[closing : min(closing + _AFTER_WINDOW, line_end if line_end >= 0 else len(text))]
    sentence_over = text[closing - 2 : closing - 1] in ".!?" and not after.lstrip().startswith(("said", "says"))
    for pattern in _AFTER:
        found = pattern.match(after)
        if found and not (sentence_over and found.re is _AFTER[1] and _starts_sentence(after)):
            return _said(found)
    line_start = text.rfind("\n", 0, opening) + 1
    before = text[max(line_start, opening - _BEFORE_WINDOW) : opening]
    found = _BEFORE.search(before)
    return _said(found) if found else None


def _starts_sentence(after: str) -> bool:
    # `"... end." Smith said the next` begins a sentence of its own only if something is quoted or said in it.
    return re.match(r"\s*[A-Z][^.!?\n]*?\b(?:said|told|added)\b\s+(?:that|the|it|in|on)\b", after) is not None


def _said(found: re.Match[str]) -> _Said:
    return _Said(found["who"], found["cue"], found["org"] if "org" in found.re.groupindex else None)


def _attributed(
    catalog: Catalog,
    quote: Quote,
    said: _Said,
    text: str,
    names: dict[str, str],
    people: Sequence[Mention],
    mentions: Sequence[Mention],
) -> Quote:
    who = re.sub(r"[\u2019']s$", "", said.who)
    if re.fullmatch(_PRONOUN, who):
        before = [mention for mention in people if mention.end <= quote.start]
        named = _last_name_before(text, quote.start, names)
        if before and (named is None or before[-1].start >= named[0]):
            entity = catalog.entities[before[-1].entity_id]
            return replace(quote, speaker=entity.name, speaker_id=entity.id, cue=said.cue)
        return replace(quote, speaker=named[1], cue=said.cue) if named else replace(quote, cue=said.cue)
    if "spokes" in who or "representative" in who:
        org = said.org or who
        entity_id = _entity_in(catalog, mentions, quote, org)
        name = catalog.entities[entity_id].name if entity_id else org
        return replace(quote, speaker=f"{name} spokesperson" if entity_id else who, speaker_id=entity_id, cue=said.cue)
    full = names.get(who.split()[-1], who)
    for one in people:
        entity = catalog.entities[one.entity_id]
        if entity.name.endswith(full):
            return replace(quote, speaker=entity.name, speaker_id=entity.id, cue=said.cue)
    return replace(quote, speaker=full, cue=said.cue)


_FULL = re.compile(r"\b([A-Z][\w'\u2019-]+(?: [A-Z]\.)?(?: [A-Z][\w'\u2019-]+){1,2})\b")


def _full_names(text: str) -> dict[str, str]:
    """Return the first full name for each last word of one."""
    found: dict[str, str] = {}
    for match in _FULL.finditer(text):
        name = re.sub(r"[\u2019']s$", "", match.group(1))
        found.setdefault(name.split()[-1], name)
    return found


def _last_name_before(text: str, position: int, names: dict[str, str]) -> tuple[int, str] | None:
    last = None
    for match in _FULL.finditer(text, max(0, position - 600), position):
        last = (match.start(), names.get(match.group(1).split()[-1], match.group(1)))
    return last


def _entity_in(catalog: Catalog, mentions: Sequence[Mention], quote: Quote, name: str) -> str | None:
    for mention in mentions:
        if mention.part is Part.TEXT and mention.surface and mention.surface in name:
            return mention.entity_id
    if re.search(r"[A-Z]", re.sub(r"^(?:A|The) ", "", name)):
        return None  # it names somebody, whom the catalog lacks; "a spokesperson" alone is the last one named
    organisations = [
        mention
        for mention in mentions
        if mention.part is Part.TEXT
        and mention.start < quote.start
        and catalog.entities[mention.entity_id].type is EntityType.ORGANISATION
    ]
    return organisations[-1].entity_id if organisations else None


def _goes_on(text: str, end: int, start: int) -> bool:
    """Return whether a quote without a speaker of its own continues the last one of its paragraph.

    Between the two stands the attribution and nothing else: at most one sentence ends there.
    """
    between = text[end:start].strip('\u201d" ')
    return "\n" not in between and len(between) < 260 and len(re.findall(r"[.!?](?=\s|$)", between)) <= 1


def _is_person(catalog: Catalog, entity_id: str) -> bool:
    entity = catalog.entities.get(entity_id)
    return entity is not None and entity.type is EntityType.PERSON
