"""The stages in order, and the only loop: pages at rest become filed articles, each exactly once.

    claim -> prepare (in child processes) -> known? -> find_copy -> assign -> file

Everything after *prepare* happens in one transaction for each page, in which nobody else places
articles. A process killed anywhere leaves its pages leased; they come back when the lease ends.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.dedupe import find_copy
from pipeline.errors import LeaseLostError, LimitExceededError, NewsdeskError, RetryLaterError
from pipeline.provenance.publication_time import publication_time
from pipeline.records import Article, Filed, Prepared, Reason, Rejected
from pipeline.store_port import Claimed, Store, feed_words
from pipeline.stories import assign
from pipeline.tally import Outcome, Tally, Unsettled

__all__ = ["Caller", "Claimed", "Pace", "Tally", "file_one", "process"]

_log = logging.getLogger(__name__)

Prepare = Callable[[Claimed], "Future[Prepared | Rejected]"]
Embed = Callable[[Article], bytes]  # returns its sentence embedding
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is done at once, and how often something is tried."""

    batch: int = 64  # pages claimed at once
    ahead: int = 8  # pages in the hands of child processes
    attempts: int = 3  # of a page, each in another run
    look_every: timedelta = timedelta(seconds=0.5)  # after leases and the wish to stop, while a child is waited for


@dataclass(frozen=True, slots=True)
class Caller:
    """What the caller of a run is asked and told."""

    should_stop: Callable[[], bool] = lambda: False
    on_page: Callable[[Claimed, Outcome], None] = lambda _claimed, _outcome: None


def process(
    store: Store,
    prepare: Prepare,
    *,
    clock: Clock,
    embed: Embed | None = None,
    pace: Pace = Pace(),
    caller: Caller = Caller(),
) -> Tally:
    """Settle every page at rest, or as many as there is time for until the caller wants to stop.

    *prepare* hands a page to a child process. The pages of one claim are settled in the order of their listed
    times, however they arrived and the children finish, so that the same pages make the same stories, and
    what an outlet's first articles teach serves its next ones. A page is attempted once in a run: what made it fail
    may have passed by the next. When told to stop, what was claimed and not begun is released.
    """
    return _Run(store, prepare, clock, embed, pace, caller).to_the_end()


