"""Is far more written about somebody than usual? Pure, and with nothing to set for each entity.

A window is 24 hours long. What is expected of the one that ends now is learned from the windows that ended at the same
hour of the same weekday in the weeks before, drawn towards the mean of all of them while they are few. Counts of news
are spread wider than chance alone would have it, since events come in bursts: how much wider is learned from the same
weeks. The count is a spike when a negative binomial of that mean and spread gives it or more a probability below
`RARE`. See `benchmarks/alerts.py` for what this finds and how often it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

WEEKS = 8  # looked back at
WINDOWS = WEEKS * 7 + 1  # counts that `spike` wants: the window that ends now, and those before
LEAST_WINDOWS = 14  # of history; before that nothing is usual
LEAST = 4  # articles; fewer are no spike, however seldom anybody writes
RARE = 1e-3  # `python -m benchmarks.alerts --rare P` shows what another would find, and how often wrongly
_LEAST_EXPECTED = 0.05  # nobody is never written about
_DRAWN = 2.0  # windows' worth of the mean of all in the mean of a weekday's


@dataclass(frozen=True, slots=True)
class Spike:
    """Articles in the last 24 hours, and how many were expected."""

    count: int
    expected: float


def spike(counts: Sequence[int], rare: float = RARE) -> Spike | None:
    """Return what is unusual about ``counts[0]``, None when nothing is.

    *counts* are the articles in windows of 24 hours, the one that ends now first; at most `WINDOWS` of them, and none
    from before collecting began.
    """
    counts = counts[:WINDOWS]
    now = counts[0]
    if now < LEAST or len(counts) <= LEAST_WINDOWS:
        return None
    mean = sum(counts[1:]) / (len(counts) - 1)
    expected = _expected(counts, 0, mean)
    if now <= expected:
        return None
    # A mean of few windows may itself be off: that adds to what is expected by chance.
    variance = expected * _spread(counts, mean) * (1 + 1 / (len(counts) // 7 + _DRAWN))
    is_rare = _tail(now, max(expected, _LEAST_EXPECTED), variance) < rare
    return Spike(now, expected) if is_rare else None


def _expected(counts: Sequence[int], window: int, mean: float) -> float:
    """Return how many articles *window* is expected to hold by those of its weekday, itself and the latest left out."""
    same = [counts[other] for other in range(window % 7 or 7, len(counts), 7) if other != window]
    return (sum(same) + _DRAWN * mean) / (len(same) + _DRAWN)


def _spread(counts: Sequence[int], mean: float) -> float:
    """Return the variance of the windows before the latest over what chance alone would give; at least 1."""
    total = 0.0
    for window in range(1, len(counts)):
        expected = max(_expected(counts, window, mean), _LEAST_EXPECTED)
        total += (counts[window] - expected) ** 2 / expected
    return max(1.0, total / (len(counts) - 1))


def _tail(count: int, mean: float, variance: float) -> float:
    """Return the probability of *count* or more under a negative binomial, a Poisson where it is spread no wider."""
    if variance <= mean * 1.001:
        below = sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))
    else:
        size = mean**2 / (variance - mean)
        share = size / (size + mean)
        below = sum(
            exp(lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(share) + k * log(1 - share))
            for k in range(count)
        )
    return max(0.0, 1.0 - below)
