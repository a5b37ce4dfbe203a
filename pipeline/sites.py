"""Whose address is that: sites, and the tenants of hosts on which many publish under one domain. Pure.

Two addresses of one site have one publisher, as far as an address can tell. A site is a registrable domain of the
public suffix list, private suffixes (github.io) included; below some hosts each subdomain or each path is somebody
else's (`SharedHost`); a host without a domain, such as an IP address, is a site of its own with its port.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pipeline.canonical import canonical_url, host_of, site_of


@dataclass(frozen=True, slots=True)
class SharedHost:
    """A host on which many publish, each below an address of their own."""

    host: str  # it and its subdomains, e.g. medium.com
    name: str  # as a reader knows it, e.g. Medium
    subdomains: bool = False  # each belongs to somebody else
    paths: tuple[str, ...] = ()  # beginnings that belong to somebody; ``*`` is who, e.g. /@*
    ignore: tuple[str, ...] = ()  # first segments that may come before, e.g. feed
    own: tuple[str, ...] = ()  # first segments or subdomains that are the host's own


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes at an address."""

    key: str  # the same for two addresses of one publisher, e.g. bbc.co.uk, medium.com/@ada, 127.0.0.1:8000
    tenant: str | None = None  # who publishes on a shared host; None elsewhere, and where the host itself does
    shared: SharedHost | None = None

    @property
    def name(self) -> str:
        """What to call the publisher when nothing better is known."""
        if self.shared is None:
            return self.key
        return self.shared.name if self.tenant is None else f"{self.shared.name}: {self.tenant}"


@dataclass(frozen=True)
class Sites:
    """What is known of shared hosts, and names of well-known sites."""

    shared: Mapping[str, SharedHost] = field(default_factory=dict)  # by host
    names: Mapping[str, str] = field(default_factory=dict)  # host or domain -> outlet

    @staticmethod
    def of(shared: Iterable[SharedHost], names: Mapping[str, str] | None = None) -> Sites:
        return Sites({one.host: one for one in shared}, names or {})

    def at(self, url: str) -> Site:
        """Return whose address *url* is; ``Site("")`` for what is no web address."""
        canonical = canonical_url(url)
        if canonical is None:
            return Site("")
        host = host_of(canonical).removeprefix("www.")
        shared = next((self.shared[one] for one in _host_and_above(host) if one in self.shared), None)
        if shared is None:
            return Site(site_of(canonical))
        tenant = _subdomain(host, shared) or _path(canonical, shared)
        if tenant is None:
            return Site(shared.host, shared=shared)
        address = f"{tenant}.{shared.host}" if _subdomain(host, shared) else f"{shared.host}/{tenant.casefold()}"
        return Site(address, tenant, shared)

    def same(self, one: str, other: str) -> bool:
        """Tell whether two addresses have one publisher."""
        site = self.at(one).key
        return bool(site) and site == self.at(other).key

    def name_of(self, url: str) -> str | None:
        """Return the well-known name of the outlet at *url*."""
        return next((self.names[one] for one in _host_and_above(host_of(url)) if one in self.names), None)


NO_SHARED_HOSTS = Sites()


def _host_and_above(host: str) -> Iterable[str]:
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))


def _subdomain(host: str, shared: SharedHost) -> str | None:
    below = host.removesuffix(shared.host).rstrip(".")
    return below if shared.subdomains and below and below not in shared.own else None


def _path(url: str, shared: SharedHost) -> str | None:
    """Return the part of the path that says who publishes, e.g. ``r/LocalLLaMA`` or ``@ada``."""
    segments = [unquote(segment) for segment in urlsplit(url).path.split("/") if segment]
    if segments and segments[0] in shared.ignore:
        segments = segments[1:]
    if not segments or segments[0].casefold() in shared.own:
        return None
    for pattern in shared.paths:
        wanted = pattern.strip("/").split("/")
        if len(segments) >= len(wanted) and all(map(_fits, segments, wanted)):
            return "/".join(segments[: len(wanted)])
    return None


def _fits(segment: str, wanted: str) -> bool:
    if not wanted.endswith("*"):
        return segment.casefold() == wanted
    beginning = wanted.removesuffix("*")
    return len(segment) > len(beginning) and segment.casefold().startswith(beginning)
