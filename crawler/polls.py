"""What an answer to a poll means for its source. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.failures import max_age
from crawler.poll_rules import Rules
from crawler.schedule import PollOutcome, next_poll
from pipeline.records import FeedEntry, PollDecision, PollState

if TYPE_CHECKING:
    from scrapy.http import Response


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a spider read in a list. *problem*: nothing could be read."""

    entries: tuple[FeedEntry, ...] = ()
    hint: timedelta | None = None  # how often the list asks to be polled
    hub: str | None = None
    problem: str | None = None
    left_out: int = 0  # entries that were not read, or that are older than the newest that one list may have


@dataclass(frozen=True, slots=True)
class PollAnswer:
    """How a poll ended. *outcome* is ok, unchanged or a class of failure; *schedule* is what it means for the next."""

    outcome: str
    state: PollState
    schedule: PollOutcome
    detail: str | None = None
    entries: tuple[FeedEntry, ...] = ()


def entries_answer(
    state: PollState, entries: tuple[FeedEntry, ...], response: Response, parsed: ParsedList
) -> PollAnswer:
    """Return the answer that brought *entries*, those of *parsed* that the source takes."""
    hints = [each for each in (parsed.hint, max_age(response)) if each is not None]
    detail = f"{parsed.left_out} entries left out, the oldest or unreadable" if parsed.left_out else None
    dates = tuple(entry.published_at for entry in entries if entry.published_at)
    schedule = PollOutcome(ok=True, window=len(entries), hint=max(hints, default=None), published_at=dates)
    return PollAnswer("ok", state, schedule, detail, entries=entries)


def count_moves(state: PollState, response: Response | None, believed_after: int) -> tuple[PollState, str | None]:
    """Count sightings of one permanent redirect; return the new address after *believed_after* of them."""
    reasons = response.meta.get("redirect_reasons", []) if response is not None else []
    if response is None or not reasons or any(reason not in (301, 308) for reason in reasons):
        return replace(state, moved_to=None, moves=0), None
    moves = state.moves + 1 if response.url == state.moved_to else 1
    if moves >= believed_after:
        return replace(state, moved_to=None, moves=0), response.url
    return replace(state, moved_to=response.url, moves=moves), None


def decider(
    state: PollState,
    outcome: PollOutcome,
    now: datetime,
    *,
    jitter: float,
    fixed: timedelta | None,
    rules: Rules,
) -> Callable[[int], PollDecision]:
    """Return the function that decides about the next poll once the store knows how many entries are new."""

    def decide(new_items: int) -> PollDecision:
        return next_poll(state, replace(outcome, new_items=new_items), now, jitter=jitter, fixed=fixed, rules=rules)

    return decide
