"""An outlet's word on when it published counts only where nothing contradicts it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.provenance.publication_time import CLOCK_SKEW, Doubt, PublicationTime, publication_time
from pipeline.records import Article, Precision

SEEN = datetime(2026, 10, 15, 12, tzinfo=UTC)
MIDNIGHT = SEEN.replace(hour=0)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def an_article(stated, precision=Precision.SECOND):
    return Article("https://a.example/1", "Title", "Text", "A", "a", published_at=stated, published_precision=precision)


def when(stated, precision=Precision.SECOND, *, seen=SEEN, unlisted=None):
    return publication_time(an_article(stated, precision), seen_at=seen, unlisted_at=unlisted)


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
    assert when(stated) == PublicationTime(out_at, out_at, doubt)


@pytest.mark.parametrize(
    ("asked", "doubt"),
    [(None, None), (SEEN - hours(1), Doubt.BACKDATED), (SEEN - hours(19), None)],
    ids=["never asked before", "asked long after that time", "asked soon after that time"],
)
def test_a_time_long_before_its_source_listed_it_is_doubted_if_the_source_had_been_asked(asked, doubt):
    found = when(SEEN - hours(20), Precision.MINUTE, unlisted=asked)
    assert found.doubt is doubt
    assert found.out_at == (SEEN if doubt else SEEN - hours(20))
    assert found.dated_at == SEEN - hours(20), "among others it still stands where it says"


def test_a_day_alone_is_placed_at_its_noon_and_was_out_by_its_end():
    earlier = when(MIDNIGHT - hours(48), Precision.DAY)
    assert earlier == PublicationTime(MIDNIGHT - hours(36), MIDNIGHT - hours(24) - timedelta(seconds=1), Doubt.DAY_ONLY)


@pytest.mark.parametrize("hours_later", [0, 72], ids=["the day it was seen on", "a day to come"])
def test_a_day_alone_is_not_later_than_the_sighting(hours_later):
    stated = MIDNIGHT + hours(hours_later)
    assert when(stated, Precision.DAY, seen=SEEN - hours(3)) == PublicationTime(
        SEEN - hours(3), SEEN - hours(3), Doubt.DAY_ONLY
    )


times = st.timedeltas(-hours(200), hours(200)).map(lambda away: SEEN + away)


@given(st.none() | times, st.none() | st.sampled_from(Precision), times, st.none() | times)
def test_nothing_was_out_later_than_it_was_seen_or_earlier_than_it_states(stated, precision, seen, asked):
    found = when(stated, precision, seen=seen, unlisted=asked)
    assert found.out_at <= seen
    assert found.dated_at <= seen
    if stated is not None and stated <= seen and precision is not Precision.DAY:
        assert found.out_at >= stated
    if found.doubt is None:
        assert stated is not None
        assert abs(found.out_at - stated) <= max(CLOCK_SKEW, timedelta(0))
        assert found.dated_at == found.out_at
