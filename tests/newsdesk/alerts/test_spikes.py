"""A spike is far more than an entity's own weeks lead to expect, with nothing set for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.alerts.spikes import LEAST, LEAST_WINDOWS, WINDOWS, spike

QUIET = [0, 1, 0, 0, 2, 0, 0] * 8
BUSY = [61, 58, 9, 12, 55, 49, 52] * 8  # with its weekends; the seventh is the window of today's weekday
ON_A_WEEKEND = [52, 61, 58, 49, 55, 12, 9] * 8


@pytest.mark.parametrize(
    ("now", "before"),
    [(9, QUIET), (140, BUSY), (60, ON_A_WEEKEND)],
    ids=["of somebody seldom in the news", "of somebody always in it", "on a weekend"],
)
def test_a_spike_is_seen(now, before):
    found = spike([now, *before])
    assert found is not None
    assert found.count == now > found.expected


@pytest.mark.parametrize(
    ("now", "before"),
    [(3, QUIET), (1, QUIET), (66, BUSY), (LEAST - 1, [0] * 56), (0, BUSY)],
    ids=["a few more than usual", "one", "a full weekday", "three where never any was", "nothing"],
)
def test_what_is_no_spike(now, before):
    assert spike([now, *before]) is None


def test_a_young_database_knows_nothing_unusual():
    assert spike([500]) is None
    assert spike([500, *[0] * (LEAST_WINDOWS - 1)]) is None
    assert spike([500, *[0] * LEAST_WINDOWS]) is not None


@given(st.lists(st.integers(0, 300), min_size=LEAST_WINDOWS + 1, max_size=WINDOWS + 10))
def test_more_articles_never_make_a_spike_less_of_one(counts):
    if spike(counts) is not None:
        assert spike([counts[0] + 50, *counts[1:]]) is not None
    assert spike([0, *counts[1:]]) is None
