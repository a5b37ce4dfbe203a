"""What is taken out of a page before its text is read: hidden parts, captions, teasers, and what is called furniture.

A name is a hint, never the proof: Markdown gives a heading an id of its words ("related-work"), and a system for
newsletters calls the whole article by them. So an element also shows what it holds. One that has most of the page's
prose is the article whatever it is called, one that reads as an article stays unless its name allows no doubt, and a
removal that would cost more than a third of the prose by the headline is not made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from pipeline.extract.boilerplate import Boilerplate, is_boilerplate
from pipeline.extract.clean import squashed
from pipeline.extract.markup import HEADINGS, WHOLE, Markup, Role, role_of_names
from pipeline.text.sentences import is_closed

_MOST_FURNITURE_CHARS = 1500  # of one element; a larger one is the page itself, styled by its surroundings
_MOST_TEASER_CHARS = 600
_MOST_ELEMENTS = 2000  # looked at, of each kind
_MOST = 0.5  # of the page's prose, that no furniture holds
_TOO_MUCH = 1 / 3  # of the prose by the headline, that is not removed by name alone
_LEAST_PARAGRAPH = 25  # characters outside links, of a paragraph that counts
_LEAST_PROSE = 250  # characters in paragraphs, or the page is taken to have none
_PROSE_WORDS, _PROSE_CHARS = 10, 40  # of a paragraph that reads as an article's; scripts without blanks have few words
_LEAST_SHELL = 400  # characters of a noscript element that stands for the page
_MOST_LINKED = 0.6  # of a line that is a sentence with a link in it
_FEWEST_PARAGRAPHS = 3  # of an element that holds the article, not its head alone
_NOT_IN_TEXT = ("form", "input", "button", "iframe", "select", "textarea", "img", "picture", "figure")
_LINES = ("p", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6")
# What these names stand for is not always furniture: a paper has related work, a report a case of copyright.
_WEAK = re.compile(
    r"\b(?:related|recommend\w*|popular|trending|promo\w*|sharing|donate|donation|credits?|copyright|cards?|"
    r"teasers?|see also|read also|also read)\b"
)
_NEVER_PROSE = (Boilerplate.PROMOTION, Boilerplate.OTHER_ARTICLES, Boilerplate.SEE_ALSO, Boilerplate.CREDIT)
_STRING = etree.XPath("string()", smart_strings=False)


def remove_furniture(root: HtmlElement, markup: Markup) -> None:
    """Take hidden parts, captions, furniture and teasers out of the tree of *root*."""
    prose = _Prose(root)
    for element in markup.hidden[:_MOST_ELEMENTS]:
        least = _LEAST_SHELL if element.tag == "noscript" else 0
        if prose.share(element) < _TOO_MUCH or _chars(element) < least:
            _remove(element)  # the rest is shown by scripts
    doomed = [element for element in _called(markup) if element.getparent() is not None and not prose.is_most(element)]
    readable = {element for element in doomed if _reads_as_article(element)}
    captions = set(markup.captions)
    spared = {
        one for one in readable if _is_weakly_named(one) and (one not in captions or _heading_of(one) is not None)
    }
    if sum(prose.by_headline(element) for element in doomed if element not in spared) > _TOO_MUCH * prose.near:
        spared = readable
    for element in doomed:
        if element in spared:
            _rename(element)
        else:
            _remove(element)
    for element in (*markup.furniture, *markup.teasers):
        if prose.is_most(element):
            _rename(element)


def _called(markup: Markup) -> Iterator[HtmlElement]:
    """Yield what is called furniture and is small enough for it; of elements inside each other, the outer."""
    seen: set[HtmlElement] = set()
    for elements, most in (
        (markup.captions, _MOST_FURNITURE_CHARS),
        (markup.furniture, _MOST_FURNITURE_CHARS),
        (markup.teasers, _MOST_TEASER_CHARS),
    ):
        for element in elements[:_MOST_ELEMENTS]:
            if not seen.isdisjoint(element.iterancestors()) or _chars(element) > most:
                continue
            if elements is markup.teasers and element.find(".//a") is None:
                continue
            seen.add(element)
            yield element


def _chars(element: HtmlElement) -> int:
    return len(squashed(_STRING(element)))


class _Prose:
    """How much of the page's running text an element holds."""

    def __init__(self, root: HtmlElement) -> None:
        self._paragraphs = {one: chars for one in root.iter("p") if (chars := _outside_links(one)) >= _LEAST_PARAGRAPH}
        self.total = sum(self._paragraphs.values())
        if self.total < _LEAST_PROSE:  # lines parted by breaks, or divisions
            self._paragraphs, self.total = {}, _text_outside_links(root)
        self._holder = _holder(root)
        self.near = self.total if self._holder is None else self.chars(self._holder)

    def chars(self, element: HtmlElement) -> int:
        if not self._paragraphs:
            return _text_outside_links(element)
        return sum(self._paragraphs.get(one, 0) for one in element.iter("p"))

    def share(self, element: HtmlElement) -> float:
        return self.chars(element) / self.total if self.total else 0.0

    def is_most(self, element: HtmlElement) -> bool:
        """Tell whether an element holds most of the prose of the page, or of what holds its headline."""
        chars = self.chars(element)
        return chars > _LEAST_PARAGRAPH and (
            chars > _MOST * self.total or self.by_headline(element) > _MOST * self.near > 0
        )

    def by_headline(self, element: HtmlElement) -> int:
        """Return the characters of prose in an element that stands in what holds the headline."""
        if self._holder is not None and self._holder not in element.iterancestors():
            return 0
        return self.chars(element)


