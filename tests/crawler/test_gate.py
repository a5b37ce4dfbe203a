"""One request at a time to a host, none before it is allowed, and nobody waits for a gate that is shut."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from crawler.gate import BUSY, Gate, HostUnavailableError, Turn, host_name

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
A, B = "http://a.example/x", "http://b.example/x"


@dataclass
class Book:
    """A database that other processes write to as well."""

    turns: dict[str, Turn] = field(default_factory=dict)
    leased: list[str] = field(default_factory=list)
    released: dict[str, datetime | None] = field(default_factory=dict)
    held: dict[str, datetime] = field(default_factory=dict)

    def lease_host(self, host, now, until):
        self.leased.append(host)
        return self.turns.get(host, Turn(granted=True))

    def release_hosts(self, hosts):
        self.released |= {host: next_allowed_at for host, (next_allowed_at, _why) in hosts.items()}

    def hold_host(self, host, until, why):
        self.held[host] = until


def gate(book=None, *, clock=lambda: NOW, delay=0.0, **changed):
    return Gate(book or Book(), clock, timedelta(seconds=delay), **changed)


def test_two_requests_to_one_host_never_overlap():
    async def work():
        ours, inside, most = gate(), 0, 0

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
        ours, both_inside = gate(), asyncio.Barrier(2)

        async def ask(url):
            async with ours.turn(url):
                await both_inside.wait()

        await asyncio.wait_for(asyncio.gather(ask(A), ask(B)), 5)

    asyncio.run(work())


def test_a_host_is_leased_once_and_given_back_with_its_next_moment():
    async def work():
        book = Book()
        ours = gate(book, delay=3)
        async with ours.turn(A):
            pass
        await ours.close()
        return book

    book = asyncio.run(work())
    assert book.leased == ["a.example:80"]
    assert book.released == {"a.example:80": NOW + timedelta(seconds=3)}


@pytest.mark.parametrize(("crawl_delay", "expected"), [(1, 3), (20, 20), (86400, 3600)])
def test_the_longer_of_delay_and_crawl_delay_is_kept_and_what_is_beyond_reason_is_an_hour(crawl_delay, expected):
    async def work():
        book = Book({"a.example:80": Turn(granted=True, crawl_delay=timedelta(seconds=crawl_delay))})
        ours = gate(book, delay=3)
        async with ours.turn(A):
            pass
        await ours.close()
        return book.released["a.example:80"]

    assert asyncio.run(work()) == NOW + timedelta(seconds=expected)


def test_a_crawl_delay_counts_from_the_request_that_told_it():
    async def work():
        book = Book()
        ours = gate(book, delay=3)
        async with ours.turn("http://a.example/robots.txt"):
            pass
        ours.slow_down(A, timedelta(seconds=20))
        await ours.close()
        return book.released["a.example:80"]

    assert asyncio.run(work()) == NOW + timedelta(seconds=20)


def test_a_host_that_another_process_asks_is_tried_again_soon():
    book = Book({"a.example:80": Turn(granted=False, not_before=NOW + timedelta(minutes=4))})

    async def work():
        async with gate(book).turn(A):
            pass

    with pytest.raises(HostUnavailableError) as refused:
        asyncio.run(work())
    assert refused.value.until == NOW + BUSY


def test_a_host_that_is_not_to_be_asked_for_long_is_not_waited_for():
    book = Book({"a.example:80": Turn(granted=True, not_before=NOW + timedelta(hours=2))})

    async def work():
        async with gate(book).turn(A):
            pass

    with pytest.raises(HostUnavailableError) as refused:
        asyncio.run(work())
    assert refused.value.until == NOW + timedelta(hours=2)


def test_a_hold_is_kept_at_once_and_turns_away_whoever_waits():
    async def work():
        book = Book()
        ours = gate(book)

        async def second():
            async with ours.turn(A):
                pass

        async with ours.turn(A):
            waiting = asyncio.create_task(second())
            await asyncio.sleep(0)
            await ours.hold(A, NOW + timedelta(hours=1), "answered 429")
        return book.held, await asyncio.gather(waiting, return_exceptions=True)

    held, (refused,) = asyncio.run(work())
    assert held == {"a.example:80": NOW + timedelta(hours=1)}
    assert isinstance(refused, HostUnavailableError)


def test_a_gate_that_is_shut_lets_nobody_wait():
    async def work():
        ours = gate(delay=100)
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


def test_what_is_in_flight_can_be_broken_off():
    async def work():
        ours = gate()

        begun = asyncio.Event()

        async def endless():
            begun.set()
            await asyncio.sleep(3600)

        async def ask():
            async with ours.turn(A):
                await ours.in_flight(A, endless())

        asking = asyncio.create_task(ask())
        await begun.wait()
        ours.break_off()
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
