"""Types of what a source states for its requests: header and cookie names and values, and a proxy."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # RFC 9110, 5.6.2
_VISIBLE = re.compile(r"[^\x00-\x1f\x7f]+")
_COOKIE = re.compile(r"[^\x00-\x20\x7f\",;\\]*")  # RFC 6265, 4.1.1
_PROXY = re.compile(r"https?://[^\s/?#]+/?|\$\{\w+\}")
_OF_THE_CONNECTION = {"host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer"}


def _header(name: str) -> str:
    if not _TOKEN.fullmatch(name) or name.lower() in _OF_THE_CONNECTION:
        raise ValueError("expected a header that a client may choose, such as X-Api-Key")
    if name.lower() in ("cookie", "user-agent"):
        raise ValueError("expected under cookies or as user_agent")
    return name


def _cookie(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError("expected the name of a cookie")
    return name


def _value(text: str) -> str:
    if not _VISIBLE.fullmatch(text):
        raise ValueError("expected one line of text")
    return text


def _cookie_value(text: str) -> str:
    if not _COOKIE.fullmatch(text):
        raise ValueError("expected the value of a cookie, without blanks, commas and semicolons")
    return text


def _proxy(text: str) -> str:
    if not _PROXY.fullmatch(text):
        raise ValueError("expected http://HOST:PORT or ${VARIABLE}")
    return text


HeaderName = Annotated[str, AfterValidator(_header)]
CookieName = Annotated[str, AfterValidator(_cookie)]
Value = Annotated[str, AfterValidator(_value)]
CookieValue = Annotated[str, AfterValidator(_cookie_value)]
Proxy = Annotated[str, AfterValidator(_proxy)]
