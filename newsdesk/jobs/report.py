"""What a job returns: lines for people, counts for the row in ``run``, an exit code for cron."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

OnProgress = Callable[[str], None]  # given what was just done, e.g. the address fetched


def ignore(_what: str) -> None:
    """Take progress that nobody watches."""


class Report(Protocol):
    """What some work came to. The defaults are those of work in which nothing can go wrong."""

    @property
    def problem(self) -> str | None:
        """Why the work as a whole is no good, None when it is."""
        return None

    @property
    def exit_code(self) -> int:
        """0 when all went well; see `newsdesk.__main__`."""
        return 0

    def lines(self) -> list[str]:
        """Return all of it, for people."""
        return self.problems()

    def problems(self) -> list[str]:
        """Return what went wrong, for people who want to hear of nothing else."""
        return []

    def counts(self) -> Mapping[str, int]:
        """Return what was done, name -> number."""
        return {}


class Nothing(Report):
    """There was nothing to do."""
