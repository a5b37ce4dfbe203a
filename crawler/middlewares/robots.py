"""robots.txt (RFC 9309), kept in the database for all processes, and the Crawl-delay it asks for.

Answered with 4xx it allows everything; unreachable or 5xx it closes the host for now.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request

from crawler.errors import DisallowedError, HostUnavailableError, RobotsUnavailableError
from crawler.keeper import RobotsFile
from crawler.outcomes import failure, refused_address
from pipeline.clock import is_ahead, is_due
from pipeline.hosts import host_name

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.desk import Desk

FRESH = timedelta(hours=24)
CLOSED_FOR = timedelta(minutes=30)
SILENT_FOR = timedelta(hours=1)  # the longest that a host is closed that gave no answer: it may be back any moment

_log = logging.getLogger(__name__)


class RobotsMiddleware:
    """Asks robots.txt before anything else of a host, redirect hops included."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        desk: Desk = self._crawler.spider.desk  # type: ignore[union-attr] # set before the first request
        if request.meta.get("robots_txt") or not desk.obey_robots:
            return
        desk.guard.check_url(request.url)
        robots = await self._robots(desk, request)
        if robots.state == "open":
            return
        if robots.state == "closed":
            raise RobotsUnavailableError(f"{robots.detail}", robots.until)
        rules = _rules(robots.body)
        desk.gate.slow_down(request.url, crawl_delay(rules, desk.user_agent))
        if not rules.can_fetch(request.url, desk.user_agent):
            raise DisallowedError("disallowed by robots.txt")

    async def _robots(self, desk: Desk, request: Request) -> RobotsFile:
        host, now = host_name(request.url), desk.clock()
        async with desk.robots_asked[host]:
            found = desk.robots.get(host) or await desk.ask(desk.keeper.robots, host)
            if found is None or is_due(found.until, now, FRESH):
                found = await self._fetch(desk, request, found)
                delay = crawl_delay(_rules(found.body), desk.user_agent) if found.state == "rules" else None
                await desk.ask(desk.keeper.keep_robots, host, found, delay)
            desk.robots[host] = found
        return found

    async def _fetch(self, desk: Desk, request: Request, before: RobotsFile | None) -> RobotsFile:
        parts = urlsplit(request.url)
        asking = Request(
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt",
            dont_filter=True,
            meta={
                "robots_txt": True,
                "download_timeout": desk.limits.feed_timeout.total_seconds(),
                "download_maxsize": 2 * desk.limits.robots_bytes,  # decoded; on the wire it stops at keep_bytes
                "keep_bytes": desk.limits.robots_bytes,
                "delay": request.meta.get("delay"),
            },
        )
        now = desk.clock()
        try:
            response: Response = await self._crawler.engine.download_async(asking)
        except HostUnavailableError:
            raise
        except Exception as exc:  # however the request failed, the host stays closed for now
            refused = refused_address(exc)
            if refused is not None and refused.host == parts.hostname:  # the host itself, not where a redirect leads
                raise
            problem, detail = failure(exc)
            if problem == "too_large":  # a bomb: its beginning cannot be had, and the rest need not be read
                return RobotsFile("open", b"", now + FRESH, detail)
            _log.info("%s: robots.txt could not be had (%s): %s", parts.netloc, problem, detail)
            return closed(problem, before, now, SILENT_FOR)
        if response.status < 300:
            return RobotsFile("rules", response.body[: desk.limits.robots_bytes], now + FRESH)
        if 300 <= response.status < 500 and response.status != 429:
            return RobotsFile("open", b"", now + FRESH, f"HTTP {response.status}")
        return closed(f"HTTP {response.status}", before, now)


def closed(why: str, before: RobotsFile | None, now: datetime, longest: timedelta = FRESH) -> RobotsFile:
    """Return that a host is closed: for as long again as it has been closed already, at most for *longest*."""
    since = (before.closed_since if before else None) or now
    if is_ahead(since, now):
        since = now
    return RobotsFile("closed", b"", now + min(max(now - since, CLOSED_FOR), longest), why, since)


def crawl_delay(rules: Protego, user_agent: str) -> timedelta | None:
    """Return the Crawl-delay that *rules* ask of *user_agent*."""
    seconds = rules.crawl_delay(user_agent)
    return None if seconds is None else timedelta(seconds=min(max(seconds, 0.0), 1e6))


@lru_cache(maxsize=512)
def _rules(body: bytes) -> Protego:
    text = body.decode("utf-8-sig", "replace").replace("\x00", "")
    return Protego.parse("\n".join(line[:2048] for line in text.splitlines()))
