"""Whom an article credits: "first reported by The Information", "told Reuters", "Bloomberg reported". Pure.

Reading the words needs no other article and happens once, in a child process; which outlet a name means, and
which article a link leads to, is found out when the article is filed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from pipeline.canonical import site_of
from pipeline.provenance.outlets import Outlet, Outlets
from pipeline.records import Article, Credit, Grade, Link
from pipeline.text.months import month_names
from pipeline.text.patterns import lazy_pattern
from pipeline.text.sentences import sentence_around
from pipeline.text.triggers import Triggers

MOST_CHARS = 12_000  # of a text that are read
MOST_CREDITS = 10
MOST_LINKS = 8
LEAD_CHARS, END_CHARS = 600, 250  # where an article says what it rests on
_MOST_PHRASE = 120
_MOST_AUTHORS = 4
_MOST_SENTENCE = 400
_BEFORE_CHARS = 90  # looked at for a name that stands before its verb

_WORD = r"[A-Z0-9][\w&’'-]*(?:\.\w[\w&’'-]*)*"
_NAME = rf"(?:The |the )?{_WORD}(?: (?:of the |at the |of |at |the |della |de |& )?{_WORD}){{0,4}}"
_REPORTS = ("report", "article", "story", "investigation", "scoop", "analysis")
_REPORT = f"(?:{'|'.join(_REPORTS)})"
_TALK = r"(?:report|article|story|investigation|scoop|analysis|interview)"

# A verb whose object is a name: grade is by the words in it, see `_grade`.
_WHEN = "(?:first|originally|earlier|previously|also|initially) "
_SHOWN = ("reported", "published", "revealed", "disclosed", "broken", "unearthed", "obtained", "seen", "reviewed")
_TO_NAME = lazy_pattern(
    rf"(?P<cue>\b(?:{_WHEN})?(?:{'|'.join(_SHOWN)})(?: (?:\w+ )?(?:by|in|on))"
    rf"|\b(?:[Aa]ccording to|[Cc]iting|[Pp]er|[Vv]ia|told|speaking to|in an interview with|in comments to)"
    rf"(?: (?:a|an|the)(?: [a-z]+){{0,2}} {_TALK} (?:by|from|in|on|with|published by|published in))?"
    rf"|\b{_REPORT} (?:by|from|in))"
    rf" (?:(?:news agency|the news site|newspaper|the newspaper|magazine|broadcaster|outlet) )?(?P<name>{_NAME})"
)
# A verb whose subject is a name. The name is read backwards from it.
_SINCE = (
    r"(?: (?:on |late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: [a-z]+)?| today| yesterday|,? which"
    r"| who| has| have| had)?"
)
_BEFORE_VERB = "(?:first |originally |earlier |previously |also |later )?"
_FROM_NAME = lazy_pattern(
    rf"{_SINCE}"
    rf" (?P<cue>{_BEFORE_VERB}(?:reported|reports|revealed)\b(?! (?:by|in) )"
    r"|(?:first |originally )?broke the (?:news|story)|has learned|was (?:the )?first to report"
    r"|had (?:a|an|the) (?:\w+ )?scoop|(?:report|scoop|story|investigation)\b)"
)
_NAME_BEFORE = lazy_pattern(rf"(?P<name>{_NAME})$")
# Words with a capital because they open a sentence: no part of the name that follows.
_OPENING = lazy_pattern(r"(?:As|After|Although|And|Because|But|If|Since|Then|Though|When|While) +(?=[A-Zt])")
# "Ann Kim, writing for The Ledger, broke the story."
_WRITING = lazy_pattern(
    rf"(?P<cue>(?:writing|reporting) (?:for|in|at)) (?P<name>{_NAME}),? (?:who )?"
    r"(?P<verb>(?:(?:first|originally|earlier) )?"
    r"(?:broke the (?:news|story)|reported|reports|revealed|reveals|disclosed|uncovered|published))\b"
)
_OF_WRITING = ("writing for ", "writing in ", "writing at ", "reporting for ", "reporting in ", "reporting at ")
# The list with which a text says what it was made from: the heading, and perhaps a line's rest.
_SOURCES = lazy_pattern(
    r"(?im)^[\W_]{0,4}(?:sources?|references?|via|quellen?|fuentes?|fonti)[ \t]*(?::[ \t]*(?P<rest>[^\n]*)|[\W_]{0,3})$"
)
_SOURCES_CHARS = 1500  # of a text's end
_MOST_SOURCES, _LONGEST_SOURCE = 6, 200
_URL = lazy_pattern(r"https?://[^\s<>\"')\]]+")
_PARTED = lazy_pattern(r"\s*(?:[;|]|,(?!\s*https?:)|\band\b)\s*")
_LEADING_NAME = lazy_pattern(rf"[\W\d_]*(?P<name>{_NAME})")
# Each match of the two patterns above holds one of these words; a search without them takes ten times as long.
_OF_TO_NAME = (
    *(f"{verb} " for verb in _SHOWN),
    *("according to ", "According to ", "citing ", "Citing ", "per ", "Per ", "via ", "Via ", "told "),
    *("speaking to ", "in an interview with ", "in comments to "),
    *(f"{one} {by}" for one in _REPORTS for by in ("by", "from", "in")),
)
_OF_FROM_NAME = (
    *(" reported", " reports", " revealed", " broke the ", " has learned", " was first to report"),
    *(" was the first to report", " had a ", " had an ", " had the ", " report", " scoop", " story", " investigation"),
)
# What may stand before the word, and how it ends.
_BEFORE_TO = lazy_pattern(_WHEN + "$"), ("first ", "originally ", "earlier ", "previously ", "also ", "initially ")
_BEFORE_FROM = (
    lazy_pattern(rf"{_SINCE}(?: (?:first|originally|earlier|previously|also|later))?$"),
    tuple("first originally earlier previously also later today yesterday which who has have had".split()),  # noqa: SIM905
)
_FURTHEST = 60  # characters before the word at which a match begins
_DATELINE = lazy_pattern(r"[^\n(]{0,60}\((?P<name>[A-Z][\w. ]{1,30})\) ?[-–—]")
# Those of other languages stand in what the extractor found.
_FIRST = lazy_pattern(
    r"\b(?:first|originally|initially|scoop|broke|broken|zuerst|en premier|por primera vez|per prim[ao])\b"
)
_REPORTING = lazy_pattern(
    rf"\b(?:{_REPORT}|reported|reports|published|revealed|disclosed|learned|unearthed"
    r"|Bericht|berichtet|meldet|schreibt|rapporte|révèle|révélé|informó|reveló|publicó|riporta|scrive)\b"
)
_SURE = lazy_pattern(r"\breported by |\b(?:first|originally) reported$")  # the name before or after it reports
_STRENGTH = {grade: number for number, grade in enumerate(Grade)}


def credits_in(article: Article) -> tuple[Credit, ...]:
    """Return the words of *article* that may credit an outlet, as written; which names are outlets is not known here.

    At most `MOST_CREDITS`: its byline and dateline, then what the extractor found on the page, which knows more
    languages, then the list of sources at its end, then the text in its order.
    """
    found: dict[tuple[str, Grade], Credit] = {}
    for credit in chain(_signed(article), _extracted(article), _listed(article), _read(article)):
        # The sentence may name the same outlet twice; each outlet counts once for each strength of claim.
        whose = credit.outlet or credit.url or ""
        known = found.get((whose, credit.grade))
        if known is None or (known.url is None and credit.url is not None):
            found[whose, credit.grade] = credit
        if len(found) >= MOST_CREDITS:
            break
    return tuple(found.values())


def is_firm(credit: Credit) -> bool:
    """Tell whether what is credited came first, whatever the clocks say.

    A bare link, or "according to" further down, may be an aside to another story.
    """
    return credit.grade in (Grade.WIRE, Grade.FIRST) or (credit.grade is Grade.REPORT and credit.prominent)


def resolve(
    found: Sequence[Credit], links: Sequence[Link], outlet: str, outlets: Outlets, url: str = ""
) -> tuple[Credit, ...]:
    """Return the credits that mean an outlet other than *outlet*, whose article at *url* has these words and links.

    A name that no known outlet has is kept where the words leave no doubt that it reports, or a link shows it.
    """
    resolved: dict[tuple[str, str | None], Credit] = {}
    for credit in found:
        whose = _whose(credit, outlets)
        if whose is None or _same(whose.name, outlet, outlets):
            continue
        if not whose.reports and credit.url is None:
            continue  # "Nvidia reported a profit", "according to OpenAI"
        key = (whose.name, credit.url)
        if key not in resolved or _STRENGTH[credit.grade] < _STRENGTH[resolved[key].grade]:
            resolved[key] = Credit(credit.grade, credit.phrase, whose.name, credit.url, credit.prominent)
    linked = {credit.url for credit in resolved.values()}
    resolved |= {(credit.outlet or "", credit.url): credit for credit in _linked(links, linked, outlet, outlets, url)}
    return tuple(resolved.values())


def _signed(article: Article) -> Iterator[Credit]:
    """Yield whose text it may be: most authors are people, and only names of outlets will count."""
    dateline = _DATELINE.match(article.text)
    if dateline is not None:
        yield Credit(Grade.WIRE, f"({dateline['name']})", dateline["name"], prominent=True)
    for author in article.authors[:_MOST_AUTHORS]:
        yield Credit(Grade.WIRE, author, author, prominent=True)


def _extracted(article: Article) -> Iterator[Credit]:
    one = article.original
    if one is not None:
        place = article.text.find(one.phrase)
        grade = _grade(one.phrase)
        yield Credit(grade, one.phrase, one.outlet, one.url, _prominent(article, place, grade))


def _listed(article: Article) -> Iterator[Credit]:
    """Yield what stands in the list of sources at the end of *article*: by its address, and by the name before it."""
    end = article.text[-_SOURCES_CHARS:]
    headings = list(_SOURCES.finditer(end))
    if not headings:
        return
    rest = headings[-1]["rest"]
    entries = _PARTED.split(rest) if rest else end[headings[-1].end() :].split("\n")
    entries = [entry for entry in entries if entry.strip() and len(entry) <= _LONGEST_SOURCE]
    for entry in entries[:_MOST_SOURCES]:
        written = _URL.search(entry)
        url = written[0].rstrip(".,;:") if written else None
        linked = url or next((link.url for link in article.links if link.text and link.text in entry), None)
        phrase = " ".join(f"source: {entry}".split())[:_MOST_PHRASE]
        if linked is not None:
            yield Credit(Grade.REPORT, phrase, None, linked, prominent=True)
        name = _LEADING_NAME.match(entry)
        if name is not None:
            yield Credit(Grade.REPORT, phrase, name["name"], prominent=True)


def _read(article: Article) -> Iterator[Credit]:
    text = article.text[:MOST_CHARS]
    for cue, name, start, end in sorted(_cues(text), key=lambda one: one[2]):
        begins, ends = sentence_around(text, start, _MOST_SENTENCE)
        sentence = text[begins:ends]
        if _background().search(sentence):
            continue
        phrase = " ".join(text[start:end].split()).rstrip(".,;:")[:_MOST_PHRASE]
        # A link holds the words, or stands close to them.
        near = range(max(start - 40, begins), min(end + 60, ends))
        url = next((link.url for link in article.links if link.text and _stands(link.text, text, near)), None)
        grade = _grade(cue)
        yield Credit(grade, phrase, name, url, _prominent(article, start, grade))


def _cues(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the verb, the name it goes with as far as capitals run, and where both stand."""
    to_name, from_name = _triggers()
    for match in _tried(_TO_NAME, text, to_name.places(text), *_BEFORE_TO):
        yield match["cue"], match["name"], match.start("cue"), match.end()
    for match in _tried(_FROM_NAME, text, from_name.places(text), *_BEFORE_FROM):
        from_ = max(0, match.start() - _BEFORE_CHARS)
        name = _NAME_BEFORE.search(text[from_ : match.start()])
        if name is not None:
            opening = _OPENING.match(name["name"])
            skipped = opening.end() if opening else 0
            yield match["cue"], name["name"][skipped:], from_ + name.start() + skipped, match.end()
    for start in (place for words in _OF_WRITING for place in _places(words, text)):
        if (written := _WRITING.match(text, start)) is not None:
            yield written["verb"], written["name"], written.start(), written.end()


