"""A request carries one task, which outlives redirects, and nothing else of ours."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest
from scrapy import Request

from crawler.fetch_task import PollTask, ProbeTask, RobotsTask, WitnessTask, expect_task, task_of

PROBE = ProbeTask(asked="https://a.example/", timeout=timedelta(seconds=5), max_bytes=1000)


def a_request(task=PROBE):
    return Request("https://a.example/", meta=task.meta())


def test_the_limits_of_a_task_are_scrapys():
    meta = a_request().meta
    assert (meta["download_timeout"], meta["download_maxsize"]) == (5.0, 1000)


def test_without_a_limit_of_its_own_a_task_has_the_one_of_the_settings():
    assert "download_maxsize" not in WitnessTask(timeout=timedelta(seconds=5)).meta()


def test_a_redirected_request_has_the_task_of_the_first():
    assert task_of(a_request().replace(url="https://b.example/")) is PROBE


def test_a_request_of_another_hand_has_no_task():
    assert task_of(Request("https://a.example/")) is None


def test_a_callback_refuses_a_task_of_another_kind():
    with pytest.raises(TypeError, match=r"https://a\.example/: expected a PollTask, not ProbeTask"):
        expect_task(a_request(), PollTask)


def test_nobody_changes_a_task():
    with pytest.raises(FrozenInstanceError):
        RobotsTask(timeout=timedelta(seconds=5), stop_after_bytes=10).stop_after_bytes = 20
