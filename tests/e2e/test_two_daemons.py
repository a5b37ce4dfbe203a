"""Two real daemons on one Postgres: whatever befalls the leader, there are never two rounds at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.takeover import FAULTS, Desk, one_try, open_desk, stop_all


@pytest.fixture(scope="module")
def desk(_postgres) -> Iterator[Desk]:  # which skips, or fails in CI, where there is no Postgres
    with open_desk() as opened:
        yield opened


@pytest.mark.parametrize("fault", FAULTS)
def test_another_takes_over_and_the_old_leader_does_nothing_more(desk, fault):
    outcome = one_try(desk, fault)
    assert outcome.problem is None
    if fault in ("killed", "stopped"):
        assert outcome.after not in (outcome.before, "the same")


def test_both_end_well_when_told_to_stop(desk):
    assert stop_all(desk) == [0, 0]