def _places(words: str, text: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _tried(
    pattern: re.Pattern[str], text: str, places: Sequence[int], before: re.Pattern[str], endings: tuple[str, ...]
) -> Iterator[re.Match[str]]:
    """Yield what *pattern* finds in *text* at *places* or earlier.

    It begins earlier where *before* does, which ends with one of *endings* or names a day.
    """
    taken = 0
    for place in places:
        if place < taken:
            continue
        low = max(taken, place - _FURTHEST)
        led = text.endswith(endings, low, place) or text.find("day", low, place) >= 0
        earlier = before.search(text, low, place) if led else None
        found = (pattern.match(text, earlier.start()) if earlier else None) or pattern.match(text, place)
        if found is not None:
            taken = found.end()
            yield found


@cache
def _triggers() -> tuple[Triggers, Triggers]:
    return Triggers(_OF_TO_NAME), Triggers(_OF_FROM_NAME)


def _prominent(article: Article, place: int, grade: Grade) -> bool:
    # "The talks were first reported by ..." closes many an article; other reports named there are asides.
    return place < LEAD_CHARS or (grade is Grade.FIRST and place > len(article.text) - END_CHARS)


def _stands(words: str, text: str, near: range) -> bool:
    place = text.find(words, max(0, near.start - len(words)), near.stop + len(words))
    return place != -1 and place < near.stop and place + len(words) > near.start


def _grade(words: str) -> Grade:
    if _FIRST.search(words):
        return Grade.FIRST
    return Grade.REPORT if _REPORTING.search(words) else Grade.SOURCE


def _whose(credit: Credit, outlets: Outlets) -> Outlet | None:
    if credit.grade is Grade.WIRE:
        return outlets.named(credit.outlet or "")
    by_link = outlets.at(credit.url) if credit.url else None
    if credit.outlet is None:
        return by_link
    name_last = credit.phrase.endswith(credit.outlet)
    ends = not name_last or re.search(r" (?:of|at) ", credit.outlet)  # "broken by Ann Kim of The Ledger"
    named = (outlets.ending(credit.outlet) if ends else None) or outlets.beginning(credit.outlet)
    if named is not None or by_link is not None:
        return named or by_link
    # Nobody we know. "First reported by" leaves no doubt; a name that is linked to an unknown site very little.
    sure = credit.grade is Grade.FIRST and _SURE.search(credit.phrase) is not None
    return (
        Outlet(re.sub(r"^the ", "The ", credit.outlet))
        if sure or (credit.url and credit.grade is Grade.REPORT)
        else None
    )


def _same(one: str, other: str, outlets: Outlets) -> bool:
    known = outlets.beginning(other)  # "NPR Online News" is NPR
    return one.casefold() == other.casefold() or (known is not None and known.name == one)


def _linked(links: Iterable[Link], seen: set[str | None], outlet: str, outlets: Outlets, url: str) -> Iterator[Credit]:
    """Yield what is linked to without a word that credits it."""
    own, count = site_of(url) if url else "", 0
    for link in links:
        whose = outlets.at(link.url)
        if whose is None or link.url in seen or _same(whose.name, outlet, outlets):
            continue
        if own and site_of(link.url) == own and outlets.at(url) == whose:
            continue
        seen.add(link.url)
        yield Credit(Grade.LINK, " ".join(link.text.split())[:_MOST_PHRASE], whose.name, link.url)
        count += 1
        if count >= MOST_LINKS:
            return


@cache
def _background() -> re.Pattern[str]:
    """Return what tells that a report is old: then it is background, not what the article rests on."""
    month = f"(?:{'|'.join(map(str.capitalize, month_names()))})"
    return re.compile(
        rf"\b(?:[Ll]ast (?:week|month|year|spring|summer|autumn|fall|winter|{month})|(?:weeks|months|years) ago"
        rf"|[Ee]arlier this (?:month|year)|[Ii]n (?:early |late |mid-)?{month}|[Ii]n (?:19|20)\d\d)\b"
    )
