"""An outlet's word on when it published counts only where nothing contradicts it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.provenance.publication_time import CLOCK_SKEW, Clock, Doubt, publication_time
from pipeline.records import Precision

SEEN = datetime(2026, 10, 15, 12, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("stated", "out_at", "doubt"),
    [
        (SEEN - hours(2), SEEN - hours(2), None),
        (SEEN + timedelta(minutes=3), SEEN, None),  # a clock that is a little fast
        (SEEN + hours(2), SEEN, Doubt.AFTER_SEEN),
        (None, SEEN, Doubt.UNSTATED),
    ],
    ids=["before it was seen", "a little after", "long after", "none"],
)
def test_a_stated_time_counts_unless_it_is_later_than_the_sighting(stated, out_at, doubt):
    assert publication_time(stated, Precision.SECOND, seen_at=SEEN) == Clock(out_at, doubt)


@pytest.mark.parametrize(
    ("asked", "doubt"),
    [(None, None), (SEEN - hours(1), Doubt.BACKDATED), (SEEN - hours(19), None)],
    ids=["never asked before", "asked long after that time", "asked soon after that time"],
)
def test_a_time_long_before_its_source_listed_it_is_doubted_if_the_source_had_been_asked(asked, doubt):
    clock = publication_time(SEEN - hours(20), Precision.MINUTE, seen_at=SEEN, unlisted_at=asked)
    assert clock.doubt is doubt
    assert clock.out_at == (SEEN if doubt else SEEN - hours(20))


def test_a_day_alone_counts_as_its_end_but_not_as_later_than_the_sighting():
    midnight = SEEN.replace(hour=0)
    assert publication_time(midnight, Precision.DAY, seen_at=SEEN) == Clock(SEEN, Doubt.DAY_ONLY)
    earlier = publication_time(midnight - hours(48), Precision.DAY, seen_at=SEEN)
    assert earlier == Clock(midnight - hours(24) - timedelta(seconds=1), Doubt.DAY_ONLY)


times = st.timedeltas(-hours(200), hours(200)).map(lambda away: SEEN + away)


@given(st.none() | times, st.none() | st.sampled_from(Precision), times, st.none() | times)
def test_nothing_was_out_later_than_it_was_seen_or_earlier_than_it_states(stated, precision, seen, asked):
    clock = publication_time(stated, precision, seen_at=seen, unlisted_at=asked)
    assert clock.out_at <= seen
    if stated is not None and stated <= seen and precision is not Precision.DAY:
        assert clock.out_at >= stated
    if clock.doubt is None:
        assert stated is not None
        assert abs(clock.out_at - stated) <= max(CLOCK_SKEW, timedelta(0))
