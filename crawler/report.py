"""What a crawl comes to, for people and for exit codes."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.errors import RetryLaterError


@dataclass
class CrawlReport:
    """The counts of one round."""

    polled: int = 0
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)  # source -> why
    deferred: dict[str, str] = field(default_factory=dict)  # source -> why
    new: int = 0
    pages: int = 0
    pages_failed: int = 0
    pointers: int = 0  # addresses that their lister may not speak for and that could not be fetched
    network_down: bool = False

    @property
    def problem(self) -> str | None:
        """Why the round as a whole is no good, None when it is."""
        if self.network_down:
            return "network unreachable: what was not fetched is due in the next round, and no failure is counted"
        if 2 * len(self.failed) > self.polled:
            return f"most sources failed: {len(self.failed)} of {self.polled}"
        return None

    @property
    def exit_code(self) -> int:
        """0, 1 when some sources failed, 4 when hardly anything could be fetched: trying again may help."""
        return RetryLaterError.exit_code if self.problem else 1 if self.failed else 0

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        found = [
            f"crawl: {self.polled} sources polled, {self.unchanged} unchanged, {len(self.failed)} failed; "
            f"{self.new} new items, {self.pages} pages stored, {self.pages_failed} not fetched"
        ]
        if self.pointers:
            found.append(
                f"  {self.pointers} addresses on other sites could not be fetched: stored as pointers, without words"
            )
        found += [f"  {line}" for line in self.problems()]
        return found + [f"  {name}: deferred, {why}" for name, why in sorted(self.deferred.items())]

    def problems(self) -> list[str]:
        """Return what is wrong with the round as a whole, and a line for each source that failed."""
        whole = [f"crawl: {self.problem}"] if self.problem else []
        return whole + [f"{name}: {why}" for name, why in sorted(self.failed.items())]

    def counts(self) -> dict[str, int]:
        """Return what was done, name -> number."""
        return {"polled": self.polled, "failed": len(self.failed), "new_items": self.new, "pages": self.pages}
