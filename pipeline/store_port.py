"""What the loop needs of a database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pipeline.claimed import Claimed
from pipeline.extract.learned import OutletMemory
from pipeline.filing.plan import Submission
from pipeline.records import Filed, Rejected


class Store(Protocol):
    """What the loop needs of a database. Every method is one transaction, or several that are each whole."""

    @property
    def lease(self) -> timedelta:
        """How long a claimed page is this process's without being renewed."""

    def claim(self, now: datetime, limit: int, begun_at: datetime) -> Sequence[Claimed]:
        """Lease up to *limit* pages at rest, oldest first; none that failed since *begun_at*."""

    def renew(self, page_ids: Collection[int], now: datetime) -> set[int]:
        """Renew the leases of these pages; return those that were lost, whose attempt then does not count."""

    def learned(self, outlets: Collection[str]) -> Mapping[str, OutletMemory]:
        """Return the lines that each of *outlets* is known by now to repeat."""

    def file(self, batch: Sequence[Submission], now: datetime) -> Sequence[Filed | None]:
        """Add the articles of *batch* and settle its pages, in this order; None for a page that was lost."""

    def reject(self, claimed: Claimed, rejected: Rejected, now: datetime) -> None:
        """Settle the page without an article. Raises LeaseLostError."""

    def release(self, page_ids: Collection[int]) -> None:
        """End the leases of pages that nobody has begun with: they are free at once and the attempt does not count."""

    def retry(self, claimed: Claimed, problem: str, now: datetime, *, count_attempt: bool) -> None:
        """End the lease of a page that failed; it is claimed again by a run that begins later."""
