"""Keeps secrets out of everything a person or a log may see."""

from __future__ import annotations

import re

_MASK = "***"
_USERINFO = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]{0,30}://)[^/?#@\s]*@", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(
    r"(?P<name>\b(?:api[_-]?key|access[_-]?key|access[_-]?token|auth|client[_-]?secret|key|passw(?:or)?d|secret|sig|"
    r"signature|token)=)[^&#\s\"'<>]+",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"(?P<name>\b(?:proxy-)?authorization\b['\"]?\s*[:=]\s*['\"]?)(?:\w+ )?[^\s,'\"]+", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """Return *text* with URL credentials, secret query values and Authorization headers masked.

    Works on a bare URL, a database URL or a whole log line; idempotent.
    """
    text = _USERINFO.sub(rf"\g<scheme>{_MASK}@", text)
    text = _SECRET_PARAMETER.sub(rf"\g<name>{_MASK}", text)
    return _AUTHORIZATION.sub(rf"\g<name>{_MASK}", text)


def one_line(text: str) -> str:
    """Return *text* with control and bidirectional-override characters escaped, fit for a terminal or a log line."""
    return _CONTROL.sub(
        lambda match: f"\\x{ord(match[0]):02x}" if ord(match[0]) < 256 else f"\\u{ord(match[0]):04x}", text
    )
