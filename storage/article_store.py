"""`pipeline.run.Store` over our tables: composes the functions of one file a record into transactions.

Placing is for one process at a time: what a new article is compared with must not change meanwhile. SQLite
has one writer anyhow; on Postgres an advisory lock makes the others wait.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine

from pipeline.claimed import Claimed
from pipeline.errors import LeaseLostError
from pipeline.extract.learned import OutletMemory
from pipeline.filing.decide import decide
from pipeline.filing.plan import Submission
from pipeline.provenance.authority import KNOWS_NOBODY, Authority
from pipeline.provenance.outlets import Outlets
from pipeline.records import Filed, Rejected, Source
from pipeline.stories.rules import DEFAULT_RULES, StoryRules
from storage import filing, ledgers, pages
from storage.leases import new_holder
from storage.open_window import OpenWindow
from storage.outlet_lines import OutletLines
from storage.placement_lock import hold_placement
from storage.reclustering import Reclustering
from storage.transactions import transact


class ArticleStore:
    """Pages in, articles out. One for each process: it remembers the open stories between transactions."""

    def __init__(
        self,
        engine: Engine,
        sources: Mapping[str, Source],
        *,
        lease: timedelta = timedelta(minutes=5),
        rules: StoryRules = DEFAULT_RULES,
        outlets: Outlets | None = None,
        authority: Authority = KNOWS_NOBODY,
    ) -> None:
        """*outlets* are those that articles may credit; None takes those of *sources*.

        *authority* knows who may speak for which address.
        """
        self._engine = engine
        self.lease = lease
        self._holder = new_holder()  # two stores of one process are two, when one has lost a lease to the other
        outlets = Outlets.of(sources.values()) if outlets is None else outlets
        self._rules = filing.FilingRules(sources, outlets, authority, rules)
        self._lines = OutletLines(engine)
        self.window = OpenWindow(rules.window)

    def claim(self, now: datetime, limit: int, begun_at: datetime | None = None) -> Sequence[Claimed]:
        def work(connection: Connection) -> list[Claimed]:
            return pages.claim_pages(
                connection, now, holder=self._holder, limit=limit, lease=self.lease, begun_at=begun_at
            )

        return transact(self._engine, work)

    def renew(self, page_ids: Collection[int], now: datetime) -> set[int]:
        return transact(
            self._engine,
            lambda connection: pages.renew_pages(connection, page_ids, self._holder, now + self.lease),
        )

    def learned(self, outlets: Collection[str]) -> Mapping[str, OutletMemory]:
        return self._lines.of(outlets)

    def file(self, batch: Sequence[Submission], now: datetime) -> Sequence[Filed | None]:
        """File *batch*, in as few transactions as it has plans; None for a page that was lost."""
        outcomes: dict[int, Filed | None] = dict.fromkeys(one.claimed.page_id for one in batch)
        rest = list(batch)
        while rest:
            filed, rest = self._file(rest, now)
            outcomes |= filed
        return [outcomes[one.claimed.page_id] for one in batch]

    def reject(self, claimed: Claimed, rejected: Rejected, now: datetime) -> None:
        settlement = pages.Settlement(rejected.reason.value, now, rejected.detail)
        self._held(claimed, pages.settle_page, settlement)

    def release(self, page_ids: Collection[int]) -> None:
        transact(self._engine, lambda connection: pages.release_pages(connection, page_ids, self._holder))

    def retry(self, claimed: Claimed, problem: str, now: datetime, *, count_attempt: bool) -> None:
        self._held(claimed, partial(pages.retry_page, count_attempt=count_attempt), problem, now)

    def _held(self, claimed: Claimed, change: Callable[..., bool], *arguments: object) -> None:
        if not transact(self._engine, lambda connection: change(connection, claimed.page_id, self._holder, *arguments)):
            raise LeaseLostError(f"page {claimed.page_id}")

    def recluster(self, now: datetime) -> int:
        """Look over what changed since the last time: merge, part and move; return how many changes that took."""
        try:
            return Reclustering(self._engine, self._placing, self.window, self._rules.stories).run(now)
        except BaseException:
            self.window.reset()
            raise

    def keep_ledgers(self) -> int:
        """Work out the facts of the stories that changed since the last time; return how many did."""
        return ledgers.keep_ledgers(self._engine, self._placing)

    def _file(self, batch: Sequence[Submission], now: datetime) -> tuple[dict[int, Filed], list[Submission]]:
        """File the beginning of *batch* in one transaction; return the outcomes by page, and what is left."""
        try:
            with self._placing() as connection:
                mine = pages.still_held(connection, [one.claimed.page_id for one in batch], self._holder)
                batch = [one for one in batch if one.claimed.page_id in mine]
                if not batch:
                    return {}, []
                self.window.refresh(connection, now)
                context = filing.load_context(connection, batch, self.window.stories, self._rules, now)
                plan = decide(batch, context)
                included = filing.apply(connection, plan, self._rules, now)
                lines = self._lines.count(connection, [one.submission.prepared.article for one in plan.new])
        except BaseException:
            self.window.reset()  # it holds decisions that were not committed
            raise
        self.window.seen = included
        self._lines.remember(lines)
        outcomes = {one.page_id: filed for one, filed in zip(plan.settled, plan.filed, strict=True)}
        return outcomes, batch[len(plan.filed) :]

    @contextmanager
    def _placing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            hold_placement(connection)
            yield connection
