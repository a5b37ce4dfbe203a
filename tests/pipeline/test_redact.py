"""No secret and no control character reaches a person's terminal or a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.redact import one_line, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://u:p@h.example/feed", "https://***@h.example/feed"),
        ("https://u:p@ss@h.example/feed", "https://***@h.example/feed"),
        ("postgres://desk:pa/ss@db/x", "postgres://***@db/x"),
        ("get https://h.example/f?a=1&api_key=s3cret&b=2 failed", "get https://h.example/f?a=1&api_key=***&b=2 failed"),
        ("postgresql+psycopg://desk:pw@db/x", "postgresql+psycopg://***@db/x"),
        ("postgresql://db/x?user=desk&sslpassword=pw&sslmode=require", "postgresql://db/x?user=desk&sslpassword=***&sslmode=require"),
        ("host=db password='two words' user=desk", "host=db password='***' user=desk"),
        ("Authorization: Basic dTpw", "Authorization: ***"),
        ("Cookie: sid=1; theme=dark", "Cookie: ***"),
        ("Set-Cookie: a=b; Path=/\nVary: Cookie", "Set-Cookie: ***\nVary: Cookie"),
        ("{'X-Api-Key': b'abc', 'Accept': 'x'}", "{'X-Api-Key': b'***', 'Accept': 'x'}"),
        ('{"refresh_token": "abc", "n": 1}', '{"refresh_token": "***", "n": 1}'),
        ('slack_token = "abc" # default', 'slack_token = "***" # default'),
        ("https://h.example/f?X-Amz-Signature=ab&p=2#accessToken=cd", "https://h.example/f?X-Amz-Signature=***&p=2#accessToken=***"),
        ("https://h.example/f?client%5Fsecret=ab&page=2", "https://h.example/f?client%5Fsecret=***&page=2"),
        ("https://h.example/f;jsessionid=AB12?page=2", "https://h.example/f;jsessionid=***"),
        ("password: hunter2", "password: ***"),
        ("sent Bearer abc.def-123 to it", "sent Bearer *** to it"),
        ("pushed with ghp_0123456789abcdefghij012345", "pushed with ***"),
    ],
)  # fmt: skip
def test_secrets_are_masked_by_the_kind_of_their_key(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://h.example:8080/path@home",
        "monkey=1 keyword=ai author=Jo passage=2 compass=3 design=4 max_tokens=5",
        "newsdesk.toml: deliver.token: expected a text",
        "the key: to stay calm",
        "a pass: given late",
        "Basic understanding of tokens",
        "2026-11-28T10:00:00Z info newsdesk.jobs: 3 sources polled [run=4]",
        "sqlite:////srv/desk/newsdesk.db?mode=ro",
    ],
)
def test_what_is_no_secret_is_kept(text):
    assert redact(text) == text


FRAGMENTS = [
    "https://",
    "u:p@h",
    "token",
    "=",
    ":",
    " ",
    '"',
    "'",
    "b'",
    "api_key",
    "cookie",
    "***",
    ",",
    "}",
    "\n",
    "%5F",
    "a",
    "Bearer ",
    "1/2",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join) | st.text())
def test_redacting_twice_changes_nothing(text):
    assert redact(redact(text)) == redact(text)


@given(st.text())
def test_a_log_line_stays_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
    assert "\x1b" not in one_line(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b]0;pwned\x07b", "a\\x1b]0;pwned\\x07b"),
        ("a\x9b2Jb", "a\\x9b2Jb"),
        ("safe\u202etxt.exe", "safe\\u202etxt.exe"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("a\U000e0041b", "a\\U000e0041b"),
        ("\u200fשלום\u200e", "שלום"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_what_steers_a_terminal_is_escaped(text, shown):
    assert one_line(text) == shown
