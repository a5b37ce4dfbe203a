"""Which addresses a site of the web may have, whatever this Python's `ipaddress` thinks of them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.address_guard import AddressGuard
from crawler.special_addresses import SPECIAL_IPV4, is_public


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.127.255.255", "127.9.9.9", "169.254.169.254", "172.31.0.1", "192.168.0.1"),
        *("192.0.0.8", "192.0.0.9", "192.0.0.170", "192.0.0.192", "192.88.99.2", "198.19.255.255", "224.0.0.251"),
        *("240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.7", "203.0.113.7", "192.175.48.1"),
        *("::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "feff::1", "ff02::1", "100::1", "5f00::1"),
        *("2001:db8::1", "2001:2::1", "2001:20::1", "2001:10::1", "3fff::1", "2620:4f:8000::1", "4000::1", "1::1"),
        *("::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::192.168.0.1"),
        *("64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:808:808::f7f7:f7f7"),
        *("2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:127.0.0.1"),
    ],
)
def test_no_site_of_the_web_is_at_a_special_address(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1", "192.0.1.1", "198.17.255.255", "198.20.0.0"),
        *("223.255.255.255", "2a00:1450:4001::200e", "2606:4700::1111", "2001:4860:4860::8888", "2001:200::1"),
        *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2a00:1450::5efe:8.8.8.8"),
    ],
)
def test_what_is_public_may_be_asked(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_in_another_stands_for_itself(inner: IPv4Address):
    number = int(inner)
    disguises = [number + int(IPv6Address("::ffff:0:0")), number + int(IPv6Address("64:ff9b::"))]
    disguises.append(int(IPv6Address("2002::")) + (number << 80))
    assert {is_public(IPv6Address(one)) for one in disguises} == {is_public(inner)}


@given(st.sampled_from(SPECIAL_IPV4), st.integers(min_value=0))
def test_whole_networks_are_special(network, number):
    assert not is_public(network[number % network.num_addresses])


def test_an_allowed_network_is_allowed_in_every_disguise():
    guard = AddressGuard((ip_network("10.0.0.0/8"), ip_network("fec0::/10")))
    for address in ("10.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "fec0::1"):
        assert guard.permits(ip_address(address))
    for address in ("192.168.0.1", "::ffff:192.168.0.1", "fe80::1"):
        assert not guard.permits(ip_address(address))
