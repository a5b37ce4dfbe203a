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
from crawler.failures import failure, refused_address
from crawler.fetch_task import RobotsTask, WitnessTask, task_of
from crawler.request_options import source_of
from pipeline.clock import is_ahead, is_due
from pipeline.hosts import host_name
from pipeline.records import RobotsFile

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.context import CrawlContext

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
        context: CrawlContext = self._crawler.spider.context  # type: ignore[union-attr] # set before the first request
        if isinstance(task_of(request), RobotsTask | WitnessTask) or not context.obey_robots:
            return
        context.address_guard.check_url(request.url)
        robots = await self._robots(context, request)
        if robots.state == "open":
            return
        if robots.state == "closed":
            raise RobotsUnavailableError(f"{robots.detail}", robots.until)
        rules = _rules(robots.body)
        context.politeness.slow_down(request.url, crawl_delay(rules, context.user_agent))
        if not rules.can_fetch(request.url, context.user_agent):
            raise DisallowedError("disallowed by robots.txt")

    async def _robots(self, context: CrawlContext, request: Request) -> RobotsFile:
        host, now = host_name(request.url), context.clock()
        state, store = context.state, context.store
        async with state.robots_locks[host]:
            found = state.robots.get(host) or await context.call_store(store.robots, host)
            if found is None or is_due(found.until, now, FRESH):
                found = await self._fetch(context, request, found)
                delay = crawl_delay(_rules(found.body), context.user_agent) if found.state == "rules" else None
                await context.call_store(store.save_robots, host, found, delay)
            state.robots[host] = found
        return found

    async def _fetch(self, context: CrawlContext, request: Request, before: RobotsFile | None) -> RobotsFile:
        parts, task = urlsplit(request.url), task_of(request)
        asking = Request(
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt",
            headers={"User-Agent": context.user_agent},  # plain scrapy does not know it
            dont_filter=True,
            meta=RobotsTask(
                timeout=context.limits.feed_timeout,
                max_bytes=2 * context.limits.robots_bytes,  # decoded; on the wire it stops before
                stop_after_bytes=context.limits.robots_bytes,
                delay=task.delay if task is not None else None,
                source=source_of(request),
            ).meta(),
        )
        now = context.clock()
        try:
            response: Response = await self._crawler.engine.download_async(asking)
        except HostUnavailableError:
            raise
        except Exception as exc:  # however the request failed, the host stays closed for now
            refused = refused_address(exc)
            if refused is not None and refused.host == parts.hostname:  # the host itself, not where a redirect leads
                raise
            problem, detail = failure(exc)
            if problem == "too_large":  # a bomb: its beginning cannot be read, and the rest need not be
                return RobotsFile("open", b"", now + FRESH, detail)
            source = source_of(request)
            ids = {"url": asking.url} | ({"source": source.name} if source is not None else {})
            _log.info("robots.txt could not be fetched (%s): %s", problem, detail, extra=ids)
            return closed(problem, before, now, SILENT_FOR)
        if response.status < 300:
            return RobotsFile("rules", response.body[: context.limits.robots_bytes], now + FRESH)
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
