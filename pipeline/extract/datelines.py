"""Dates that readers see: which of them is the article's is told by where it stands and by the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from pipeline.extract.evidence import Evidence
from pipeline.extract.markup import Markup, text_up_to
from pipeline.text.dates import Label, WrittenDate, find_dates, label_of, read_date
from pipeline.text.patterns import lazy_pattern

_MOST_CHARS = 160  # of a line with a date
_MOST_TIMES, _MOST_LINES = 200, 400  # elements looked at
_MOST_STANDFIRSTS = 2  # paragraphs between a headline and the line with the date
_FEWEST_PARAGRAPHS = 3  # of an element that holds the article, not its head alone
_MOST_LEVELS = 8  # looked up from a date for what surrounds it
_SHORT_HEADLINE, _HEADLINE_CHARS = 20, 25  # a link that long is another headline, in what is named as a box or not
_CARD_CHARS = 600  # of what holds a link to another article and its date
_APART = frozenset(("aside", "blockquote", "figure", "figcaption", "nav", "q"))
_OTHERS = lazy_pattern(r"\b(?:comments?|tweet|embed|captions?|reply|replies)", re.IGNORECASE)
# no sign by themselves, since articles are styled as cards and stand in widgets: with a link they are of others
_BOXES = lazy_pattern(
    r"\b(?:related|recommend|recirc|teasers?|cards?|popular|trending|sidebar|widget|latest|most-?read|"
    r"more-?(?:stories|news|posts))",
    re.IGNORECASE,
)
_LOWER_RUN = lazy_pattern(r"(?:(?<!\w)[^\W\dA-Z_]+[ ]){3,}$")
_FEWEST_WORDS, _MOST_LOWER = 6, 10  # of a line that is a sentence
_FEWEST_UNCASED, _MOST_UNCASED = 20, 60  # letters of scripts without cases in a sentence, and in a line at most
_SENTENCE_END = lazy_pattern(r"[.!?。！？…][\"'”’»)]*$")


@dataclass(slots=True)
class Datelines:
    """The dates of a page by what they are the dates of, the best first."""

    times: list[WrittenDate] = field(default_factory=list)  # of time elements by the headline
    lines: list[WrittenDate] = field(default_factory=list)  # of lines by the headline
    elsewhere: list[WrittenDate] = field(default_factory=list)  # one day only, or nobody's
    updated: list[WrittenDate] = field(default_factory=list)


def read_datelines(evidence: Evidence, markup: Markup, now: datetime) -> Datelines:
    """Sort the dates that *evidence* shows; *now* is when the page was fetched, UTC."""
    around = _Surroundings(evidence, markup, now)
    found = Datelines()
    far_times: list[WrittenDate] = []
    far_lines: list[WrittenDate] = []
    for element in evidence.times[:_MOST_TIMES]:
        _sort(element, _stamps(element), around, found, (found.times, far_times))
    candidates = _candidates(markup)
    around.near -= set(markup.after_headline).difference(_before_text(markup), markup.dates)
    for element in candidates:
        text = markup.line_of(element, _MOST_CHARS)
        if text:
            _sort(element, _of_line(text, around.month_first), around, found, (found.lines, far_lines))
    found.elsewhere = [one for far in (far_times, far_lines) for one in _of_one_day(far)]
    return found


def _sort(
    element: HtmlElement,
    dates: Sequence[WrittenDate],
    around: _Surroundings,
    found: Datelines,
    lists: tuple[list[WrittenDate], list[WrittenDate]],
) -> None:
    if not dates or around.stands_apart(element):
        return
    near, far = lists
    own = [one for one in dates if one.label is not Label.UPDATED and not around.is_clock(element, one)]
    found.updated += [one for one in dates if one.label is Label.UPDATED]
    if around.is_near(element):
        # a label tells more than the order
        near += sorted(own, key=lambda one: one.label is None)
    else:
        far += own


def _candidates(markup: Markup) -> list[HtmlElement]:
    """Return what may hold a line with a date: below the headline, above it, and what is called so anywhere."""
    marked = [element for element in markup.dates if element in markup.near_headline]
    above: list[HtmlElement] = []
    below: list[HtmlElement] = []
    for element in marked:
        (above if element in markup.before_headline else below).append(element)
    return list(dict.fromkeys((*below, *_before_text(markup), *above, *markup.dates, *markup.after_headline)))[
        :_MOST_LINES
    ]


def _before_text(markup: Markup) -> Iterator[HtmlElement]:
    """Yield what follows the headline up to the text, of which standfirsts may be two paragraphs."""
    paragraphs = 0
    for element in markup.after_headline:
        if element.tag == "p" and markup.line_of(element, _MOST_CHARS) is None:
            paragraphs += 1
            if paragraphs > _MOST_STANDFIRSTS:
                return
        yield element


def _stamps(element: HtmlElement) -> list[WrittenDate]:
    """Return the date of a time element, labelled by its name, its text, or the words before it."""
    stamp = read_date(element.get("datetime") or "")
    if stamp is None:
        return []
    names = " ".join(element.get(name) or "" for name in ("itemprop", "class", "id")).casefold()
    if "modif" in names or "updat" in names:
        label: Label | None = Label.UPDATED
    elif "publish" in names:
        label = Label.PUBLISHED
    else:
        label = label_of(text_up_to(element, _MOST_CHARS) or "") or label_of(_text_before(element))
    return [_labelled(stamp, label)]


def _labelled(date: WrittenDate, label: Label | None) -> WrittenDate:
    return WrittenDate(date.at, date.precision, date.zoned, date.start, date.end, label)


def _text_before(element: HtmlElement) -> str:
    """Return the words before an element on its line."""
    for one in (element, element.getparent()):
        if one is None:
            break
        before = one.getprevious()
        parent = one.getparent()
        text = (before.tail if before is not None else parent.text if parent is not None else None) or ""
        if text.strip():
            return str(text)
        if before is not None:
            return (text_up_to(before, _MOST_CHARS) or "") if before.tag != "time" else ""
    return ""


def _of_line(text: str, month_first: bool) -> list[WrittenDate]:
    dates = find_dates(text, month_first=month_first)
    return [] if not dates or is_prose(text, dates) else dates


def is_prose(text: str, dates: Sequence[WrittenDate]) -> bool:
    """Tell whether *dates* stand in a sentence of *text*, and not on a line of their own with byline and labels."""
    rest = " ".join(_between(text, dates))
    words = [word for word in rest.split() if any(map(str.isalpha, word))]
    if len(words) >= _FEWEST_WORDS and _SENTENCE_END.search(text):
        return True
    if sum(word.islower() for word in words) >= _MOST_LOWER:
        return True
    uncased = sum(char.isalpha() and not (char.islower() or char.isupper()) for char in rest)
    if uncased > (_FEWEST_UNCASED if _SENTENCE_END.search(text) else _MOST_UNCASED):
        return True
    before = text[: dates[0].start]
    return dates[0].label is None and _LOWER_RUN.search(before) is not None


def _between(text: str, dates: Sequence[WrittenDate]) -> Iterator[str]:
    done = 0
    for date in dates:
        yield text[done : date.start]
        done = date.end
    yield text[done:]


def _of_one_day(dates: Sequence[WrittenDate]) -> Iterable[WrittenDate]:
    """Return *dates* if all are of one day: of several days, nobody knows which is the article's."""
    return dates if len({date.at.date() for date in dates}) == 1 else ()


