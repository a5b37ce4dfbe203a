"""The stages in order, and the only loop: pages at rest become filed articles, each exactly once.

    claim -> prepare (in child processes) -> file: known? -> find_copy -> assign

Filing happens for a few pages at once, in one transaction in which nobody else places articles. A process killed
anywhere leaves its pages leased; they come back when the lease ends.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.claimed import Claimed, feed_words
from pipeline.errors import LeaseLostError, LimitExceededError, NewsdeskError, RetryLaterError
from pipeline.extract.learned import OutletMemory
from pipeline.filing.plan import Submission
from pipeline.records import Article, Prepared, Reason, Rejected
from pipeline.store_port import Store
from pipeline.tally import Outcome, Tally, Unsettled

__all__ = ["Caller", "Claimed", "Pace", "Tally", "process"]

_log = logging.getLogger(__name__)

Prepare = Callable[[Claimed], "Future[Prepared | Rejected]"]
Embed = Callable[[Sequence[Article]], Sequence[bytes]]  # returns their sentence embeddings
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is done at once, and how often something is tried."""

    batch: int = 64  # pages claimed at once
    ahead: int = 8  # pages in the hands of child processes
    filed: int = 16  # in one transaction: more spares little, and makes others wait for the placement lock
    teaching: int = 10  # an outlet's first articles, filed before its next are begun: what they repeat is left out
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
    ready: list[Submission] = field(default_factory=list)

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
            if self.begun:
                self._take_next()
            if len(self.ready) >= self.pace.filed or not self.begun:
                self._file()
            if not self.begun and not self.waiting and (self.exhausted or self.caller.should_stop()):
                return self.tally

    def _count(self, work: Claimed, outcome: Outcome) -> None:
        self.tally.count(outcome, quarantined=work.quarantined is not None)
        self.caller.on_page(work, outcome)

    def _claim(self) -> None:
        # Claim again while half a batch is still to do, so that no child waits for the database.
        held = len(self.waiting) + len(self.begun) + len(self.ready)
        if self.exhausted or held > self.pace.batch // 2 or self.caller.should_stop():
            return
        claimed = self.store.claim(self.clock(), self.pace.batch - held, self.begun_at)
        self.exhausted = not claimed
        self.waiting.extend(sorted(claimed, key=_listed))

    def _begin(self) -> None:
        count = min(self.pace.ahead - len(self.begun), len(self.waiting))
        if count <= 0 or self.caller.should_stop():
            return
        next_ones = [self.waiting.popleft() for _ in range(count)]
        lines = self._learned({work.page.outlet for work in next_ones})
        works = [replace(work, learned=lines[work.page.outlet]) for work in next_ones]
        self.begun.extend((work, self.prepare(work)) for work in works)

    def _learned(self, outlets: set[str]) -> Mapping[str, OutletMemory]:
        lines = self.store.learned(outlets)
        young = {outlet for outlet, known in lines.items() if known.articles < self.pace.teaching}
        if young.isdisjoint(one.claimed.page.outlet for one in self.ready):
            return lines
        self._file()
        return self.store.learned(outlets)

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
        held = [*self.waiting, *(work for work, _ in self.begun), *(one.claimed for one in self.ready)]
        lost = self.store.renew([work.page_id for work in held], now) if held else set()
        if not lost:
            return
        _log.warning("%d pages were taken up by another process when their lease had run out", len(lost))
        for work, future in self.begun:
            if work.page_id in lost:
                future.cancel()
        self.waiting = deque(work for work in self.waiting if work.page_id not in lost)
        self.begun = deque(pair for pair in self.begun if pair[0].page_id not in lost)
        self.ready = [one for one in self.ready if one.claimed.page_id not in lost]
        for work in held:
            if work.page_id in lost:
                self._count(work, Unsettled.LOST)

    def _take_next(self) -> None:
        """Wait for the page begun first, and make it ready unless it is lost, rejected or to be released before."""
        work, future = self.begun[0]
        if not wait([future], timeout=self.pace.look_every.total_seconds()).done:
            if self.caller.should_stop() and future.cancel():
                self.begun.popleft()
                self._release(deque([work]))
            return
        self.begun.popleft()
        try:
            outcome = self._outcome(work, future)
        except LeaseLostError:
            self._lost(work)
            return
        if outcome is not None:
            self._count(work, outcome)

    def _lost(self, work: Claimed) -> None:
        self._count(work, Unsettled.LOST)
        now = self.clock()
        self.store.renew([work.page_id], now)  # in vain: its attempt does not count
        self._renew(now)  # it is perhaps not the only one

    def _outcome(self, work: Claimed, future: Future[Prepared | Rejected]) -> Outcome | None:
        """Give one page its outcome; None when it is ready to be filed, or its feed's words are begun with."""
        try:
            prepared = future.result()
        except RetryLaterError as exc:
            self.store.retry(work, str(exc), self.clock(), count_attempt=False)
            return Unsettled.RELEASED
        except Exception as exc:  # noqa: BLE001 - the edge of a child process: whatever one page brings up, the others go on
            return self._failed(work, exc)
        if isinstance(prepared, Rejected):
            return self._reject(work, prepared)
        if work.quarantined is not None:
            prepared = replace(prepared, article=replace(prepared.article, partial=True))
        self.ready.append(Submission(work, prepared))
        return None

    def _reject(self, work: Claimed, rejected: Rejected) -> Rejected:
        if work.quarantined is not None:
            rejected = Rejected(Reason.QUARANTINED, work.quarantined)
        self.store.reject(work, rejected, self.clock())
        return rejected

    def _file(self) -> None:
        """File what is ready. A defect that one page brings to light costs that page an attempt, and no other."""
        ready, self.ready = self.ready, []
        if not ready:
            return
        try:
            self._file_at_once(ready)
        except NewsdeskError:
            raise  # the database's own troubles are no page's fault
        except Exception:  # noqa: BLE001 - as above; what one of them brings up shows when each is filed by itself
            for one in ready:
                self._file_alone(one)

    def _file_at_once(self, ready: Sequence[Submission]) -> None:
        if self.embed is not None:
            embeddings = self.embed([one.prepared.article for one in ready])
            ready = [
                replace(one, prepared=replace(one.prepared, embedding=embedding))
                for one, embedding in zip(ready, embeddings, strict=True)
            ]
        for one, filed in zip(ready, self.store.file(ready, self.clock()), strict=True):
            if filed is None:
                self._lost(one.claimed)
            else:
                self._count(one.claimed, filed)

    def _file_alone(self, one: Submission) -> None:
        try:
            self._file_at_once([one])
        except NewsdeskError:
            raise
        except Exception as exc:  # noqa: BLE001 - as above
            with suppress(LeaseLostError):
                outcome = self._failed(one.claimed, exc)
                if outcome is not None:
                    self._count(one.claimed, outcome)

    def _failed(self, work: Claimed, error: Exception) -> Outcome | None:
        if not isinstance(error, LimitExceededError):
            ids = {"page": work.page_id, "source": work.page.source, "url": work.page.url}
            _log.error(
                "a page brought a defect to light",
                exc_info=error,
                extra=ids,
            )
        if work.quarantined is not None:  # its feed's words are no better
            return self._reject(work, Rejected(Reason.QUARANTINED))
        problem = f"{type(error).__name__}: {error}"
        if work.attempt < self.pace.attempts:
            self.store.retry(work, problem, self.clock(), count_attempt=True)
            return Unsettled.RELEASED
        why = f"{work.attempt} attempts; the last: {problem}"
        words = feed_words(work, why)
        if words is None:
            return self._reject(work, Rejected(Reason.QUARANTINED, why))
        self.begun.append((words, self.prepare(words)))
        return None


def _listed(work: Claimed) -> tuple[datetime, str]:
    listed = work.page.entry.published_at if work.page.entry else None
    return min(listed or work.seen_at, work.seen_at), work.page.url
