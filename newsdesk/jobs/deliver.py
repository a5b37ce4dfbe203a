"""Deliver: send what is planned and due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newsdesk.deliver.send import SendDeps, send_due
from newsdesk.jobs.report import Report


@dataclass(frozen=True, slots=True)
class DeliverReport(Report):
    """What became of the deliveries that were due."""

    sent: int = 0
    put_back: int = 0
    failed: int = 0
    doubtful: int = 0
    told: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        tried = self.sent + self.put_back + self.failed + self.doubtful
        if not tried:
            return []
        parts = {"to be tried again": self.put_back, "failed": self.failed, "doubtful": self.doubtful}
        rest = "".join(f", {count} {what}" for what, count in parts.items() if count)
        return [f"deliveries: {self.sent} sent{rest}", *self.problems()]

    def problems(self) -> list[str]:
        return list(self.told)

    def counts(self) -> Mapping[str, int]:
        found = {"deliveries_sent": self.sent, "deliveries_failed": self.failed, "deliveries_doubtful": self.doubtful}
        return {name: count for name, count in found.items() if count}


def deliver(deps: SendDeps, should_stop: Callable[[], bool]) -> DeliverReport:
    """Send what is due; return what became of it. Raises StorageError."""
    tally = send_due(deps, should_stop)
    return DeliverReport(tally.sent, tally.put_back, tally.failed, tally.doubtful, tally.problems)
