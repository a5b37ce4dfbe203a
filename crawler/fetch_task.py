"""What a request is for. A task is frozen and rides in Scrapy's ``meta`` under one key, redirects included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.records import ClaimedItem, ClaimedSource, Source

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_KEY = "fetch_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchTask:
    """A request's purpose and its bounds. *max_bytes* counts the decoded body."""

    started_at: datetime | None = None
    timeout: timedelta
    max_bytes: int | None = None  # None: the setting for pages
    delay: timedelta | None = None  # between two requests to the host; None takes the setting

    def meta(self) -> dict[str, Any]:
        """Return Scrapy's ``meta`` for a request with this task."""
        limits: dict[str, Any] = {"download_timeout": self.timeout.total_seconds()}
        if self.max_bytes is not None:
            limits["download_maxsize"] = self.max_bytes
        return {_KEY: self, "verbatim_url": False} | limits


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTask(FetchTask):
    """Ask what a source lists."""

    claimed: ClaimedSource
    unconditional: bool  # without validators, which some servers answer wrongly
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask(FetchTask):
    """Fetch the page of an item."""

    item: ClaimedItem
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsTask(FetchTask):
    """Fetch a robots.txt; the download stops after *stop_after_bytes* on the wire."""

    stop_after_bytes: int
    source: Source | None = None  # for which the host is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessTask(FetchTask):
    """Ask a host whether it answers at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeTask(FetchTask):
    """Ask one address for a person; *asked* is the address before redirects."""

    asked: str
    source: Source | None = None


Task = TypeVar("Task", bound=FetchTask)


def task_of(asked: Request | Response) -> FetchTask | None:
    """Return the task of a request or of its response; None for a request that is not ours."""
    found: FetchTask | None = asked.meta.get(_KEY)
    return found


def expect_task(asked: Request | Response, kind: type[Task]) -> Task:
    """Return the task of *asked*, which is of *kind*. Raises TypeError otherwise."""
    found = task_of(asked)
    if not isinstance(found, kind):
        raise TypeError(f"{asked.url}: expected a {kind.__name__}, not {type(found).__name__}")
    return found
