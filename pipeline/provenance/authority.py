"""What a list may say about an address: who may speak for it, and whose an article there is. Pure.

A list (a feed, a sitemap, a section page) speaks for the site it lies on and for those that its ``speaks_for``
names. Of any other address it says only that there is something: title, summary, author and date of such an entry
are the lister's words, and are neither an article nor part of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from pipeline.canonical import host_of
from pipeline.records import Source
from pipeline.sites import NO_SHARED_HOSTS, Sites


@dataclass(frozen=True, slots=True)
class _Owner:
    address: str
    outlet: str


@dataclass(frozen=True)
class Authority:
    """Who may speak for which address. The default knows no outlet and no shared host."""

    sites: Sites = NO_SHARED_HOSTS
    sources: tuple[Source, ...] = ()

    @staticmethod
    def of(sources: Iterable[Source], sites: Sites) -> Authority:
        return Authority(sites, tuple(sources))

    @cached_property
    def owners(self) -> Mapping[str, Sequence[_Owner]]:
        """Who owns a site, by `Site.key`; worked out when first asked, for most rounds meet no address."""
        owners: dict[str, list[_Owner]] = defaultdict(list)
        for source in self.sources:
            # The homepage is what the feed says of itself, perhaps: it says which part of its own site it covers.
            for address in (source.url, source.homepage, *map(_address, source.speaks_for)):
                if address is None or not may_speak_for(source, address, self.sites):
                    continue
                site = self.sites.at(address)
                if site.shared is None or site.tenant is not None:
                    owners[site.key].append(_Owner(address, outlet_named(source)))
        return owners

    def may_speak_for(self, source: Source, url: str) -> bool:
        """Tell whether *source* may say what stands at *url*."""
        return may_speak_for(source, url, self.sites)

    def outlet_of(self, url: str, source: Source) -> str:
        """Return the outlet of an article at *url* that *source* listed: that of its address."""
        site = self.sites.at(url)
        if not site.key or self.may_speak_for(source, url):
            return outlet_named(source)
        owners = self.owners.get(site.key)
        if owners:
            return max(owners, key=lambda owner: _nearness(owner.address, url)).outlet
        return self.sites.name_of(url) or site.name


KNOWS_NOBODY = Authority()


def may_speak_for(source: Source, url: str, sites: Sites) -> bool:
    """Tell whether *source* may say what stands at *url*: on its own site, or on one that it is configured for.

    A list of the host itself may speak for all that publish there: YouTube's feeds are YouTube's words.
    """
    site, own = sites.at(url), sites.at(source.url)
    if not site.key:
        return False
    if site.key == own.key or (own.shared is not None and own.shared == site.shared and own.tenant is None):
        return True
    return any(_covers(declared, url, sites) for declared in source.speaks_for)


def outlet_named(source: Source) -> str:
    """Return the name of the outlet that publishes *source*."""
    return source.outlet or source.title or source.name


def _covers(declared: str, url: str, sites: Sites) -> bool:
    """Tell whether *url* lies on the declared host or below, and on the same site."""
    host, wanted = host_of(url), host_of(_address(declared)).removeprefix("www.")
    return (host == wanted or host.endswith("." + wanted)) and sites.same(_address(declared), url)


def _address(declared: str) -> str:
    return "https://" + declared


def _nearness(address: str, url: str) -> tuple[bool, int]:
    """Return how much two addresses of one site have in common: the host, then how much of the path."""
    count = 0
    for one, other in zip(urlsplit(address).path.split("/"), urlsplit(url).path.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return host_of(address) == host_of(url), count
