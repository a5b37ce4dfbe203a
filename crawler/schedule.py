"""When a source is next asked: often enough to miss little, seldom enough to be welcome.

If new items come at a rate of lambda a day, the delay summed over feeds for a given number of polls is
least when each feed is polled in proportion to the square root of its rate (Cho and Garcia-Molina, 2003,
"Effective page refresh policies"). So the interval is K / sqrt(lambda), where lambda is a decayed count of new
items, corrected for the hour of the week once enough items have been seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.poll_rules import DEFAULT_RULES, Rules
from pipeline.clock import is_ahead
from pipeline.records import PollDecision, PollState

HOURS_OF_WEEK = 168
HOUR = timedelta(hours=1)

_UNTOLD = 2.0  # items added to each count, so that an empty hour is not taken for a silent one


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What one poll came to, as far as it matters to the schedule."""

    ok: bool
    new_items: int = 0
    window: int = 0  # entries listed; all of them new means that some may have been missed
    hint: timedelta | None = None  # the longest of what the server and the feed ask for
    gone: bool = False  # 410
    missing: bool = False  # 404
    weight: float = 1.0  # of a failure; 0 for one that is not the source's (our network is down)
    retry_after: timedelta | None = None
    published_at: tuple[datetime, ...] = ()  # of the new items, where stated


def next_poll(
    state: PollState,
    outcome: PollOutcome,
    now: datetime,
    *,
    jitter: float = 1.0,
    fixed: timedelta | None = None,
    rules: Rules = DEFAULT_RULES,
) -> PollDecision:
    """Return when the source is asked next; *jitter* is drawn from U(0.95, 1.05) by the caller."""
    if outcome.gone:
        return PollDecision(state, None, "gone")
    if not outcome.ok:
        return _after_failure(state, outcome, now, jitter, rules)
    learned = _learn(state, outcome, now, rules)
    wait = fixed or interval(learned, now, rules)
    # A first poll finds a whole window of items nobody has seen: that says nothing about missing any.
    if fixed is None and state.rate is not None and outcome.window and outcome.new_items >= outcome.window:
        wait = max(wait / 2, rules.shortest)
    hint = min(outcome.hint or timedelta(0), rules.longest_hint)
    return PollDecision(learned, now + max(wait, hint) * jitter, "ok")


def interval(state: PollState, now: datetime, rules: Rules = DEFAULT_RULES) -> timedelta:
    """Return how long to wait between polls of a source in *state*, hints aside.

    The rate changes with the hour, so the wait is as long as it takes sqrt(rate) / K, added up hour by hour, to
    come to one: a wait that begins at night ends when the morning's items come.
    """
    usual = _decayed_rate(state, now, rules)
    waited, left = timedelta(0), 1.0
    while waited < rules.longest:
        moment = now + waited
        density = math.sqrt(max(usual * _hour_factor(state, moment), 1e-6)) / rules.k.total_seconds()
        rest = HOUR - (moment - moment.replace(minute=0, second=0, microsecond=0))
        if density * rest.total_seconds() >= left:
            waited += timedelta(seconds=left / density)
            break
        left -= density * rest.total_seconds()
        waited += rest
    return min(max(waited, rules.shortest), rules.longest)


def discard_future(state: PollState, now: datetime) -> PollState:
    """Return *state* without what was learned under a clock that ran ahead.

    Every entry looked too old then, so the list must be read again though it has not changed.
    """
    if not is_ahead(state.rated_at, now) and not is_ahead(state.plain_at, now):
        return state
    return replace(state, rated_at=now, plain_at=None, etag=None, last_modified=None, body_hash=None)


def _after_failure(state: PollState, outcome: PollOutcome, now: datetime, jitter: float, rules: Rules) -> PollDecision:
    failed = replace(state, failures=state.failures + outcome.weight)
    if outcome.missing and failed.failures >= rules.off_after:
        return PollDecision(failed, now + rules.probe * jitter, "off")
    backoff = min(rules.error_step * max(failed.failures, 0.25), rules.longest_backoff)
    asked = min(outcome.retry_after or timedelta(0), rules.longest_retry_after)
    return PollDecision(failed, now + max(backoff, asked) * jitter, "failing")


def _learn(state: PollState, outcome: PollOutcome, now: datetime, rules: Rules) -> PollState:
    if state.rated_at is None:
        # The items of a first poll tell the rate by their dates, as far as those can be believed.
        rate = _first_rate(outcome, now, rules)
        return replace(state, rate=rate, rated_at=now, failures=0.0, seen=state.seen)
    elapsed = _since(state.rated_at, now, rules)
    kept = 0.5 ** (elapsed / rules.half_life)
    # Exponential moving sum: a steady rate r gives r / ln 2 * half-life items; normalise to items a day.
    gain = math.log(2) / (rules.half_life / timedelta(days=1))
    rate = (state.rate or rules.prior_per_day) * kept + outcome.new_items * gain
    week = [count * kept for count in (state.week or (0.0,) * HOURS_OF_WEEK)]
    for when in _credible(outcome, now, elapsed):
        week[_hour_of_week(when)] += 1
    return replace(state, rate=rate, rated_at=now, week=tuple(week), seen=state.seen + outcome.new_items, failures=0.0)


def _first_rate(outcome: PollOutcome, now: datetime, rules: Rules) -> float:
    dates = sorted(when for when in outcome.published_at if now - rules.half_life * 2 <= when <= now)
    if len(dates) < 2:
        return rules.prior_per_day
    span = max((now - dates[0]) / timedelta(days=1), 1 / 24)
    prior_days = 3.0
    return (len(dates) + rules.prior_per_day * prior_days) / (span + prior_days)


def _credible(outcome: PollOutcome, now: datetime, elapsed: timedelta) -> list[datetime]:
    """Return when the new items appeared: as stated if that lies between the polls, else now."""
    stated = [when for when in outcome.published_at if now - elapsed <= when <= now]
    return (stated + [now] * outcome.new_items)[: outcome.new_items]


def _decayed_rate(state: PollState, now: datetime, rules: Rules) -> float:
    if state.rate is None or state.rated_at is None:
        return rules.prior_per_day
    return state.rate * math.exp2(-(_since(state.rated_at, now, rules) / rules.half_life))


def _since(rated_at: datetime, now: datetime, rules: Rules) -> timedelta:
    # Nobody looked for longer than a half-life: that says little of the source, and perhaps the clock was wrong.
    return min(max(now - rated_at, timedelta(0)), rules.half_life)


def _hour_factor(state: PollState, now: datetime) -> float:
    """Return how much more (or less) than usual comes at this hour of the week; 1 before ten items are seen.

    The hour of the day times the day of the week, each drawn to 1 as long as few items speak for it.
    """
    if state.seen < 10 or not state.week:
        return 1.0
    total, hour, day = sum(state.week), now.hour, now.weekday()
    near = sum(share * sum(state.week[(hour + step) % 24 :: 24]) for step, share in ((-1, 0.25), (0, 0.5), (1, 0.25)))
    of_hour = (near + _UNTOLD) / (total / 24 + _UNTOLD)
    of_day = (sum(state.week[day * 24 : day * 24 + 24]) + _UNTOLD) / (total / 7 + _UNTOLD)
    return min(max(of_hour * of_day, 0.1), 6.0)


def _hour_of_week(when: datetime) -> int:
    return when.weekday() * 24 + when.hour
