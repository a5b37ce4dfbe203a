"""Process: every pending page becomes a filed article, or is rejected with its reason.

Needs to know whether a page waits, the article store, a function that hands a page to a child process, and the
embeddings if they are wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from newsdesk.jobs.report import OnProgress, Report, ignore

if TYPE_CHECKING:
    from pipeline.run import Clock, Embed, Pace, Prepare
    from pipeline.store_port import Store
    from pipeline.tally import Tally

    class ArticleStore(Store, Protocol):
        """What processing needs of the database."""

        def recluster(self, now: datetime) -> int:
            """Merge stories that turned out to be one; return how many were merged into others."""

        def keep_ledgers(self) -> int:
            """Work out the facts of the stories that changed; return how many did."""


@dataclass(frozen=True, slots=True)
class ProcessDeps:
    """What processing needs. Most rounds have no page, so what takes long to build is built when one is seen."""

    has_pages: Callable[[], bool]
    open_store: Callable[[], ArticleStore]  # the same at each call
    prepare: Prepare  # builds the tagger and starts child processes at its first call
    clock: Clock
    pace: Callable[[], Pace]
    embed: Embed | None = None


@dataclass(frozen=True, slots=True)
class ProcessReport(Report):
    """What processing came to."""

    tally: Tally
    merged: int = 0  # stories that turned out to be others

    def lines(self) -> list[str]:
        tally = self.tally
        rejected = sum(tally.rejected.values())
        found = [
            f"process: {tally.articles} new articles, {tally.revisions} revised, {tally.known} known, "
            f"{rejected} rejected"
            + (f", {tally.quarantined} quarantined" if tally.quarantined else "")
            + (f", {tally.released} to be tried again" if tally.released else "")
            + (f", {tally.lost} lost to another process" if tally.lost else "")
        ]
        found += [f"  rejected as {reason.value}: {count}" for reason, count in sorted(tally.rejected.items())]
        return found

    def problems(self) -> list[str]:
        """Return what went wrong: a page that is no article is none of it."""
        found = []
        if self.tally.released:
            found.append(f"process: {self.tally.released} pages could not be processed, and are tried again")
        if self.tally.quarantined:
            found.append(f"process: {self.tally.quarantined} pages were quarantined: they hung or ended their process")
        if self.tally.lost:
            found.append(f"process: {self.tally.lost} pages were lost to another process, which was faster")
        return found

    def counts(self) -> Mapping[str, int]:
        tally = self.tally
        rejected = sum(tally.rejected.values())
        return {"articles": tally.articles, "revisions": tally.revisions, "rejected": rejected}


def process(
    deps: ProcessDeps, *, should_stop: Callable[[], bool] = lambda: False, on_progress: OnProgress = ignore
) -> ProcessReport:
    """Take every pending page through the pipeline, then merge stories that turned out to be one.

    Told to stop, it releases what it has not begun. Raises StorageError and RetryLaterError when the database fails.
    """
    from pipeline.tally import Tally

    if not deps.has_pages():
        return ProcessReport(Tally())
    from pipeline.run import Caller
    from pipeline.run import process as process_pages

    store = deps.open_store()
    tally = process_pages(
        store,
        deps.prepare,
        clock=deps.clock,
        embed=deps.embed,
        pace=deps.pace(),
        caller=Caller(should_stop, lambda work, _outcome: on_progress(work.page.url)),
    )
    merged = store.recluster(deps.clock()) if tally.articles or tally.revisions else 0
    if tally.articles or tally.revisions:
        store.keep_ledgers()
    return ProcessReport(tally, merged)
