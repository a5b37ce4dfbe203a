"""No secret and no control character reaches a person's terminal or a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.redact import one_line, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://u:p@h.example/feed", "https://***@h.example/feed"),
        ("get https://h.example/f?a=1&api_key=s3cret&b=2 failed", "get https://h.example/f?a=1&api_key=***&b=2 failed"),
        ("postgresql+psycopg://desk:pw@db/x", "postgresql+psycopg://***@db/x"),
        ("Authorization: Basic dTpw", "Authorization: ***"),
        ("https://h.example/path@home", "https://h.example/path@home"),
        ("monkey=1", "monkey=1"),
    ],
)
def test_secrets_are_masked_and_the_rest_is_kept(text, expected):
    assert redact(text) == expected


@given(st.text())
def test_redacting_twice_changes_nothing(text):
    assert redact(redact(text)) == redact(text)


@given(st.text())
def test_a_log_line_stays_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
    assert "\x1b" not in one_line(text)
