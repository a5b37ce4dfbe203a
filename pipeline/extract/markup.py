"""What the markup itself calls its parts: standfirst, byline, caption, and what is no part of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.extract.clean import squashed

_ATTRIBUTES = frozenset(("class", "id", "itemprop", "data-testid", "data-component", "data-qa", "data-content", "rel"))
_OF_HEADINGS = _ATTRIBUTES - {"id"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TEXT_TAGS = frozenset(("p", "h2", "h3", "div", "span", "strong", "em"))
WHOLE = frozenset(
    ("html", "head", "body", "main", "article", "script", "meta", "link", "style", "img", "form", "input")
)
_BOXES = frozenset(
    ("div", "p", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "td", "tr", "time", "section", "header", "dt", "dd")
)
_MOST_HEADLINES = 4
MOST_LINE_CHARS = 900  # of a text that is read as one line
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MOST_HIDDEN_CHARS = 250
_NEAR_ELEMENTS, _BEFORE_ELEMENTS = 120, 40
_STRING = etree.XPath("string()", smart_strings=False)


class Role(Enum):
    """What a class name, id or test id says of its element."""

    STANDFIRST = "standfirst"
    BYLINE = "byline"
    CAPTION = "caption"
    DATE = "date"
    FURNITURE = "furniture"
    TEASER = "teaser"  # of another article


@dataclass(frozen=True, slots=True)
class Markup:
    """The marked elements of a page in document order."""

    standfirsts: list[HtmlElement] = field(default_factory=list)
    bylines: list[HtmlElement] = field(default_factory=list)
    dates: list[HtmlElement] = field(default_factory=list)
    captions: list[HtmlElement] = field(default_factory=list)
    hidden: list[HtmlElement] = field(default_factory=list)  # what no reader sees
    furniture: list[HtmlElement] = field(default_factory=list)
    teasers: list[HtmlElement] = field(default_factory=list)
    after_headline: list[HtmlElement] = field(default_factory=list)  # what may hold a standfirst
    near_headline: dict[HtmlElement, None] = field(default_factory=dict)  # in their order, shortly before and after it
    before_headline: set[HtmlElement] = field(default_factory=set)  # shortly before the first
    lines: dict[HtmlElement, str | None] = field(default_factory=dict)  # what `line_of` has read

    def line_of(self, element: HtmlElement, most: int) -> str | None:
        """Return an element's text on one line, None when it is longer than *most* characters.

        Each is read once, however many ask for it; the tree must be whole.
        """
        if element not in self.lines:
            self.lines[element] = text_up_to(element, MOST_LINE_CHARS)
        line = self.lines[element]
        return None if line is None or len(line) > most else line


def read_markup(root: HtmlElement) -> Markup:
    """Sort the elements by what their attributes call them."""
    markup = Markup()
    lists = {
        Role.STANDFIRST: markup.standfirsts,
        Role.BYLINE: markup.bylines,
        Role.CAPTION: markup.captions,
        Role.DATE: markup.dates,
        Role.FURNITURE: markup.furniture,
        Role.TEASER: markup.teasers,
    }
    elements = list(root.iter())
    _find_headlines(elements, markup)
    for element in elements:
        tag = element.tag
        named = element.items()
        if tag == "figcaption":
            role: Role | None = Role.CAPTION
        elif tag == "noscript":
            role = None
            markup.hidden.append(element)
        elif not named:
            continue
        else:
            role = None if tag in WHOLE else _role_of_element(str(tag), named)
            if _is_hidden(element, named):
                markup.hidden.append(element)
        if role is not None:
            lists[role].append(element)
    return markup


def _is_hidden(element: HtmlElement, named: Sequence[tuple[str, str]]) -> bool:
    for name, value in named:
        if name == "hidden":
            return True
        if name == "style" and _HIDDEN_STYLE.search(value):
            break
    else:
        return False
    return len(_STRING(element)) < _MOST_HIDDEN_CHARS  # tabs and folds hold more, and scripts open them


def _find_headlines(elements: Sequence[HtmlElement], markup: Markup) -> None:
    """Note what stands shortly before and after the first headlines; *elements* are in document order."""
    headlines = [place for place, element in enumerate(elements) if element.tag == "h1"][:_MOST_HEADLINES]
    for number, place in enumerate(headlines):
        before = elements[max(0, place - _BEFORE_ELEMENTS) : place]
        markup.near_headline.update(dict.fromkeys(before))
        if number == 0:
            markup.before_headline.update(before)
        following = headlines[number + 1] if number + 1 < len(headlines) else len(elements)
        for element in elements[place + 1 : min(place + 1 + _NEAR_ELEMENTS, following)]:
            markup.near_headline[element] = None
            if element.tag in _TEXT_TAGS:
                markup.after_headline.append(element)


def text_up_to(element: HtmlElement, most: int) -> str | None:
    """Return an element's text on one line, None when it is longer than *most* characters.

    A blank parts what browsers show apart: blocks, and elements that nothing stands between.
    """
    whole = _STRING(element)
    if len(whole) <= most:
        return squashed("".join(_parted(element)) if len(element) else whole)
    if len("".join(whole[: 8 * most].split())) > most:
        return None
    left = most
    for text in element.itertext():
        left -= len(text.strip())
        if left < 0:
            return None
    return squashed("".join(_parted(element)))


def _parted(element: HtmlElement) -> Iterator[str]:
    """Yield the texts in an element, and blanks where boxes or neighbouring elements meet."""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            before = one.getprevious()
            if one is not element and (one.tag in _BOXES or (before is not None and not before.tail)):
                yield " "
            yield one.text or ""
        elif one is not element:
            if one.tag in _BOXES:
                yield " "
            yield one.tail or ""


def _role_of_element(tag: str, named: Sequence[tuple[str, str]]) -> Role | None:
    # the id of a heading is made of its words
    read = _OF_HEADINGS if tag in HEADINGS else _ATTRIBUTES
    names = [value for name, value in named if name in read]
    return role_of_names(" ".join(names)) if names else None


@lru_cache(maxsize=16384)
def role_of_names(names: str) -> Role | None:
    """Return what the values of the attributes say, by whole words: ``articleLead-text`` is "article lead text"."""
    words = _WORD.findall(names[:300])
    if _STEMS.isdisjoint({word[:_STEM].lower() for word in words}):
        return None
    line = " ".join(words).lower()
    if _COMMENTER.search(line):
        return None
    if _NAME_OF_AUTHOR.search(line):
        return Role.BYLINE  # "social author name" as well
    return next((role for role, pattern in _PATTERNS if pattern.search(line)), None)


_WORD = re.compile("[A-Z]+[a-z]*|[a-z]+")
_COMMENTER = re.compile(r"\bcomment(?:er|s)? (?:author|by|meta|date|time)")  # who wrote below the article, and when
_NAME_OF_AUTHOR = re.compile(r"\bauthors? names?\b")
_STEM = 5  # letters of a word's beginning
_PATTERNS = (
    (
        Role.FURNITURE,
        re.compile(
            r"\b(?:newsletters?|subscribe|subscription|related|recommend\w*|recirc\w*|outbrain|taboola|sharing|"
            r"sharebar|socials?|promo\w*|"
            r"sponsored|advert\w*|cookies?|most read|mostread|popular|trending|read more|readmore|read also|"
            r"also read|see also|"
            r"more stories|inline teaser|breadcrumbs?|tag list|author bio|about author|author box|authorbox|"
            r"sign up|signup|donate|donation|fact ?box|info ?box|call to action|cta|not prose|app ?hint|"
            r"audio player|podcast player)\b"
        ),
    ),
    (
        Role.CAPTION,
        re.compile(
            r"\b(?:captions?|figcaption|credits?|copyright|photographer|image source|picture source|"
            r"bildunterschrift|pie de foto|image meta|media ?info|info ?text|image widget)\b"
        ),
    ),
    (
        Role.BYLINE,
        re.compile(
            r"\b(?:bylines?|author\w*|autor\w*|auteurs?|writer|reporter|journalist\w*|contributors?|creator|"
            r"redakt\w+|verfasser)\b"
        ),
    ),
    (
        Role.DATE,
        re.compile(
            r"\b(?:date|dates|datetime|time|timestamp|dateline|published\w*|posted|pubdate|publish\w*|datum|"
            r"fecha|data|meta info|entry meta|"
            r"post meta|meta|technicalline|lineinfo|article info|erschienen|updated)\b"
        ),
    ),
    (Role.TEASER, re.compile(r"\b(?:teasers|teaser (?:list|box|item|card|grid)|cards?)\b")),
    (
        Role.STANDFIRST,
        re.compile(
            r"\b(?:standfirst|dek|deck|lead|lede|leadtext|leading|intro\w*|ingress|preamble|perex|chapo|chapeau|"
            r"entradilla|bajada|copete|"
            r"sumario|vorspann|anleser|teaser ?text|teasertext|sub ?title|sub ?heading|sub ?headline|subheadline|"
            r"subhead|sub head|subtitulo|"
            r"sottotitolo|occhiello|catenaccio|sommario|summary|excerpt|abstract|description|sapo|tagline|"
            r"strapline|zajawka|ledtext|underrubrik|"
            r"untertitel|unterzeile|anrisstext|kurztext|teaser|underline)\b"
        ),
    ),
)


def _stems(pattern: str) -> Iterator[str]:
    """Yield what the first word of each alternative of *pattern* may begin with, `_STEM` letters or the whole word."""
    for alternative in re.sub(r" \(\?:.*?\)", "", pattern)[len(r"\b(?:") : -len(r")\b")].split("|"):
        for spelt in (alternative.replace(" ?", " "), alternative.replace(" ?", "")):
            word = re.match(r"[a-z]+", spelt)
            if word is None:
                raise ValueError(f"an alternative does not begin with a letter: {alternative}")
            yield word[0][:_STEM]
            if spelt[word.end() : word.end() + 1] == "?":
                yield word[0][:-1][:_STEM]


# few names have a word that begins like any alternative: the others need no search
_STEMS = frozenset(stem for _, pattern in _PATTERNS for stem in _stems(pattern.pattern))
