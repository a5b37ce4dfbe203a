"""What a watch over newsdesk itself tells: pure, from what was measured. A trouble is told once while it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsdesk.alerts.schedule import due_at
from newsdesk.settings.watching import Health, Watchlist
from storage.alerts import AlertRow

FAILING_SHARE = 0.5  # of the sources asked last
LEAST_ASKED = 4  # a share of fewer says little
WAITING_FOR = timedelta(hours=6)
FULL_SHARE = 0.05  # of the disk that is free
ROUND_AFTER = timedelta(hours=12)
DIGEST_AFTER = timedelta(hours=3)  # after it was due


@dataclass(frozen=True, slots=True)
class Measured:
    """How newsdesk stands. None: it could not be known, or there is nothing to know yet."""

    alarms: tuple[tuple[str, str, datetime | None], ...] = ()  # source, what is wrong, since when
    asked: int = 0  # sources, in the last round
    unanswered: int = 0  # of them
    waiting: int = 0  # pages
    waiting_since: datetime | None = None  # the oldest of them
    free: float | None = None  # share of the database's disk
    last_good_round: datetime | None = None  # when it ended
    late_digest: date | None = None  # the day whose digest was due more than `DIGEST_AFTER` ago
    failed_deliveries: tuple[tuple[int, str, str], ...] = ()  # id, recipient, problem


def health_alerts(watchlists: Iterable[Watchlist], measured: Measured, now: datetime) -> list[AlertRow]:
    """Return what those *watchlists* tell that look at newsdesk itself; each subject names the trouble's beginning."""
    troubles = list(_troubles(measured, now))
    return [
        AlertRow(one.name, kind, subject, headline, why, None, None, None, None, None, {}, due_at(one.schedule, now))
        for one in watchlists
        for kind, subject, headline, why in troubles
        if kind in one.health
    ]


def _troubles(measured: Measured, now: datetime) -> Iterator[tuple[Health, str, str, str]]:
    """Yield what is wrong: what it concerns, what is told once, in a line, and in words."""
    for source, problem, since in measured.alarms:
        yield Health.SOURCES, f"{source}/since:{since and since.isoformat()}", f"Source {source} needs a look", problem
    if measured.asked >= LEAST_ASKED and measured.unanswered > FAILING_SHARE * measured.asked:
        why = f"{measured.unanswered} of {measured.asked} sources of the last round did not answer"
        yield Health.FAILING, f"day:{now:%Y-%m-%d}", "Most sources do not answer", why
    if measured.waiting_since is not None and now - measured.waiting_since > WAITING_FOR:
        why = (
            f"{measured.waiting} pages wait to be processed, the oldest since {measured.waiting_since:%Y-%m-%d %H:%M}Z"
        )
        yield Health.WAITING, f"day:{now:%Y-%m-%d}", "Pages wait to be processed", why
    if measured.free is not None and measured.free < FULL_SHARE:
        why = f"{measured.free:.1%} of the database's disk is free"
        yield Health.DISK, f"day:{now:%Y-%m-%d}", "The disk is nearly full", why
    if measured.last_good_round is not None and now - measured.last_good_round > ROUND_AFTER:
        since = measured.last_good_round
        yield (
            Health.ROUNDS,
            f"since:{since.isoformat()}",
            "No round ends well",
            f"the last that did: {since:%Y-%m-%d %H:%M}Z",
        )
    if measured.late_digest is not None:
        day = measured.late_digest
        yield (
            Health.DIGEST,
            f"day:{day}",
            f"The digest of {day} is late",
            "its hour came long ago; see `newsdesk doctor`",
        )
    for number, recipient, problem in measured.failed_deliveries:
        yield Health.DELIVERIES, f"delivery:{number}", f"A delivery to {recipient} needs a look", problem
