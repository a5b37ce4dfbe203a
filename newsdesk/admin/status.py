"""How newsdesk is doing, for a person to read at a glance. Pure: numbers to lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.queries.operation import Operation, RoundState

STALE = timedelta(hours=2)  # rounds come every few minutes, from cron at most every hour


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know; *good* is False where a person should look."""

    name: str
    value: str
    good: bool = True


def status_lines(found: Operation, *, silent: int) -> list[Line]:
    """Return what there is to say; *silent* sources bring less than they usually do."""
    sources = dict(found.sources)
    failing = sources.get("failing", 0)
    lines = [
        Line("leader", _leader(found)),
        Line("last round", _round(found.last_round, found.at), _is_fresh(found)),
        *([Line("its jobs", _jobs(found.last_round.seconds))] if found.last_round and found.last_round.seconds else []),
        Line("sources", ", ".join(f"{count:,} {state}" for state, count in sorted(sources.items())) or "none"),
        Line("overdue", f"{found.overdue:,} due for more than an hour", good=not found.overdue),
        Line("silent", f"{silent:,} bring less than usual", good=not silent),
        Line("requests", _fetches(found.fetches), good=2 * failing <= max(sum(sources.values()), 1)),
        Line("items to fetch", f"{found.items_waiting:,}"),
        Line("pages waiting", _waiting(found)),
        Line("quarantine", f"{found.quarantined:,} pages"),
        Line("articles", f"{found.articles_hour:,} in the last hour, {found.articles_day:,} in the last day"),
    ]
    if found.delays:
        half, most = (_in_words(quantile(found.delays, share)) for share in (0.5, 0.95))
        lines.append(Line("delay", f"{half} from publication to storage for half of them, {most} for 95 %"))
    made = found.digest_made_at
    lines.append(Line("last digest", "none yet" if made is None else f"{_ago(made, found.at)} ago"))
    return [*lines, Line("database", f"{found.database_bytes / 1e6:,.1f} MB")]


def quantile(ascending: object, share: float) -> timedelta:
    """Return the value in seconds below which *share* of *ascending* lies."""
    values: list[float] = list(ascending)  # type: ignore[call-overload]
    return timedelta(seconds=values[min(int(share * len(values)), len(values) - 1)])


def _leader(found: Operation) -> str:
    if found.leader is None or found.leading_since is None:
        return "nobody does rounds at this moment"
    machine, pid = found.leader.split("/")
    return f"process {pid} on {machine}, for {_ago(found.leading_since, found.at)}"


def _round(last: RoundState | None, now: datetime) -> str:
    if last is None:
        return "none yet"
    if last.ended_at is None:
        return f"at work for {_ago(last.started_at, now)}"
    return f"{last.outcome}, ended {_ago(last.ended_at, now)} ago"


def _is_fresh(found: Operation) -> bool:
    if found.last_round is None:
        return True
    good = found.last_good_round
    return good is not None and good.ended_at is not None and found.at - good.ended_at <= STALE


def _jobs(seconds: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {spent:.1f} s" for name, spent in seconds.items())


def _fetches(fetches: Mapping[tuple[str, str], int]) -> str:
    if not fetches:
        return "none in the last hour"
    good = sum(count for (_, outcome), count in fetches.items() if outcome in ("ok", "unchanged"))
    bad: dict[str, int] = {}
    for (_, outcome), count in fetches.items():
        if outcome not in ("ok", "unchanged"):
            bad[outcome] = bad.get(outcome, 0) + count
    worst = sorted(bad.items(), key=lambda one: -one[1])[:4]
    return f"{good:,} answered in the last hour" + "".join(f", {count:,} {outcome}" for outcome, count in worst)


def _waiting(found: Operation) -> str:
    since = f", the oldest for {_ago(found.waiting_since, found.at)}" if found.waiting_since else ""
    return f"{found.pages_waiting:,}{since}"


def _ago(then: datetime, now: datetime) -> str:
    return _in_words(max(now - then, timedelta(0)))


def _in_words(span: timedelta) -> str:
    seconds = span.total_seconds()
    for unit, size in (("s", 1), ("min", 60), ("h", 3600)):
        if seconds < 120 * size or unit == "h":
            return f"{seconds / size:.0f} {unit}" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"
    raise AssertionError("the last unit takes all")
