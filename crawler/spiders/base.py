"""What all spiders do alike: poll their sources, then fetch what is new, recording every outcome."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import unquote, urlsplit, urlunsplit

from scrapy import Request, Spider, signals
from scrapy.utils.misc import load_object

from crawler import sink
from crawler.errors import HostUnavailableError, RobotsUnavailableError
from crawler.keeper import Counted, Fetched, Listed, Polling, Wanted
from crawler.outcomes import failure, header, max_age, retry_after, status_failure
from crawler.schedule import Next, Outcome, PollState, Rules, next_poll
from crawler.worth import worth_keeping
from pipeline.clock import is_due
from pipeline.errors import LimitExceededError, RetryLaterError, SourceError, StorageError
from pipeline.hosts import host_name
from pipeline.records import FeedEntry, SourceKind
from pipeline.redact import one_line, redact

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.desk import Desk

# More than a source lists in a day; the rest is fetched in the next round.
ITEMS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """What a spider read in a list. *problem*: nothing could be read."""

    entries: tuple[FeedEntry, ...] = ()
    hint: timedelta | None = None
    hub: str | None = None
    problem: str | None = None


class SourceSpider(Spider):
    """Polls sources of one kind; subclasses say how their lists are read."""

    kind: ClassVar[SourceKind]
    accept: ClassVar[str] = "*/*"

    def __init__(
        self, desk: Desk | None = None, polls: Sequence[Polling] = (), items: Sequence[Wanted] = (), **_: Any
    ) -> None:
        super().__init__()
        assert desk is not None  # noqa: S101 - from_crawler sees to it
        self.desk = desk
        self.polls = polls
        self.items = items

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Also for plain ``scrapy crawl feed -a source=NAME``: then the settings name who builds the desk."""
        if "desk" not in kwargs:
            desk = load_object(crawler.settings["NEWSDESK_HOUSE"])(crawler)
            name = kwargs.pop("source", None)
            kwargs |= {"desk": desk, "polls": cls._claim_named(desk, name)}
            if name is not None:
                kwargs["items"] = desk.keeper.claim_items(desk.clock(), names={name}, limit=ITEMS_AT_ONCE)

            async def close() -> None:
                await sink.finish(desk)
                desk.sandbox.close()

            crawler.signals.connect(close, signals.spider_closed, weak=False)
        return super().from_crawler(crawler, *args, **kwargs)

    @classmethod
    def _claim_named(cls, desk: Desk, name: str | None) -> list[Polling]:
        now = desk.clock()
        names = None if name is None else {name}
        polls = desk.keeper.claim_sources(now, names=names, everything=name is not None)
        others = [polling for polling in polls if polling.source.kind is not cls.kind]
        for polling in others:
            desk.keeper.put_off(polling, now, f"not a {cls.kind.value}")
        if name is not None and len(polls) == len(others):
            kind = f"it is of kind {others[0].source.kind.value}" if others else "no such source, or it is being polled"
            raise SourceError(name, f"cannot be polled by the spider {cls.name!r}: {kind}")
        return [polling for polling in polls if polling not in others]

    async def start(self) -> AsyncIterator[Request]:
        self.desk.polling |= {polling.source.name: polling for polling in self.polls}
        for polling in self.polls:
            yield self.poll(polling)
        for wanted in self.items:
            for request in self.page_requests([wanted]):
                yield request

    # --- lists -----------------------------------------------------------------------------------------

    def poll(self, polling: Polling, url: str | None = None) -> Request:
        """Return the request that asks what *polling*'s source lists."""
        limits, state, now = self.desk.limits, polling.state, self.desk.clock()
        headers = {"Accept": self.accept}
        every = self.desk.rules.plain_every
        plain_due = state.plain_at is None or is_due(state.plain_at + every, now, every)
        if not plain_due:
            headers |= _validators(state.etag, state.last_modified)
        return self._request(
            url or polling.url,
            headers,
            {
                "polling": polling,
                "plain": plain_due,
                "delay": polling.source.delay,
                "download_timeout": limits.feed_timeout.total_seconds(),
                "download_maxsize": self.max_bytes(),
                "begun": now,
            },
            self.listed,
            self.not_listed,
        )

    def max_bytes(self) -> int:
        """Return the most that a list of this kind may have, on the wire and decoded."""
        return self.desk.limits.feed_bytes

    async def read(self, response: Response, polling: Polling) -> Read:
        """Return what *response* lists."""
        raise NotImplementedError

    async def listed(self, response: Response) -> AsyncIterator[Request]:
        """Judge an answer to a poll. The edge of the poll: whatever goes wrong with it is this source's failure."""
        polling: Polling = response.meta["polling"]
        try:
            async for request in self._listed(response, polling):
                yield request
        except (StorageError, RetryLaterError) as exc:
            self.desk.give_up(exc)
        except Exception as exc:
            self.logger.exception("%s: its list cannot be dealt with", polling.source.name)
            if polling.source.name in self.desk.polling:
                failed = Outcome(ok=False)
                await self._polled(polling, response, "error", polling.state, failed, detail=_in_short(exc))

    async def _listed(self, response: Response, polling: Polling) -> AsyncIterator[Request]:
        state = polling.state
        digest = hashlib.sha256(response.body).hexdigest()
        if response.status == 304 or (response.status == 200 and digest == state.body_hash):
            state = replace(state, plain_at=self._plain_at(response, state))
            await self._polled(polling, response, "unchanged", state, Outcome(ok=True, hint=max_age(response)))
            return
        if not 200 <= response.status < 300 or response.status in (204, 205, 206):
            problem, detail = status_failure(response)
            outcome = Outcome(
                ok=False,
                gone=response.status == 410,
                missing=response.status == 404,
                retry_after=retry_after(response, self.desk.clock()),
            )
            await self._polled(polling, response, problem, state, outcome, detail=detail)
            return
        try:
            read = await self.read(response, polling)
        except LimitExceededError as exc:
            read = Read(problem=str(exc))
        except RetryLaterError as exc:  # what failed was this machine, not the list
            again = self.desk.clock() + self.desk.rules.shortest
            await sink.put_off_list(self.desk, polling, str(exc), again)
            return
        if read.problem is not None:
            await self._polled(polling, response, "parse", state, Outcome(ok=False), detail=read.problem)
            return
        state = replace(
            state,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            body_hash=digest,
            plain_at=self._plain_at(response, state),
            hub=read.hub or state.hub,
        )
        counted = await self._polled(polling, response, "ok", state, None, read=read)
        if counted.wanted or counted.updated:
            for request in self.page_requests(await self._claim(polling)):
                yield request

    async def not_listed(self, failed: Failure) -> None:
        """Judge a poll that got no answer."""
        request = failed.request  # type: ignore[attr-defined] # Scrapy sets it
        polling: Polling = request.meta["polling"]
        error = failed.value or RuntimeError("no answer")
        now = self.desk.clock()
        if isinstance(error, HostUnavailableError):
            fetched = self._fetched(request, "network", str(error), now) if error.tried else None
            await sink.put_off_list(self.desk, polling, str(error), error.until, fetched)
            return
        problem, detail = failure(error)
        wait = error.until - now if isinstance(error, RobotsUnavailableError) else None
        outcome = Outcome(ok=False, retry_after=wait)
        await self._polled(polling, request, problem, polling.state, outcome, detail=detail)

    async def _claim(self, polling: Polling) -> list[Wanted]:
        names = {polling.source.name}
        return await self.desk.ask(self.desk.keeper.claim_items, self.desk.clock(), names=names, limit=ITEMS_AT_ONCE)

    async def _polled(
        self,
        polling: Polling,
        asked: Response | Request,
        called: str,
        state: PollState,
        outcome: Outcome | None,
        *,
        detail: str | None = None,
        read: Read | None = None,
    ) -> Counted:
        desk, source, now = self.desk, polling.source, self.desk.clock()
        oldest = now - desk.limits.item_age
        listing = read.entries if read else ()
        entries = tuple(worth_keeping(listing, source, listed_at=asked.url, oldest=oldest))
        if read is not None:
            hint = max((each for each in (read.hint, _max_age(asked)) if each is not None), default=None)
            dates = tuple(entry.published_at for entry in entries if entry.published_at)
            outcome = Outcome(ok=True, window=len(entries), hint=hint, published_at=dates)
        assert outcome is not None  # noqa: S101 - either is given
        state, moved_to = self._moved(state, asked)
        decide = partial(_decide, state, outcome, now, desk.jitter(), source.every, desk.rules)
        listed = Listed(host_name(polling.url), decide, entries, moved_to)
        counted = await desk.ask(desk.keeper.polled, polling, listed, self._fetched(asked, called, detail, now), now)
        desk.polling.pop(source.name, None)
        desk.report.polled += 1
        desk.report.new += counted.new
        desk.report.unchanged += called == "unchanged"
        if not outcome.ok:
            desk.report.failed[source.name] = detail or called
        desk.told(f"{source.name}: {called}" + (f", {counted.new} new" if counted.new else ""))
        return counted

    def _moved(self, state: PollState, asked: Response | Request) -> tuple[PollState, str | None]:
        """Count sightings of one permanent redirect; return the new address once it is to be believed."""
        reasons = asked.meta.get("redirect_reasons", [])
        if not reasons or any(reason not in (301, 308) for reason in reasons) or isinstance(asked, Request):
            return replace(state, moved_to=None, moves=0), None
        moves = state.moves + 1 if asked.url == state.moved_to else 1
        if moves >= self.desk.rules.moves:
            return replace(state, moved_to=None, moves=0), asked.url
        return replace(state, moved_to=asked.url, moves=moves), None

    def _plain_at(self, response: Response, state: PollState) -> datetime | None:
        return self.desk.clock() if response.meta["plain"] else state.plain_at

    def _fetched(self, asked: Response | Request, called: str, detail: str | None, now: datetime) -> Fetched:
        begun: datetime = asked.meta["begun"]
        answered = not isinstance(asked, Request)
        return Fetched(
            url=redact(asked.url),
            started_at=begun,
            seconds=round((now - begun).total_seconds(), 3),
            outcome=called,
            status=asked.status if answered else None,  # type: ignore[union-attr] # a Response has one
            detail=detail,
            body_bytes=len(asked.body) if answered else None,
        )

    # --- pages -----------------------------------------------------------------------------------------

    def page_requests(self, items: Iterable[Wanted]) -> Iterable[Request]:
        """Yield the requests for the pages of *items*; what needs none is kept when `sink` comes to it."""
        for wanted in items:
            self.desk.in_hand[wanted.item_id] = wanted
            whole = wanted.source.full_text and wanted.entry.content and sink.is_own(self.desk, wanted)
            if wanted.url is None or whole:
                self.desk.waiting.append(wanted)
                continue
            headers = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}
            headers |= _validators(wanted.etag, wanted.last_modified)
            yield self._request(
                wanted.entry.url or wanted.url,
                headers,
                {
                    "wanted": wanted,
                    "page": True,
                    "delay": wanted.source.delay,
                    "download_timeout": self.desk.limits.page_timeout.total_seconds(),
                    "download_maxsize": self.desk.limits.page_bytes,
                    "begun": self.desk.clock(),
                },
                self.got_page,
                self.no_page,
            )

    async def got_page(self, response: Response) -> None:
        """Judge an answer to a request for a page."""
        wanted: Wanted = response.meta["wanted"]
        fetched = self._fetched(response, "ok", None, self.desk.clock())
        try:
            await sink.answered(self.desk, wanted, response, fetched)
        except (StorageError, RetryLaterError) as exc:
            self.desk.give_up(exc)
        except Exception as exc:  # the edge of the page: it is this page's failure
            self.logger.exception("%s: %s cannot be kept", wanted.source.name, wanted.url)
            if wanted.item_id in self.desk.in_hand:
                await sink.failed(
                    self.desk, wanted, replace(fetched, outcome="error", detail=_in_short(exc)), final=False
                )

    async def no_page(self, failed: Failure) -> None:
        """Judge a request for a page that got no answer."""
        request = failed.request  # type: ignore[attr-defined] # Scrapy sets it
        wanted: Wanted = request.meta["wanted"]
        error = failed.value or RuntimeError("no answer")
        now = self.desk.clock()
        if isinstance(error, HostUnavailableError):
            lost = self._fetched(request, "network", str(error), now) if error.tried else None
            await sink.put_off(self.desk, wanted, str(error), error.until, lost)
            return
        problem, detail = failure(error)
        fetched = self._fetched(request, problem, detail, now)
        until = error.until if isinstance(error, RobotsUnavailableError) else None
        await sink.failed(self.desk, wanted, fetched, final=problem in ("address", "robots"), not_before=until)

    def _request(self, url: str, headers: dict[str, str], meta: dict[str, Any], callback: Any, errback: Any) -> Request:
        # A password in the address goes into a header that Scrapy drops when a redirect leads to another host.
        parts = urlsplit(url)
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            headers = headers | {"Authorization": "Basic " + base64.b64encode(pair).decode()}
            url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        headers = headers | {"User-Agent": self.desk.user_agent}
        meta = meta | {"verbatim_url": False}
        return Request(url, headers=headers, meta=meta, callback=callback, errback=errback, dont_filter=True)


def _decide(
    state: PollState,
    outcome: Outcome,
    now: datetime,
    jitter: float,
    fixed: timedelta | None,
    rules: Rules,
    new_items: int,
) -> Next:
    return next_poll(state, replace(outcome, new_items=new_items), now, jitter=jitter, fixed=fixed, rules=rules)


def _in_short(error: Exception) -> str:
    return one_line(redact(f"{type(error).__name__}: {error}"))[:300]


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in found.items() if value}


def _max_age(asked: Response | Request) -> timedelta | None:
    return None if isinstance(asked, Request) else max_age(asked)
