"""What a log line says, for people and for machines, and what it never says."""

from __future__ import annotations

import json
import logging

import pytest

from newsdesk.log import bound_ids, formatter


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("newsdesk.rounds", logging.WARNING, __file__, 1, message, (), None)
    made.created = 1_791_000_000.25
    made.__dict__.update(extra)
    return made


def failed(message: str) -> logging.LogRecord:
    try:
        raise ValueError("https://reader:secret@outlet.example/feed")
    except ValueError as exc:
        return record(message, exc_info=(type(exc), exc, exc.__traceback__))


def test_a_line_for_people_has_time_level_logger_message_and_ids():
    with bound_ids(run=3):
        line = formatter().format(record("took too long", page=7, source="courier"))
    assert line == "2026-10-03T04:00:00.250Z warning newsdesk.rounds: took too long [run=3 source=courier page=7]"


def test_an_event_about_nothing_in_particular_has_no_ids():
    assert formatter().format(record("daemon started")).endswith("newsdesk.rounds: daemon started")


def test_a_line_for_machines_is_one_object_with_the_same():
    with bound_ids(run=3):
        line = formatter("json").format(record("two\nlines", page=7))
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2026-10-03T04:00:00.250Z",
        "level": "warning",
        "logger": "newsdesk.rounds",
        "event": "two\nlines",
        "run": 3,
        "page": 7,
    }


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_secrets_are_masked_in_message_ids_and_traceback(log_format):
    made = failed("asked https://reader:secret@outlet.example/feed?api_key=secret")
    made.__dict__["url"] = "https://reader:secret@outlet.example/1"
    line = formatter(log_format).format(made)
    assert "secret" not in line.replace('https://reader:secret@outlet.example/feed")', "")
    assert "ValueError" in line
    assert "https://***@outlet.example/1" in line


def test_control_characters_cannot_forge_a_line():
    line = formatter().format(record("a\nb", url="https://x.example/\x1b[2J"))
    assert line.count("\n") == 0
    assert "\x1b" not in line
