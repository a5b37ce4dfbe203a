"""Addresses at which no site of the web is. Pure, and the same on every machine.

The tables are IANA's registries of special-purpose addresses (RFC 6890 and its updates), of multicast and of what is
not assigned, not the standard library's: what `ipaddress` calls global differs between patch levels of Python. Entries
that the registries call globally reachable but that serve no web (anycast of relays, AS112) are refused as well.

https://www.iana.org/assignments/iana-ipv4-special-registry
https://www.iana.org/assignments/iana-ipv6-special-registry
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

SPECIAL_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private use, RFC 1918
        "100.64.0.0/10",  # shared address space of carriers, RFC 6598
        "127.0.0.0/8",  # loopback, RFC 1122
        "169.254.0.0/16",  # link local, clouds' metadata among them, RFC 3927
        "172.16.0.0/12",  # private use, RFC 1918
        "192.0.0.0/24",  # IETF protocol assignments, 192.0.0.192 (Oracle's metadata) among them, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # relays of 6to4, given up, RFC 7526
        "192.168.0.0/16",  # private use, RFC 1918
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved, limited broadcast among them, RFC 1112
    )
)

# Of IPv6 only this much is assigned to the world (RFC 4291, 2.4): what lies outside is refused unless it stands for an
# IPv4 address. So loopback, fc00::/7, fe80::/10, fec0::/10, ff00::/8, 100::/64, 5f00::/16 need no line.
GLOBAL_IPV6 = IPv6Network("2000::/3")
SPECIAL_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarks, AMT, ORCHID, drone ids, RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3fff::/20",  # documentation, RFC 9637
    )
)

_MAPPED = IPv6Network("::ffff:0:0/96")  # RFC 4291, 2.5.5.2
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")  # RFC 2765
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052; 64:ff9b:1::/48 (RFC 8215) is for local use
_SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056
_ISATAP = {0x00005EFE, 0x02005EFE}  # third quarter of the address, RFC 5214


def is_public(address: Address) -> bool:
    """Return whether a site of the web may be at *address*, and at the IPv4 address that it stands for."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_IPV4)
    inner = embedded(address)
    if address in _MAPPED or address in _TRANSLATED or address in _NAT64:
        return inner is not None and is_public(inner)
    if address not in GLOBAL_IPV6 or any(address in network for network in SPECIAL_IPV6):
        return False
    return inner is None or is_public(inner)


def embedded(address: Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to, None when it leads to none."""
    if isinstance(address, IPv4Address):
        return None
    number = int(address)
    if address in _SIX_TO_FOUR:
        return IPv4Address(number >> 80 & 0xFFFFFFFF)
    if any(address in network for network in (_MAPPED, _TRANSLATED, _NAT64)) or number >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None
