"""What all spiders do alike: poll their sources, then fetch what is new, recording every outcome."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import unquote, urlsplit, urlunsplit

from scrapy import Request, Spider, signals
from scrapy.utils.misc import load_object

from crawler import page_sink
from crawler.errors import HostUnavailableError, RobotsUnavailableError
from crawler.failures import failure, fetch_of, header, max_age, retry_after, short_text, status_failure
from crawler.fetch_task import FetchTask, PageTask, PollTask, expect_task
from crawler.filters import filter_entries
from crawler.polls import ParsedList, PollAnswer, count_moves, decider, entries_answer
from crawler.schedule import PollOutcome, discard_future
from pipeline.clock import is_due
from pipeline.errors import LimitExceededError, RetryLaterError, SourceError, StorageError
from pipeline.hosts import host_name
from pipeline.records import ClaimedItem, ClaimedSource, ItemCounts, Poll, PollState, SourceKind

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.context import CrawlContext

# More than a source lists in a day; the rest is fetched in the next round.
ITEMS_AT_ONCE = 200

_log = logging.getLogger(__name__)


class SourceSpider(Spider):
    """Polls sources of one kind; subclasses say how their lists are parsed."""

    kind: ClassVar[SourceKind]
    accept: ClassVar[str] = "*/*"

    def __init__(
        self,
        context: CrawlContext | None = None,
        sources: Sequence[ClaimedSource] = (),
        items: Sequence[ClaimedItem] = (),
        **_: Any,
    ) -> None:
        super().__init__()
        assert context is not None  # noqa: S101 - from_crawler sees to it
        self.context = context
        now = context.clock()
        self.sources = [replace(claimed, state=discard_future(claimed.state, now)) for claimed in sources]
        self.items = items

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Also for plain ``scrapy crawl feed -a source=NAME``: then the settings name who builds the context."""
        if "context" not in kwargs:
            context = load_object(crawler.settings["NEWSDESK_CONTEXT"])(crawler)
            name = kwargs.pop("source", None)
            kwargs |= {"context": context, "sources": cls._claim_named(context, name)}
            if name is not None:
                kwargs["items"] = context.store.claim_items(context.clock(), names={name}, limit=ITEMS_AT_ONCE)

            async def close() -> None:
                await page_sink.finish(context)
                context.sandbox.close()

            crawler.signals.connect(close, signals.spider_closed, weak=False)
        return super().from_crawler(crawler, *args, **kwargs)

    @classmethod
    def _claim_named(cls, context: CrawlContext, name: str | None) -> list[ClaimedSource]:
        now = context.clock()
        names = None if name is None else {name}
        claimed = context.store.claim_sources(now, names=names, force=name is not None)
        others = [one for one in claimed if one.source.kind is not cls.kind]
        for one in others:
            context.store.defer_source(one, now, f"not a {cls.kind.value}")
        if name is not None and len(claimed) == len(others):
            kind = f"it is of kind {others[0].source.kind.value}" if others else "no such source, or it is being polled"
            raise SourceError(name, f"cannot be polled by the spider {cls.name!r}: {kind}")
        return [one for one in claimed if one not in others]

    async def start(self) -> AsyncIterator[Request]:
        self.context.state.sources_in_flight |= {claimed.source.name: claimed for claimed in self.sources}
        for claimed in self.sources:
            yield self.poll_request(claimed)
        for request in self.page_requests(self.items):
            yield request

    # --- lists -----------------------------------------------------------------------------------------

    def poll_request(self, claimed: ClaimedSource) -> Request:
        """Return the request that asks what *claimed*'s source lists."""
        task = self.poll_task(claimed)
        headers = {"Accept": self.accept}
        if not task.unconditional:
            headers |= _conditions(claimed.state.etag, claimed.state.last_modified)
        return self._request(claimed.url, headers, task, self.on_list, self.on_list_failed)

    def poll_task(self, claimed: ClaimedSource) -> PollTask:
        """Return the task of asking *claimed*'s source."""
        state, now, every = claimed.state, self.context.clock(), self.context.rules.plain_every
        return PollTask(
            claimed=claimed,
            unconditional=state.plain_at is None or is_due(state.plain_at + every, now, every),
            started_at=now,
            timeout=self.context.limits.feed_timeout,
            max_bytes=self.max_bytes(),
            delay=claimed.source.delay,
        )

    def max_bytes(self) -> int:
        """Return the most that a list of this kind may have, on the wire and decoded."""
        return self.context.limits.feed_bytes

    async def parse_list(self, response: Response, claimed: ClaimedSource) -> ParsedList:
        """Return what *response* lists."""
        raise NotImplementedError

    async def on_list(self, response: Response) -> AsyncIterator[Request]:
        """Handle an answer to a poll. Whatever goes wrong with it is this source's failure and ends here."""
        task = expect_task(response, PollTask)
        claimed = task.claimed
        try:
            counts = await self._save_list(response, task)
            if counts is not None and (counts.wanted or counts.updated):
                for request in self.page_requests(await self._claim_items(claimed)):
                    yield request
        except (StorageError, RetryLaterError) as exc:
            self.context.abort(exc)
        except Exception as exc:  # noqa: BLE001 - whatever goes wrong with a list is this source's failure
            _log.exception("its list cannot be dealt with", extra={"source": claimed.source.name, "url": claimed.url})
            if claimed.source.name in self.context.state.sources_in_flight:
                answer = PollAnswer("error", claimed.state, PollOutcome(ok=False), short_text(exc))
                await self._save_poll(task, response, answer)

    async def on_list_failed(self, failed: Failure) -> None:
        """Handle a poll that got no answer."""
        request = failed.request  # type: ignore[attr-defined] # Scrapy sets it
        task = expect_task(request, PollTask)
        error = failed.value or RuntimeError("no answer")
        now = self.context.clock()
        if isinstance(error, HostUnavailableError):
            fetch = fetch_of(request, task, "network", str(error), now) if error.tried else None
            await page_sink.defer_source(self.context, task.claimed, str(error), error.until, fetch)
            return
        problem, detail = failure(error)
        wait = error.until - now if isinstance(error, RobotsUnavailableError) else None
        schedule = PollOutcome(ok=False, retry_after=wait)
        await self._save_poll(task, request, PollAnswer(problem, task.claimed.state, schedule, detail))

    async def _save_list(self, response: Response, task: PollTask) -> ItemCounts | None:
        """Parse and save an answer; None when it brought no list, or when it was deferred."""
        state = task.claimed.state
        digest = hashlib.sha256(response.body).hexdigest()
        plain_at = self.context.clock() if task.unconditional else state.plain_at
        if response.status == 304 or (response.status == 200 and digest == state.body_hash):
            schedule = PollOutcome(ok=True, hint=max_age(response))
            await self._save_poll(task, response, PollAnswer("unchanged", replace(state, plain_at=plain_at), schedule))
            return None
        if not 200 <= response.status < 300 or response.status in (204, 205, 206):
            await self._save_poll(task, response, self._status_answer(state, response))
            return None
        try:
            parsed = await self.parse_list(response, task.claimed)
        except LimitExceededError as exc:
            parsed = ParsedList(problem=str(exc))
        except RetryLaterError as exc:  # what failed was this machine, not the list
            until = self.context.clock() + self.context.rules.shortest
            await page_sink.defer_source(self.context, task.claimed, str(exc), until)
            return None
        if parsed.problem is not None:
            answer = PollAnswer("parse", state, PollOutcome(ok=False), parsed.problem)
            await self._save_poll(task, response, answer)
            return None
        state = replace(
            state,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            body_hash=digest,
            plain_at=plain_at,
            hub=parsed.hub or state.hub,
        )
        oldest = self.context.clock() - self.context.limits.item_age
        entries = filter_entries(parsed.entries, task.claimed.source, listed_at=response.url, oldest=oldest)
        return await self._save_poll(task, response, entries_answer(state, tuple(entries), response, parsed))

    def _status_answer(self, state: PollState, response: Response) -> PollAnswer:
        problem, detail = status_failure(response)
        schedule = PollOutcome(
            ok=False,
            gone=response.status == 410,
            missing=response.status == 404,
            retry_after=retry_after(response, self.context.clock()),
        )
        return PollAnswer(problem, state, schedule, detail)

    async def _claim_items(self, claimed: ClaimedSource) -> list[ClaimedItem]:
        context, names = self.context, {claimed.source.name}
        return await context.call_store(context.store.claim_items, context.clock(), names=names, limit=ITEMS_AT_ONCE)

    async def _save_poll(self, task: PollTask, asked: Response | Request, answer: PollAnswer) -> ItemCounts:
        context, claimed, now = self.context, task.claimed, self.context.clock()
        response = None if isinstance(asked, Request) else asked
        state, moved_to = count_moves(answer.state, response, context.rules.moves)
        every, jitter = claimed.source.every, context.jitter()
        decide = decider(state, answer.schedule, now, jitter=jitter, fixed=every, rules=context.rules)
        fetch = fetch_of(asked, task, answer.outcome, answer.detail, now)
        poll = Poll(host_name(claimed.url), fetch, decide, answer.entries, moved_to)
        counts = await context.call_store(context.store.save_poll, claimed, poll, now)
        name, report = claimed.source.name, context.state.report
        context.state.sources_in_flight.pop(name, None)
        report.polled += 1
        report.new += counts.new
        report.unchanged += answer.outcome == "unchanged"
        if not answer.schedule.ok:
            report.failed[name] = answer.detail or answer.outcome
        context.on_progress(f"{name}: {answer.outcome}" + (f", {counts.new} new" if counts.new else ""))
        return counts

    # --- pages -----------------------------------------------------------------------------------------

    def page_requests(self, items: Iterable[ClaimedItem]) -> Iterable[Request]:
        """Yield the requests for the pages of *items*; what needs none is stored at the end of the round."""
        limits = self.context.limits
        for item in items:
            self.context.state.items_in_flight[item.item_id] = item
            whole = item.source.full_text and item.entry.content and page_sink.is_own(self.context, item)
            if item.url is None or whole:
                self.context.state.without_request.append(item)
                continue
            task = PageTask(
                item=item,
                started_at=self.context.clock(),
                timeout=limits.page_timeout,
                max_bytes=limits.page_bytes,
                delay=item.source.delay,
            )
            headers = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}
            headers |= _conditions(item.validators.etag, item.validators.last_modified)
            yield self._request(item.entry.url or item.url, headers, task, self.on_page, self.on_page_failed)

    async def on_page(self, response: Response) -> None:
        """Handle an answer to a request for a page."""
        task = expect_task(response, PageTask)
        item = task.item
        fetch = fetch_of(response, task, "ok", None, self.context.clock())
        try:
            await page_sink.save_answer(self.context, item, response, fetch)
        except (StorageError, RetryLaterError) as exc:
            self.context.abort(exc)
        except Exception as exc:  # noqa: BLE001 - whatever goes wrong with a page is this page's failure
            _log.exception("a page cannot be stored", extra={"source": item.source.name, "url": item.url})
            if item.item_id in self.context.state.items_in_flight:
                failed = replace(fetch, outcome="error", detail=short_text(exc))
                await page_sink.save_failure(self.context, item, failed, final=False)

    async def on_page_failed(self, failed: Failure) -> None:
        """Handle a request for a page that got no answer."""
        request = failed.request  # type: ignore[attr-defined] # Scrapy sets it
        task = expect_task(request, PageTask)
        error = failed.value or RuntimeError("no answer")
        now = self.context.clock()
        if isinstance(error, HostUnavailableError):
            lost = fetch_of(request, task, "network", str(error), now) if error.tried else None
            await page_sink.defer_item(self.context, task.item, str(error), error.until, lost)
            return
        problem, detail = failure(error)
        fetch = fetch_of(request, task, problem, detail, now)
        until = error.until if isinstance(error, RobotsUnavailableError) else None
        final = problem in ("address", "robots")
        await page_sink.save_failure(self.context, task.item, fetch, final=final, not_before=until)

    def _request(self, url: str, headers: dict[str, str], task: FetchTask, callback: Any, errback: Any) -> Request:
        # A password in the address goes into a header that Scrapy drops when a redirect leads to another host.
        parts = urlsplit(url)
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            headers = headers | {"Authorization": "Basic " + base64.b64encode(pair).decode()}
            url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        headers = headers | {"User-Agent": self.context.user_agent}
        return Request(url, headers=headers, meta=task.meta(), callback=callback, errback=errback, dont_filter=True)


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in found.items() if value}
