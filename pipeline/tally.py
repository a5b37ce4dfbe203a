"""What became of the pages of one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pipeline.records import Filed, Reason, Rejected


class Unsettled(Enum):
    """How a page left this process's hands without an outcome."""

    RELEASED = "released"  # not begun, or to be tried again
    LOST = "lost"  # its lease ran out and another process took it up, whose outcome stands


Outcome: TypeAlias = "Filed | Rejected | Unsettled"


@dataclass
class Tally:
    """What became of the pages of one run."""

    articles: int = 0  # new
    revisions: int = 0
    known: int = 0  # another address of an article, or the same again
    rejected: dict[Reason, int] = field(default_factory=dict)
    quarantined: int = 0  # of the above, those whose page could not be read
    released: int = 0
    lost: int = 0

    @property
    def settled(self) -> int:
        """Pages that reached their one outcome."""
        return self.articles + self.revisions + self.known + sum(self.rejected.values())

    def count(self, outcome: Outcome, *, quarantined: bool = False) -> None:
        """Add one page."""
        from pipeline.records import Filed, Reason, Rejected  # most rounds have no page, and need no record

        match outcome:
            case Unsettled.RELEASED:
                self.released += 1
            case Unsettled.LOST:
                self.lost += 1
            case Rejected(reason=reason):
                self.rejected[reason] = self.rejected.get(reason, 0) + 1
                quarantined = reason is Reason.QUARANTINED
            case Filed(new=True):
                self.articles += 1
            case Filed(revised=True):
                self.revisions += 1
            case Filed():
                self.known += 1
        self.quarantined += quarantined and not isinstance(outcome, Unsettled)
