"""Polls as tests need them: results of requests, and sources that were polled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from pipeline.records import Fetch, Poll, PollDecision, PollState
from storage.sources import finish_poll

NOTHING_LEARNED = PollState()


def a_fetch(at: datetime, outcome: str = "ok", url: str = "https://outlet.example/feed") -> Fetch:
    return Fetch(url, at, 0.1, outcome)


def polled(
    connection: Connection,
    source: str,
    at: datetime,
    next_at: datetime | None,
    *,
    status: str = "ok",
    outcome: str = "ok",
    state: PollState = NOTHING_LEARNED,
    new: int = 0,
) -> None:
    """Let *source* have been polled at *at*, with *new* items."""
    decision = PollDecision(state, next_at, status)
    poll = Poll("outlet.example:443", a_fetch(at, outcome), lambda _new: decision)
    finish_poll(connection, source, poll, decision, new, at)
