"""A story opens, grows, lies dormant and may be reopened; copies move it nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stories.lifecycle import DORMANT_AFTER, Lifecycle, State, lifecycle

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)


def hour(count: float) -> datetime:
    return NOON + timedelta(hours=count)


@pytest.mark.parametrize(
    ("accounts", "state", "since"),
    [
        ([(0, "A")], State.OPENING, 0),
        ([(0, "A"), (1, "A")], State.OPENING, 0),
        ([(0, "A"), (1, "A"), (3, "B"), (5, "C")], State.GROWING, 3),
        ([(0, "A"), (3, "B"), (60, "A")], State.REOPENED, 60),
        ([(0, "A"), (60, "A"), (62, "B")], State.REOPENED, 60),
    ],
    ids=["one account", "one outlet twice", "several outlets", "told again after two days", "and once more"],
)
def test_its_accounts_decide_where_a_story_stands(accounts, state, since):
    found = lifecycle((hour(at), outlet) for at, outlet in accounts)
    assert (found.state, found.since) == (state, hour(since))


def test_without_a_new_account_it_is_dormant_when_the_time_has_come():
    found = lifecycle([(NOON, "A"), (hour(1), "B")])
    assert found.dormant_at == hour(1) + DORMANT_AFTER
    assert found.at(found.dormant_at - timedelta(seconds=1)) is State.GROWING
    assert found.at(found.dormant_at) is State.DORMANT


def test_a_story_needs_an_account():
    with pytest.raises(ValueError, match="without accounts"):
        lifecycle([])


accounts = st.lists(st.tuples(st.integers(0, 400), st.sampled_from("ABC")), min_size=1)


@given(accounts, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(told, dice):
    def lived(some) -> Lifecycle:
        return lifecycle((hour(at), outlet) for at, outlet in some)

    shuffled = list(told)
    dice.shuffle(shuffled)
    found = lived(told)
    assert found == lived(shuffled)
    assert hour(min(at for at, _ in told)) <= found.since <= hour(max(at for at, _ in told)) < found.dormant_at