@dataclass
class _Run:
    store: Store
    prepare: Prepare
    clock: Clock
    embed: Embed | None
    pace: Pace
    caller: Caller
    tally: Tally = field(default_factory=Tally)
    waiting: deque[Claimed] = field(default_factory=deque)
    begun: deque[tuple[Claimed, Future[Prepared | Rejected]]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.begun_at = self.renewed_at = self.clock()
        self.exhausted = False

    def to_the_end(self) -> Tally:
        while True:
            self._renew_when_due()
            self._claim()
            self._begin()
            if self.caller.should_stop():
                self._release(self.waiting)
                self.waiting.clear()
            if not self.begun:
                return self.tally
            self._settle_next()

    def _count(self, work: Claimed, outcome: Outcome) -> None:
        self.tally.count(outcome, quarantined=work.quarantined is not None)
        self.caller.on_page(work, outcome)

    def _claim(self) -> None:
        # Claim again while half a batch is still to do, so that no child waits for the database.
        held = len(self.waiting) + len(self.begun)
        if self.exhausted or held > self.pace.batch // 2 or self.caller.should_stop():
            return
        claimed = self.store.claim(self.clock(), self.pace.batch - held, self.begun_at)
        self.exhausted = not claimed
        self.waiting.extend(sorted(claimed, key=_told))

    def _begin(self) -> None:
        while self.waiting and len(self.begun) < self.pace.ahead and not self.caller.should_stop():
            work = self.waiting.popleft()
            work = replace(work, learned=self.store.learned(work.page.outlet))
            self.begun.append((work, self.prepare(work)))

    def _release(self, works: deque[Claimed]) -> None:
        if works:
            self.store.release([work.page_id for work in works])
        for work in works:
            self._count(work, Unsettled.RELEASED)

    def _renew_when_due(self) -> None:
        now = self.clock()
        # A clock that was set back must not put the next renewal off.
        if not timedelta(0) <= now - self.renewed_at < self.store.lease / 3:
            self._renew(now)

    def _renew(self, now: datetime) -> None:
        """Hold on to every page in hand; what another process took up meanwhile is its own."""
        self.renewed_at = now
        held = [*self.waiting, *(work for work, _ in self.begun)]
        lost = self.store.renew([work.page_id for work in held], now) if held else set()
        if not lost:
            return
        _log.warning("%d pages were taken up by another process when their lease had run out", len(lost))
        for work, future in self.begun:
            if work.page_id in lost:
                future.cancel()
        self.waiting = deque(work for work in self.waiting if work.page_id not in lost)
        self.begun = deque(pair for pair in self.begun if pair[0].page_id not in lost)
        for work in held:
            if work.page_id in lost:
                self._count(work, Unsettled.LOST)

    def _settle_next(self) -> None:
        """Wait for the page begun first, and settle it unless it is lost or to be released before."""
        work, future = self.begun[0]
        if not wait([future], timeout=self.pace.look_every.total_seconds()).done:
            if self.caller.should_stop() and future.cancel():
                self.begun.popleft()
                self._release(deque([work]))
            return
        try:
            outcome = self._outcome(work, future)
        except LeaseLostError:
            self._renew(self.clock())  # it is perhaps not the only one
            if self.begun and self.begun[0][0] is work:
                self.begun.popleft()
                self._count(work, Unsettled.LOST)
            return
        self.begun.popleft()
        if outcome is not None:
            self._count(work, outcome)

    def _outcome(self, work: Claimed, future: Future[Prepared | Rejected]) -> Outcome | None:
        """Give one page its outcome; None when its feed's words are begun with in its place."""
        try:
            prepared = future.result()
            if self.embed is not None and isinstance(prepared, Prepared):
                prepared = replace(prepared, embedding=self.embed(prepared.article))
        except RetryLaterError as exc:
            self.store.retry(work, str(exc), self.clock(), count_attempt=False)
            return Unsettled.RELEASED
        except Exception as exc:  # noqa: BLE001 - the edge of a child process: whatever one page brings up, the others go on
            return self._failed(work, exc)
        try:
            return self._filed(work, prepared)
        except NewsdeskError:
            raise  # the database's own troubles are no page's fault
        except Exception as exc:  # noqa: BLE001 - as above
            return self._failed(work, exc)

    def _filed(self, work: Claimed, prepared: Prepared | Rejected) -> Outcome:
        if isinstance(prepared, Rejected) and work.quarantined is not None:
            prepared = Rejected(Reason.QUARANTINED, work.quarantined)
        if isinstance(prepared, Rejected):
            self.store.reject(work, prepared, self.clock())
            return prepared
        return file_one(self.store, work, prepared, self.clock())

    def _failed(self, work: Claimed, error: Exception) -> Outcome | None:
        if not isinstance(error, LimitExceededError):
            _log.error("page %d (%s) brought a defect to light", work.page_id, work.page.url, exc_info=error)
        if work.quarantined is not None:  # its feed's words are no better
            return self._filed(work, Rejected(Reason.QUARANTINED))
        problem = f"{type(error).__name__}: {error}"
        if work.attempt < self.pace.attempts:
            self.store.retry(work, problem, self.clock(), count_attempt=True)
            return Unsettled.RELEASED
        why = f"{work.attempt} attempts; the last: {problem}"
        words = feed_words(work, why)
        if words is None:
            return self._filed(work, Rejected(Reason.QUARANTINED, why))
        self.begun.append((words, self.prepare(words)))
        return None


def _told(work: Claimed) -> tuple[datetime, str]:
    listed = work.page.entry.published_at if work.page.entry else None
    return min(listed or work.seen_at, work.seen_at), work.page.url


def file_one(store: Store, work: Claimed, prepared: Prepared, now: datetime) -> Filed:
    """Decide where an article belongs, and write it down, in one transaction. Raises LeaseLostError."""
    if work.quarantined is not None:
        prepared = replace(prepared, article=replace(prepared.article, partial=True))
    with store.filing(now) as filing:
        article_id = filing.known(prepared.article, work)
        if article_id is not None:
            return filing.refile(work, prepared, article_id)
        unlisted_at = filing.unlisted_at(prepared.article, work.seen_at)
        published = publication_time(prepared.article, seen_at=work.seen_at, unlisted_at=unlisted_at)
        found = find_copy(prepared, filing.copies, published.dated_at)
        placement = assign(prepared, found.copy if found else None, filing.stories, published.dated_at, filing.rules)
        if found is not None and found.swapped:
            placement = replace(placement, copy_of=None, copied_by=found.copy)
        return filing.file(work, prepared, placement, published)
