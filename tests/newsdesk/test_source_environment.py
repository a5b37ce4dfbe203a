"""Headers, cookies and proxies of sources, filled from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsdesk.settings.environment import filled
from newsdesk.settings.sources import read_sources, try_sources
from pipeline.errors import ConfigError
from pipeline.records import RequestOptions

TRADE = """
[[source]]
name = "trade"
url = "https://trade.example/feed"
user_agent = "Example Ltd"
proxy = "${TRADE_PROXY}"
headers = { X-Api-Key = "key ${TRADE_KEY}" }
cookies = { session = "${TRADE_SESSION}" }
"""
ENVIRON = {"TRADE_PROXY": "http://u:p@proxy.example:3128", "TRADE_KEY": "k1", "TRADE_SESSION": "s1"}


def sources(folder: Path, text: str) -> Path:
    (folder / "mine.toml").write_text(text, "utf-8")
    return folder


def test_variables_take_their_place(tmp_path: Path):
    (trade,) = filled(read_sources(sources(tmp_path, TRADE)), ENVIRON).values()
    assert trade.request == RequestOptions(
        (("X-Api-Key", "key k1"),), (("session", "s1"),), "Example Ltd", "http://u:p@proxy.example:3128"
    )


def test_what_is_missing_is_named_and_no_value_is_told(tmp_path: Path):
    (trade,) = read_sources(sources(tmp_path, TRADE))
    with pytest.raises(ConfigError) as found:
        filled([trade], ENVIRON | {"TRADE_KEY": "", "TRADE_SESSION": "s1\r\nX: y"})
    told = str(found.value)
    assert "source[trade].headers.X-Api-Key: needs the variable TRADE_KEY, which is not set" in told
    assert "source[trade].cookies.session: needs the variable TRADE_SESSION, which has a control" in told
    assert "s1" not in told


def test_a_source_that_is_switched_off_needs_nothing(tmp_path: Path):
    off = filled(read_sources(sources(tmp_path, TRADE + "enabled = false\n")), {})
    assert off["trade"].request.proxy == "${TRADE_PROXY}"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('headers = { Host = "x" }', "expected a header that a client may choose"),
        ('headers = { Cookie = "x" }', "expected under cookies or as user_agent"),
        ('headers = { "X Y" = "x" }', "expected a header that a client may choose"),
        ('headers = { X-Y = "x\\r\\nZ: z" }', "expected one line of text"),
        ('cookies = { a = "b; c=d" }', "without blanks, commas and semicolons"),
        ('proxy = "socks5://h:1"', "expected http://HOST:PORT or ${VARIABLE}"),
    ],
)
def test_what_cannot_be_sent_is_refused(tmp_path: Path, line: str, says: str):
    text = f'[[source]]\nname = "trade"\nurl = "https://trade.example/feed"\n{line}\n'
    (problem,) = try_sources(sources(tmp_path, text))[1]
    assert says in str(problem)
    assert "not '" not in str(problem)
