"""Which addresses may be connected to. Pure: what is checked here is what `crawler.download` connects to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from crawler.special_addresses import Address, embedded, is_public

Network = IPv4Network | IPv6Network

_SCHEMES = {"http": 80, "https": 443}
_FIRST_UNPRIVILEGED = 1024


class AddressRefusedError(OSError):
    """A URL, or what its name resolves to, lies where no site of the web is; nothing was sent there."""

    def __init__(self, problem: str, host: str | None = None, *, resolved: bool = False) -> None:
        super().__init__(problem)
        self.host = host  # whose address it is
        self.resolved = resolved  # it is what a name server gave for a name


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Refuses everything but public addresses and *allowed* networks."""

    allowed: tuple[Network, ...] = ()

    def check_url(self, url: str) -> None:
        """Raise AddressRefusedError unless *url* is http or https on a port that web servers use."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise AddressRefusedError(f"cannot be read as a URL: {url[:200]}") from None
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise AddressRefusedError(f"only http and https are fetched, not {parts.scheme or 'nothing'}:")
        if port is not None and port < _FIRST_UNPRIVILEGED and port not in _SCHEMES.values():
            raise AddressRefusedError(f"port {port} is no web server's", parts.hostname)
        with contextlib.suppress(ValueError):  # a name: checked once it is resolved
            self.check_addresses(parts.hostname, [str(ip_address(parts.hostname))])

    def check_addresses(self, name: str, addresses: Iterable[str]) -> None:
        """Raise AddressRefusedError if any of the *addresses* that *name* resolves to is not allowed."""
        for text in addresses:
            address = ip_address(text.partition("%")[0])
            if not self.permits(address):
                raise AddressRefusedError(
                    f"{name} is {address}, which is not a public address", name, resolved=name != text
                )

    def permits(self, address: Address) -> bool:
        """Return whether *address* may be connected to."""
        inner = embedded(address)
        for one in (address, inner):
            if one is not None and any(one in network for network in self.allowed if one.version == network.version):
                return True
        return is_public(address)
