"""Whose name or address that is: outlets as other outlets write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.canonical import host_of, site_of
from pipeline.records import Source

# Categories whose articles report; what a laboratory or an authority says of itself is no report.
_REPORTS = frozenset({"press", "newsletter"})
_LONGEST_NAME = 6  # words
_SMALL = frozenset({"the", "of", "a", "an"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet that articles may credit."""

    name: str  # as in `Article.outlet`, or as in the catalog when no source is its
    reports: bool = True


@dataclass(frozen=True)
class Outlets:
    """Outlets by every name and address known of them."""

    by_name: Mapping[str, Outlet] = field(default_factory=dict)  # folded name
    by_site: Mapping[str, Outlet] = field(default_factory=dict)  # host and port, or registrable domain

    @staticmethod
    def of(sources: Iterable[Source], aliases: Iterable[tuple[str, ...]] = ()) -> Outlets:
        """Return the outlets of *sources*, and those of *aliases*: each the names of one, the best first.

        An address that several outlets share, such as a host of newsletters, stands for none of them.
        """
        names: dict[str, Outlet] = {}
        sites: dict[str, set[Outlet]] = {}
        for source in sources:
            title = source.outlet or source.title or source.name
            outlet = Outlet(title, source.category in _REPORTS)
            known = names.setdefault(_folded(title), outlet)
            for address in filter(None, (source.url, source.homepage)):
                for site in {_place(address), site_of(address)} - {""}:
                    sites.setdefault(site, set()).add(known)
        for known_as in aliases:
            meant = next((names[_folded(one)] for one in known_as if _folded(one) in names), Outlet(known_as[0]))
            for one in known_as:
                names.setdefault(_folded(one), meant)
        return Outlets(names, {site: min(few, key=str) for site, few in sites.items() if len(few) == 1})

    def named(self, name: str) -> Outlet | None:
        """Return the outlet of this very name, an article or ``News`` more or less."""
        folded = _folded(name)
        return self.by_name.get(folded) or self.by_name.get(folded.removesuffix(" news"))

    def beginning(self, text: str) -> Outlet | None:
        """Return the outlet whose name *text* begins with, the longest: text may run on after it."""
        words = text.split()
        return self._first(" ".join(words[:count]) for count in range(min(len(words), _LONGEST_NAME), 0, -1))

    def ending(self, text: str) -> Outlet | None:
        """Return the outlet whose name *text* ends with, the longest; it is no part of a longer name."""
        words = text.split()
        starts = [at for at in range(len(words)) if len(words) - at <= _LONGEST_NAME]
        return self._first(" ".join(words[at:]) for at in starts if at == 0 or not words[at - 1][0].isupper())

    def at(self, url: str) -> Outlet | None:
        """Return the outlet whose site *url* is on."""
        return self.by_site.get(_place(url)) or self.by_site.get(site_of(url))

    def _first(self, names: Iterable[str]) -> Outlet | None:
        return next((found for name in names if (found := self.named(name)) is not None), None)


def _folded(name: str) -> str:
    """Return what the spellings of a name share."""
    plain = re.sub(r"[’']s$", "", " ".join(name.split()).strip(' ,.;:()„“"«»'))
    words = [word for word in plain.split() if word.casefold() not in _SMALL] or plain.split()
    return " ".join(words).casefold()


def _place(url: str) -> str:
    """Return host and port: two outlets on one machine are told apart by it."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return ""
    host = host_of(url).removeprefix("www.")
    return f"{host}:{port}" if port else host
