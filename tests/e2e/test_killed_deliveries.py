"""Processes that send mail and webhooks are killed: nothing arrives twice, and what is lost says that it may be."""

from __future__ import annotations

from benchmarks.killed_deliveries import run


def test_after_four_kills_every_delivery_is_what_it_says_it_is():
    result = run(kills=4)
    assert result.wrong == ()
    assert result.states["anna sent"] + result.states["anna doubtful"] == 15
