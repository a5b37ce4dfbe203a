"""Whether an article goes on at another address: page 2 of 3, told from the next article by its address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

_MOST_PAGES = 30  # a larger number is an id or a year
_RELATIONS = frozenset(("next", "prev", "previous"))
_KEYS = re.compile(r"(?i)(?:page|pg|p|seite|pagina|página|pagenum|page_no|pageno|artpage|paged)")
# the number behind the article's own path: /story/2, /story/page/2, /story,page-2, /story-2.html, /story_2.html
_IN_PATH = re.compile(
    r"(?i)^(?P<own>.*?[^\W\d_].*?)"
    r"(?:/(?:(?:page|seite|pagina|p)[-/]?)?|[,;_-](?:page|seite|pagina|p)?-?)(?P<number>\d{1,2})"
    r"(?P<ending>(?:\.\w{2,5})?/?)$"
)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An address without the number of a page, and that number, 1 where none stands."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    number: int = 1


def is_one_of_several(root: HtmlElement, url: str) -> bool:
    """Tell whether the page at *url* names a page before or behind it that belongs to the same article."""
    return any(_belongs(url, href) for href in _neighbours(root))


def _neighbours(root: HtmlElement) -> Iterable[str]:
    for element in root.iter("link", "a"):
        relation, href = element.get("rel"), element.get("href")
        if relation and href and not _RELATIONS.isdisjoint(relation.casefold().split()):
            yield href.strip()


def _belongs(own: str, other: str) -> bool:
    try:
        mine, theirs = _spelt(own), _spelt(urljoin(own, other))
    except ValueError:
        return False
    return any(
        one.host == two.host
        and one.path == two.path
        and one.query == two.query
        and abs(one.number - two.number) == 1
        and max(one.number, two.number) <= _MOST_PAGES
        for one in mine
        for two in theirs
    )


def _spelt(url: str) -> list[_Numbered]:
    """Return the ways to read an address: with a number in its path, in its query, or without any."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    query = tuple(pair for pair in parse_qsl(parts.query) if not _KEYS.fullmatch(pair[0]))
    asked = [value for key, value in parse_qsl(parts.query) if _KEYS.fullmatch(key)]
    number = int(asked[0]) if asked and asked[0].isdecimal() else 1
    ways = [_Numbered(parts.netloc, path.rstrip("/"), query, number)]
    if not asked and (match := _IN_PATH.match(path)) is not None:
        way = f"{match['own']}{match['ending'].rstrip('/')}"
        ways.append(_Numbered(parts.netloc, way, query, int(match["number"])))
    return ways
