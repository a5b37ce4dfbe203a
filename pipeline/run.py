"""The stages in order, and the only loop: pages at rest become filed articles, each exactly once.

    claim -> prepare (in child processes) -> known? -> find_copy -> place -> file

Everything after *prepare* happens in one transaction for each page, in which nobody else places
articles. A process killed anywhere leaves its pages leased; they come back when the lease ends.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from pipeline.dedupe import CopyIndex, find_copy
from pipeline.errors import LimitExceededError, RetryLaterError
from pipeline.extract.learned import NOTHING_LEARNED, SiteLines
from pipeline.provenance.publication_time import PublicationTime, publication_time
from pipeline.records import Article, Filed, Page, Placement, Prepared, Reason, Rejected
from pipeline.stories import StoryContext, StoryRules, assign

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page at rest that this process has leased."""

    page_id: int
    page: Page
    attempt: int  # from 1; counted before the work starts, so that a page that kills its worker counts too
    seen_at: datetime  # when a source first listed it, else when it was fetched
    item_id: int | None = None  # the listed item it was fetched for
    learned: SiteLines = NOTHING_LEARNED  # filled in when its preparation begins


class Filing(Protocol):
    """One transaction that holds the placement lock. Leaving it by an exception undoes everything."""

    @property
    def copies(self) -> CopyIndex: ...

    @property
    def stories(self) -> StoryContext: ...

    @property
    def rules(self) -> StoryRules: ...

    def known(self, article: Article, claimed: Claimed) -> int | None:
        """Return the id of the article that has this URL, or stems from the same feed item, already."""

    def unlisted_at(self, article: Article, seen_at: datetime) -> datetime | None:
        """Return when the article's source was last asked for its list before it listed it at *seen_at*.

        None when it never was, and when that says nothing because the list is another site's.
        """

    def file(self, claimed: Claimed, prepared: Prepared, placement: Placement, published: PublicationTime) -> Filed:
        """Add the article, its tags and its assign, and settle the page."""

    def refile(self, claimed: Claimed, prepared: Prepared, article_id: int) -> Filed:
        """Settle a page whose article is known: a revision when the text changed, else another address of it."""


class Store(Protocol):
    """What the loop needs of a database. Every method is one transaction."""

    def claim(self, now: datetime, limit: int) -> Sequence[Claimed]:
        """Lease up to *limit* pages at rest, oldest first."""

    def learned(self, outlet: str) -> SiteLines:
        """Return the lines that *outlet* is known by now to repeat."""

    def filing(self, now: datetime) -> AbstractContextManager[Filing]: ...

    def reject(self, claimed: Claimed, rejected: Rejected, now: datetime) -> None:
        """Settle the page without an article."""

    def give_back(self, claimed: Claimed, problem: str, now: datetime, *, blame: bool) -> None:
        """End the lease without settling the page; it is tried again. The attempt counts only with *blame*."""


@dataclass
class Tally:
    """What became of the pages of one run."""

    articles: int = 0  # new
    revisions: int = 0
    known: int = 0  # another address of an article, or the same again
    rejected: dict[Reason, int] = field(default_factory=dict)
    given_back: int = 0

    @property
    def settled(self) -> int:
        """Pages that reached their one outcome."""
        return self.articles + self.revisions + self.known + sum(self.rejected.values())

    def count(self, outcome: Filed | Rejected | None) -> None:
        """Add one page; None stands for one given back."""
        match outcome:
            case None:
                self.given_back += 1
            case Rejected(reason=reason):
                self.rejected[reason] = self.rejected.get(reason, 0) + 1
            case Filed(new=True):
                self.articles += 1
            case Filed(revised=True):
                self.revisions += 1
            case Filed():
                self.known += 1


Prepare = Callable[[Claimed], "Future[Prepared | Rejected]"]
Embed = Callable[[Article], bytes]  # returns its sentence embedding
Clock = Callable[[], datetime]
Watch = Callable[[Claimed, "Filed | Rejected | None"], None]


def process(
    store: Store,
    prepare: Prepare,
    *,
    clock: Clock,
    embed: Embed | None = None,
    batch: int = 64,
    ahead: int = 8,
    attempts: int = 3,
    stopping: Callable[[], bool] = lambda: False,
    watch: Watch = lambda _claimed, _outcome: None,
) -> Tally:
    """Settle every page at rest, or as many as there is time for until *stopping* says so.

    *prepare* hands a page to a child process; *ahead* pages are in such hands at once. The pages of one claim
    are settled in the order of their listed times, however they arrived and the children finish, so that the
    same pages make the same stories, and what an outlet's first articles teach serves its next ones. When told
    to stop, what was claimed and not begun is given back.
    """
    tally = Tally()
    waiting: deque[Claimed] = deque()
    in_hand: deque[tuple[Claimed, Future[Prepared | Rejected]]] = deque()
    exhausted = False

    def count(work: Claimed, outcome: Filed | Rejected | None) -> None:
        tally.count(outcome)
        watch(work, outcome)

    while True:
        # Claim again while half a batch is still to do, so that no child waits for the database.
        if not exhausted and len(waiting) + len(in_hand) <= batch // 2 and not stopping():
            claimed = store.claim(clock(), batch - len(waiting) - len(in_hand))
            exhausted = not claimed
            waiting.extend(sorted(claimed, key=_told))
        while waiting and len(in_hand) < ahead and not stopping():
            work = waiting.popleft()
            work = replace(work, learned=store.learned(work.page.outlet))
            in_hand.append((work, prepare(work)))
        while waiting and stopping():
            work = waiting.popleft()
            store.give_back(work, "stopped", clock(), blame=False)
            count(work, None)
        if not in_hand:
            return tally
        work, future = in_hand.popleft()
        if stopping() and future.cancel():
            store.give_back(work, "stopped", clock(), blame=False)
            outcome = None
        else:
            outcome = settle(store, work, future, clock=clock, attempts=attempts, embed=embed)
            if outcome is None and not isinstance(future.exception(), RetryLaterError):
                exhausted = False  # it has attempts left, and waits again
        count(work, outcome)


def _told(work: Claimed) -> tuple[datetime, str]:
    listed = work.page.entry.published_at if work.page.entry else None
    return min(listed or work.seen_at, work.seen_at), work.page.url


def settle(
    store: Store,
    work: Claimed,
    future: Future[Prepared | Rejected],
    *,
    clock: Clock,
    attempts: int,
    embed: Embed | None = None,
) -> Filed | Rejected | None:
    """Wait for one prepared page and give it its outcome; None when it is to be tried again."""
    try:
        prepared = future.result()
        if embed is not None and isinstance(prepared, Prepared):
            prepared = replace(prepared, meaning=embed(prepared.article))
    except RetryLaterError as exc:
        store.give_back(work, str(exc), clock(), blame=False)
        return None
    except Exception as exc:  # noqa: BLE001 - the edge of a child process: whatever one page brings up, the others go on
        if not isinstance(exc, LimitExceededError):
            _log.exception("page %d (%s) brought a defect to light", work.page_id, work.page.url)
        problem = f"{type(exc).__name__}: {exc}"
        if work.attempt < attempts:
            store.give_back(work, problem, clock(), blame=True)
            return None
        prepared = Rejected(Reason.QUARANTINED, f"{work.attempt} attempts; the last: {problem}")
    if isinstance(prepared, Rejected):
        store.reject(work, prepared, clock())
        return prepared
    return file_one(store, work, prepared, clock())


def file_one(store: Store, work: Claimed, prepared: Prepared, now: datetime) -> Filed:
    """Decide where an article belongs, and write it down, in one transaction."""
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