def _headline_chars(link: HtmlElement) -> int:
    """Return how many characters of a link are no date: a date often links to its own article."""
    text = text_up_to(link, _CARD_CHARS) or ""
    return sum(len(part.strip()) for part in _between(text, find_dates(text)))


class _Surroundings:
    """What tells where an element stands: the headlines, and what lies around them."""

    def __init__(self, evidence: Evidence, markup: Markup, now: datetime) -> None:
        self.near = set(markup.near_headline)
        self.before = markup.before_headline
        self.now = now
        first = evidence.headings[0] if evidence.headings else None
        holders = first.iterancestors("article", "main") if first is not None else ()
        self.article = next((one for one in holders if len(one.findall(".//p")) >= _FEWEST_PARAGRAPHS), None)
        self.above = {parent for heading in evidence.headings for parent in heading.iterancestors()}
        locale = evidence.root.get("lang") or evidence.first_meta("og:locale") or ""
        self.month_first = locale.lower().replace("_", "-") == "en-us"

    def is_near(self, element: HtmlElement) -> bool:
        """Tell whether an element stands by the headline, and behind it in the same article."""
        if element not in self.near:
            return False
        return element in self.before or self.article is None or self.article in element.iterancestors()

    def stands_apart(self, element: HtmlElement) -> bool:
        """Tell whether an element belongs to a quotation, a picture, a comment or a link to another article."""
        for level, one in enumerate((element, *element.iterancestors())):
            if level > _MOST_LEVELS or one in self.above or one.tag in ("body", "article", "main"):
                return False
            names = f"{one.get('class') or ''} {one.get('id') or ''}"
            if one.tag in _APART or _OTHERS.search(names):
                return True
            if text_up_to(one, _CARD_CHARS) is None:
                continue
            least = _SHORT_HEADLINE if _BOXES.search(names) else _HEADLINE_CHARS
            if any(_headline_chars(link) >= least for link in one.iter("a")):
                return True
        return False

    def is_clock(self, element: HtmlElement, date: WrittenDate) -> bool:
        """Tell whether a date is today's, shown above the headline outside the article: the page's own clock."""
        if date.label is not None or element not in self.before:
            return False
        if abs(date.at - self.now) > timedelta(days=2) or date.at.date() < self.now.date() - timedelta(days=1):
            return False
        return next(element.iterancestors("article", "main"), None) is None
