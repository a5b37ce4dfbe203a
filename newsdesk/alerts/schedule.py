"""When an alert that was decided now is told. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from newsdesk.settings.watching import Schedule

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def due_at(schedule: Schedule, now: datetime) -> datetime:
    """Return in UTC when what is found *now* is told: at the schedule's next moment, outside of its quiet hours."""
    return _after_quiet(schedule, _next(schedule, now))


def _next(schedule: Schedule, now: datetime) -> datetime:
    if schedule.every is None:
        return now
    if schedule.every == HOUR:
        return now.replace(minute=0, second=0, microsecond=0) + HOUR
    today = now.astimezone(schedule.zone).date()
    ahead = (schedule.weekday - today.weekday()) % 7 if schedule.every == WEEK else 0
    moment = _moment(schedule, today + timedelta(days=ahead), schedule.at)
    if moment > now:
        return moment
    # Not a span added to the moment: a day with a change of clocks has 23 or 25 hours.
    return _moment(schedule, today + timedelta(days=ahead) + schedule.every, schedule.at)


def _after_quiet(schedule: Schedule, moment: datetime) -> datetime:
    if schedule.quiet is None:
        return moment
    begin, end = schedule.quiet
    local = moment.astimezone(schedule.zone)
    at = local.time()
    is_quiet = begin <= at < end if begin <= end else at >= begin or at < end
    if not is_quiet:
        return moment
    ends = local.date() if at < end else local.date() + DAY
    return max(moment, _moment(schedule, ends, end))


def _moment(schedule: Schedule, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=schedule.zone).astimezone(UTC)
