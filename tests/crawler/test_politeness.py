"""One request at a time to a host, none before it is allowed, and nobody waits once it is shut."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from crawler.errors import HostUnavailableError
from crawler.politeness import BUSY, Politeness
from pipeline.hosts import host_name
from pipeline.records import HostLease

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
A, B = "http://a.example/x", "http://b.example/x"


@dataclass
class Leases:
    """A database that other processes write to as well."""

    found: dict[str, HostLease] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    released: dict[str, datetime | None] = field(default_factory=dict)
    deferred: dict[str, datetime] = field(default_factory=dict)

    def lease_host(self, host, now, until):
        self.asked.append(host)
        return self.found.get(host, HostLease(granted=True))

    def release_hosts(self, hosts):
        self.released |= {host: one.next_allowed_at for host, one in hosts.items()}

    def defer_host(self, host, until, why):
        self.deferred[host] = until


def politeness(leases=None, *, clock=lambda: NOW, delay=0.0, **changed):
    return Politeness(leases or Leases(), clock, timedelta(seconds=delay), **changed)


def test_two_requests_to_one_host_never_overlap():
    async def work():
        ours, inside, most = politeness(), 0, 0

        async def ask():
            nonlocal inside, most
            async with ours.turn(A):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(ask() for _ in range(5)))
        return most

    assert asyncio.run(work()) == 1


def test_two_hosts_are_asked_at_the_same_time():
    async def work():
        ours, both_inside = politeness(), asyncio.Barrier(2)

        async def ask(url):
            async with ours.turn(url):
                await both_inside.wait()

        await asyncio.wait_for(asyncio.gather(ask(A), ask(B)), 5)

    asyncio.run(work())


def test_a_host_is_leased_once_and_released_with_its_next_moment():
    async def work():
        leases = Leases()
        ours = politeness(leases, delay=3)
        async with ours.turn(A):
            pass
        await ours.close()
        return leases

    leases = asyncio.run(work())
    assert leases.asked == ["a.example:80"]
    assert leases.released == {"a.example:80": NOW + timedelta(seconds=3)}


@pytest.mark.parametrize(("crawl_delay", "expected"), [(1, 3), (20, 20), (86400, 3600)])
def test_the_longer_of_delay_and_crawl_delay_is_kept_and_what_is_beyond_reason_is_an_hour(crawl_delay, expected):
    async def work():
        leases = Leases({"a.example:80": HostLease(granted=True, crawl_delay=timedelta(seconds=crawl_delay))})
        ours = politeness(leases, delay=3)
        async with ours.turn(A):
            pass
        await ours.close()
        return leases.released["a.example:80"]

    assert asyncio.run(work()) == NOW + timedelta(seconds=expected)


def test_a_crawl_delay_counts_from_the_request_that_told_it():
    async def work():
        leases = Leases()
        ours = politeness(leases, delay=3)
        async with ours.turn("http://a.example/robots.txt"):
            pass
        ours.slow_down(A, timedelta(seconds=20))
        await ours.close()
        return leases.released["a.example:80"]

    assert asyncio.run(work()) == NOW + timedelta(seconds=20)


def test_a_host_that_another_process_asks_is_tried_again_soon():
    leases = Leases({"a.example:80": HostLease(granted=False, not_before=NOW + timedelta(minutes=4))})

    async def work():
        async with politeness(leases).turn(A):
            pass

    with pytest.raises(HostUnavailableError) as refused:
        asyncio.run(work())
    assert refused.value.until == NOW + BUSY


def test_a_host_that_is_not_to_be_asked_for_long_is_not_waited_for():
    leases = Leases({"a.example:80": HostLease(granted=True, not_before=NOW + timedelta(hours=2))})

    async def work():
        async with politeness(leases).turn(A):
            pass

    with pytest.raises(HostUnavailableError) as refused:
        asyncio.run(work())
    assert refused.value.until == NOW + timedelta(hours=2)


def test_a_host_is_deferred_at_once_and_requests_that_wait_for_it_fail():
    async def work():
        leases = Leases()
        ours = politeness(leases)

        async def second():
            async with ours.turn(A):
                pass

        async with ours.turn(A):
            waiting = asyncio.create_task(second())
            await asyncio.sleep(0)
            await ours.defer(A, NOW + timedelta(hours=1), "answered 429")
        return leases.deferred, await asyncio.gather(waiting, return_exceptions=True)

    held, (refused,) = asyncio.run(work())
    assert held == {"a.example:80": NOW + timedelta(hours=1)}
    assert isinstance(refused, HostUnavailableError)


def test_once_shut_nobody_waits():
    async def work():
        ours = politeness(delay=100)
        async with ours.turn(A):
            pass

        async def second():
            async with ours.turn(A):
                pass

        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        ours.shut()
        return await asyncio.wait_for(asyncio.gather(waiting, return_exceptions=True), 5)

    (refused,) = asyncio.run(work())
    assert isinstance(refused, HostUnavailableError)


def test_requests_in_flight_can_be_cancelled():
    async def work():
        ours = politeness()

        begun = asyncio.Event()

        async def endless():
            begun.set()
            await asyncio.sleep(3600)

        async def ask():
            async with ours.turn(A):
                await ours.in_flight(A, endless())

        asking = asyncio.create_task(ask())
        await begun.wait()
        ours.cancel_in_flight()
        return await asyncio.wait_for(asyncio.gather(asking, return_exceptions=True), 5)

    (refused,) = asyncio.run(work())
    assert isinstance(refused, HostUnavailableError)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://A.example/x", "a.example:80"),
        ("https://a.example./", "a.example:443"),
        ("http://a.example:8080", "a.example:8080"),
    ],
)
def test_hosts_are_told_apart_by_name_and_port(url, name):
    assert host_name(url) == name