def _holder(root: HtmlElement) -> HtmlElement | None:
    """Return what holds the first headline and the article below it; None where nothing is marked so."""
    heading = next(root.iter("h1"), None)
    if heading is None:
        return None
    return next(
        (one for one in heading.iterancestors("article", "main") if len(one.findall(".//p")) >= _FEWEST_PARAGRAPHS),
        None,
    )


def _outside_links(paragraph: HtmlElement) -> int:
    return len(_STRING(paragraph).strip()) - sum(len(_STRING(link)) for link in paragraph.iter("a"))


def _text_outside_links(element: HtmlElement) -> int:
    unseen = sum(len(_STRING(one)) for one in element.iter("a", "script", "style"))
    return max(0, len(squashed(_STRING(element))) - unseen)


def _reads_as_article(element: HtmlElement) -> bool:
    """Tell whether an element holds running text, nothing to fill in, and no link but those inside its sentences."""
    if element.tag == "figcaption" or next(element.iter(*_NOT_IN_TEXT), None) is not None:
        return False
    lines = [element] if element.tag in _LINES else list(element.iter(*_LINES))
    if not any(_is_prose(squashed(_STRING(line))) for line in lines):
        return False
    return all(_is_inside_a_sentence(link) for link in element.iter("a"))


def _is_prose(text: str) -> bool:
    words = len(text.split())
    long = words >= _PROSE_WORDS or (len(text) >= _PROSE_CHARS and max(text) > "\u2e80")
    return long and is_closed(text) and not is_boilerplate(text, *_NEVER_PROSE)


def _is_inside_a_sentence(link: HtmlElement) -> bool:
    line = next((one for one in link.iterancestors(*_LINES) if one.tag not in HEADINGS), None)
    return line is not None and len(squashed(_STRING(link))) < _MOST_LINKED * len(squashed(_STRING(line)))


def _is_weakly_named(element: HtmlElement) -> bool:
    """Tell whether the name of an element says little: a common word, or the words of its own heading."""
    identity = element.get("id") or ""
    heading = _heading_of(element)
    names = [value for name, value in element.items() if name not in ("id", "href", "style")]
    if heading is not None and _named_after(identity, _STRING(heading)):
        names = [" ".join(one for one in value.split() if _slug(one) != _slug(identity)) for value in names]
    else:
        names.append(identity)
    line = " ".join(re.findall("[A-Z]+[a-z]*|[a-z]+", " ".join(names)[:300])).lower()
    return role_of_names(_WEAK.sub("", line)) not in (Role.FURNITURE, Role.CAPTION, Role.TEASER)


def _heading_of(element: HtmlElement) -> HtmlElement | None:
    """Return the heading inside an element or right before it."""
    if (heading := next(element.iter(*HEADINGS), None)) is not None:
        return heading
    before = element.getprevious()
    return before if before is not None and before.tag in HEADINGS else None


def _named_after(identity: str, heading: str) -> bool:
    words = set(re.findall(r"\w+", heading.casefold()))
    own = set(_slug(identity).split("-")) - {""}
    return bool(own) and own <= words


def _slug(name: str) -> str:
    """Return a name as systems derive it from a heading, without the number that tells two of them apart."""
    return re.sub(r"[\W_]+", "-", re.sub(r"[-_]?\d+$", "", name.casefold())).strip("-")


def _rename(element: HtmlElement) -> None:
    """Take from an element the names by which others would still leave it out."""
    for name in ("class", "id", "role"):
        element.attrib.pop(name, None)


def _remove(element: HtmlElement) -> None:
    if element.getparent() is not None and element.tag not in WHOLE and element.find(".//h1") is None:
        element.drop_tree()
