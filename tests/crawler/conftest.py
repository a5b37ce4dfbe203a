"""Made-up sites on loopback, and rounds of the crawler over them.

`web` is the fixture: ``web.site()`` opens a site that answers what it is told to, ``web.round(source, ...)`` runs
one round over a database of its own and returns the report, and the rest looks at what came of it.
"""

from __future__ import annotations

import asyncio
import html
import shutil
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Row, event, func, select

from crawler.address_guard import AddressGuard
from crawler.context import CrawlContext, CrawlLimits
from crawler.politeness import Politeness
from crawler.report import CrawlReport
from crawler.round import crawl_round
from pipeline.claimed import Claimed
from pipeline.provenance.authority import Authority
from pipeline.records import Source
from pipeline.sandbox import Sandbox
from pipeline.sites import NO_SHARED_HOSTS
from storage import pages, sources
from storage.crawl_store import CrawlStore
from storage.engine import open_engine
from storage.items import ItemRules
from storage.schema import collect

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.1/32"),)

# The bounds of the product are minutes and megabytes; what they bound behaves alike at a fraction.
SMALL = CrawlLimits(
    feed_bytes=2 * 1024 * 1024,
    page_bytes=1024 * 1024,
    sitemap_bytes=4 * 1024 * 1024,
    feed_timeout=timedelta(seconds=10),
    page_timeout=timedelta(seconds=10),
)


@dataclass(frozen=True)
class Asked:
    """One request as a site saw it."""

    path: str
    headers: dict[str, str]  # lower-case names


Answer = bytes | Callable[[Asked, asyncio.StreamWriter], Awaitable[None]] | Callable[[Asked], bytes]


