"""How newsdesk itself stands, read for `newsdesk.alerts.health`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from newsdesk.alerts.health import DIGEST_AFTER, Measured
from newsdesk.digest.due import DigestTimes
from pipeline.records import Source
from storage.digests import digest_made, first_source_added
from storage.engine import Connection
from storage.queries.deliveries import troubled_deliveries
from storage.queries.health import health, last_good_round, pages_waiting, polled_last


@dataclass(frozen=True, slots=True)
class Measure:
    """Reads how newsdesk stands; *disk* is a path on the database's disk, None where that is another machine's."""

    sources: Mapping[str, Source]  # by name
    times: DigestTimes
    disk: Path | None

    def __call__(self, connection: Connection, now: datetime) -> Measured:
        """Return how newsdesk stands *now*."""
        asked, unanswered = polled_last(connection)
        waiting, waiting_since = pages_waiting(connection)
        good = last_good_round(connection)
        return Measured(
            alarms=tuple(
                (one.name, one.alarm, one.last_new_at if "silent" in one.alarm else one.last_success_at)
                for one in health(connection, self.sources, now)
                if one.alarm
            ),
            asked=asked,
            unanswered=unanswered,
            waiting=waiting,
            waiting_since=waiting_since,
            free=self._free(),
            last_good_round=good.ended_at if good else None,
            late_digest=self._late_digest(connection, now),
            failed_deliveries=tuple(troubled_deliveries(connection)),
        )

    def _free(self) -> float | None:
        with suppress(OSError):
            if self.disk is not None:
                usage = shutil.disk_usage(self.disk)
                return usage.free / usage.total
        return None

    def _late_digest(self, connection: Connection, now: datetime) -> date | None:
        began = first_source_added(connection)
        local = (now - DIGEST_AFTER).astimezone(self.times.zone)
        if began is None or local.hour < self.times.hour:
            return None
        day = local.date() - timedelta(days=1)
        if began.astimezone(self.times.zone).date() > day or digest_made(connection, day) is not None:
            return None
        return day