@dataclass
class Site:
    """A host. What it is not told to answer is 404, robots.txt included."""

    loop: asyncio.AbstractEventLoop
    tls: Any = None
    host: str = "127.0.0.1"
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    server: asyncio.Server | None = None

    def url(self, path: str = "/") -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def says(self, path: str, answer: Answer | str, **headers: str) -> str:
        """Answer *path* with a page, raw bytes or a function from now on; return its URL."""
        self.answers[path] = reply(answer, **headers) if isinstance(answer, str) else answer
        return self.url(path)

    async def open(self) -> None:
        self.server = await asyncio.start_server(self._serve, self.host, self.port or None, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self.server is not None:
            self.server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (line := await reader.readline()).strip():
                headers = {}
                while (header := await reader.readline()).strip():
                    name, _, value = header.decode("latin-1").partition(":")
                    headers[name.strip().lower()] = value.strip()
                asked = Asked(line.decode("latin-1").split()[1], headers)
                self.asked.append(asked)
                path = asked.path.partition("?")[0]
                answer = self.answers.get(asked.path, self.answers.get(path, self.answers.get("*", NOT_FOUND)))
                if callable(answer):
                    made = answer(asked, writer) if _takes_writer(answer) else answer(asked)
                    if asyncio.iscoroutine(made):
                        await made
                        break
                    answer = made
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.close()


def _takes_writer(answer: Callable[..., Any]) -> bool:
    return asyncio.iscoroutinefunction(answer)


def reply(body: str | bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """Return a whole HTTP answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


NOT_FOUND = reply("<h1>Not found</h1>", "404 Not Found")


def article(title: str) -> str:
    text = "A sentence of it. " * 40
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


def rss(*items: str, channel: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet</title>{channel}'
        f"{''.join(items)}</channel></rss>"
    )


def item(link: str | None, title: str, guid: str | None = None, when: datetime = START, more: str = "") -> str:
    parts = [f"<title>{html.escape(title)}</title>", f"<pubDate>{when:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"]
    parts += [f"<link>{html.escape(link)}</link>"] if link else []
    parts += [f'<guid isPermaLink="false">{html.escape(guid)}</guid>'] if guid else []
    return f"<item>{''.join(parts)}{more}</item>"


@dataclass
class Web:
    """Sites, a clock that stands still until told, and a database."""

    loop: asyncio.AbstractEventLoop
    engine: Engine
    sandbox: Sandbox
    now: datetime = START
    limits: CrawlLimits = SMALL
    allowed: tuple[Any, ...] = LOOPBACK
    obey_robots: bool = True
    delay: timedelta = timedelta(0)
    new_urls: int = 2000  # per host and day
    revisits: int = 200  # the same
    store: type[CrawlStore] = CrawlStore
    patience: timedelta = timedelta(minutes=2)
    progress: list[str] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)

    rss = staticmethod(rss)
    item = staticmethod(item)
    article = staticmethod(article)
    reply = staticmethod(reply)

    def site(self, tls: Any = None, host: str = "127.0.0.1") -> Site:
        site = Site(self.loop, tls, host)
        asyncio.run_coroutine_threadsafe(site.open(), self.loop).result(5)
        self.sites.append(site)
        return site

    def close(self) -> None:
        for site in self.sites:
            asyncio.run_coroutine_threadsafe(site.close(), self.loop).result(5)
        self.engine.dispose()

    def outlet(self, *titles: str, source: str = "good") -> tuple[Site, Source]:
        """Open a site with a feed of articles with *titles*, all in order."""
        site = self.site()
        links = [site.says(f"/news/{number}", article(title)) for number, title in enumerate(titles)]
        site.says("/feed", rss(*(item(link, title, link) for link, title in zip(links, titles, strict=True))))
        return site, Source(source, site.url("/feed"))

    def cut(self) -> None:
        """Let no site be reached any more, as when our own network is down."""
        for site in self.sites:
            asyncio.run_coroutine_threadsafe(site.close(), self.loop).result(5)

    def mend(self) -> None:
        """Let all sites be reached again."""
        for site in self.sites:
            asyncio.run_coroutine_threadsafe(site.open(), self.loop).result(5)

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)

    def round(
        self, *configured: Source, force: bool = True, max_duration: timedelta | None = None, stopped: bool = False
    ) -> CrawlReport:
        """Run one round over *configured*; *stopped*: it is told to stop before it has begun."""
        authority = Authority.of(configured, NO_SHARED_HOSTS)
        by_name = {one.name: one for one in configured}
        store = self.store(
            self.engine, by_name, timedelta(minutes=2), self.new_urls, authority, item_rules=ItemRules(self.revisits)
        )
        with self.engine.begin() as connection:
            sources.sync_sources(connection, configured, self.now)

        async def run() -> CrawlReport:
            politeness = Politeness(store, lambda: self.now, self.delay, patience=self.patience)
            context = CrawlContext(
                store,
                politeness,
                AddressGuard(self.allowed),
                self.sandbox,
                lambda: self.now,
                "newsdesk-test (+https://example.org/bot)",
                limits=self.limits,
                authority=authority,
                obey_robots=self.obey_robots,
                on_progress=self.progress.append,
            )
            stop = asyncio.Event()
            if stopped:
                stop.set()
            return await asyncio.wait_for(crawl_round(context, force=force, max_duration=max_duration, stop=stop), 60)

        return asyncio.run(run())

    # --- what came of it -------------------------------------------------------------------------------

    def rows(self, table: str) -> list[Row[Any]]:
        chosen = getattr(collect, table)
        with self.engine.connect() as connection:
            return list(connection.execute(select(chosen).order_by(*chosen.primary_key.columns)))

    def count(self, table: str) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(getattr(collect, table))).scalar_one()

    def source(self, name: str) -> Row[Any]:
        return next(row for row in self.rows("source") if row.name == name)

    def pages(self) -> list[Claimed]:
        """Claim and return all pages at rest."""
        with self.engine.begin() as connection:
            return pages.claim_pages(connection, self.now, holder="test", limit=1000, lease=timedelta(0))

    def titles(self) -> list[str]:
        """Return the titles that the feed gave the pages at rest."""
        return sorted(at_rest.page.entry.title or "" for at_rest in self.pages() if at_rest.page.entry)

    def outcomes(self, source: str | None = None) -> list[tuple[str, str]]:
        """Return what was fetched: purpose and outcome, in order."""
        return [(row.purpose, row.outcome) for row in self.rows("fetch") if source in (None, row.source)]

    def in_a_hurry(self) -> None:
        """Wait for no answer longer than a second: for sites that never give one."""
        self.with_limits(feed_timeout=timedelta(seconds=1), page_timeout=timedelta(seconds=1))

    def with_limits(self, **changed: Any) -> None:
        self.limits = replace(self.limits, **changed)


@pytest.fixture(scope="session")
def parsing() -> Iterator[Sandbox]:
    preload = ("crawler.parsers.feed", "crawler.parsers.sitemap", "crawler.parsers.section")
    with Sandbox(1, cpu_limit=timedelta(seconds=6), preload=preload) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def web_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The event loop that all sites run on, in a thread of its own."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)  # clients that hang up are the point here
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop

    async def end() -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(end(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@pytest.fixture
def web(tmp_path: Path, parsing: Sandbox, web_loop: asyncio.AbstractEventLoop, _file_template: Path) -> Iterator[Web]:
    path = tmp_path / "newsdesk.db"
    shutil.copyfile(_file_template, path)
    engine = open_engine(f"sqlite:///{path}")
    # What is lost with the power is no matter here, and waiting for the disk takes most of the time.
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
    opened = Web(web_loop, engine, parsing)
    yield opened
    opened.close()
