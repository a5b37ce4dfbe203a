"""Keeps secrets, and what would steer a terminal, out of everything that a person or a log may see.

A secret is known by the kind of its key, not by a list of keys: a key is cut into words (``X-Api-Key``,
``sslpassword``, ``clientSecret``), and one word that names a credential is enough.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_MASK = "***"
_PASSES = 5
_WORDS = {
    *("auth", "authentication", "authorization", "bearer", "code", "cookie", "cookies", "creds", "credential"),
    *("credentials", "hmac", "jwt", "key", "otp", "pass", "passfile", "password", "pin", "pw", "pwd"),
    *("sas", "secret", "secrets", "session", "sid", "sig", "sign", "signature", "token", "userinfo"),
}
# Ends of words that are written in one, as `accesstoken`; and beginnings, as `passphrase`.
_ENDS = (
    *("token", "secret", "password", "passwd", "pwd", "passphrase", "apikey", "accesskey", "authkey"),
    *("privatekey", "secretkey", "signature", "cookie", "credential", "credentials", "sessionid", "sessid"),
)
_BEGINNINGS = ("passw", "passphrase", "passcode", "passkey", "secret", "credential", "authoriz")
# Such a key says of any value that it is one; the others may be words of a sentence when a colon follows.
_CODE_LIKE = {"code", "key", "pass", "pin", "session", "sign", "sid"}

_KEY_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_VALUE = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_ASSIGNED = re.compile(
    rf"(?<![\w.%\[\]-])(?P<key>[\w.%\[\]-]+)(?P<quote>[\"']?)(?P<sign>\s*=>?\s*)"
    rf"(?P<value>b?(?:{_VALUE})|[^&#\s\"'<>]+)",
    re.ASCII,
)
# After a colon: in quotes, or one word that ends the line or its part. `token: expected a text` is a sentence.
_STATED = re.compile(
    rf"(?<![\w.-])(?P<key>[\w.-]+)(?P<quote>[\"']?)(?P<sign>\s*:\s*)"
    rf"(?P<value>b?(?:{_VALUE})|[^\s\"',;:{{}}\[\]()]+(?=\s*(?:[,;}}\])]|$)))",
    re.ASCII | re.MULTILINE,
)
_USERINFO = re.compile(
    r"(?P<before>(?:\b[a-z][a-z0-9+.-]{0,30}:)?//)(?:[^/?#\s]{0,500}@|[^/?#@\s:]{1,200}:(?!\d+[/?#])[^?#@\s]{0,200}@)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?P<name>\b(?:(?:proxy-)?authorization|(?:set-)?cookie2?)\b['\"]?\s*[:=]\s*b?)"
    rf"(?P<value>{_VALUE}|[^\n\"']*)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\b(?P<scheme>bearer|basic|digest|token)\s+(?=\S*[\d=/+])[\w+/.~=-]{8,}", re.IGNORECASE)
# Secrets that are known by their own shape, wherever they stand: of GitHub, GitLab, Slack, AWS, OpenAI; JWT (RFC 7519).
_SHAPED = re.compile(
    r"\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|xox[abeprs]-[\w-]{10,}|AKIA[A-Z0-9]{12,}"
    r"|sk-(?:[a-z]+-)*(?=[\w-]*\d)[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"
)

# C0 but for the tab, C1, line separators, all of Unicode's Bidi_Control, and what is drawn as nothing at all.
_STEERING = (
    "\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_CONTROL = re.compile(f"[{_STEERING}]")
_INVISIBLE = {"\u061c", "\u200e", "\u200f", "\ufeff"}  # marks that honest Arabic and Hebrew texts are full of


def redact(text: str) -> str:
    """Return *text* with credentials masked: of URLs and their parameters, of headers, of settings and DSNs.

    Works on a bare URL, a database URL or a whole log line; idempotent.
    """
    # What is masked may bring together what then reads as another credential.
    for _ in range(_PASSES):
        before, text = text, _redact_once(text)
        if text == before:
            break
    return text


def _redact_once(text: str) -> str:
    text = _USERINFO.sub(rf"\g<before>{_MASK}@", text)
    text = _HEADER.sub(lambda match: match["name"] + _masked(match["value"]), text)
    text = _ASSIGNED.sub(_masked_value, text)
    text = _STATED.sub(lambda match: _masked_value(match, in_prose=True), text)
    text = _SCHEME.sub(rf"\g<scheme> {_MASK}", text)
    return _SHAPED.sub(_MASK, text)


def is_secret_key(key: str, *, in_prose: bool = False) -> bool:
    """Return whether values of *key* are credentials, by the words of its name.

    With *in_prose* only where the word means nothing else in a sentence.
    """
    words = [word.lower() for word in _KEY_WORD.findall(unquote(key))]
    known = _WORDS - _CODE_LIKE if in_prose and len(words) == 1 else _WORDS
    if words == ["code"]:  # OAuth's, and a country's or a language's
        return not in_prose
    return any(
        word in known - {"code"} or word.endswith(_ENDS) or (word.startswith(_BEGINNINGS) and word != "secretary")
        for word in words
    )


def one_line(text: str) -> str:
    """Return *text* as one line that is safe for a terminal or a log: what would steer it is escaped."""
    return _CONTROL.sub(_escaped, text)


def is_steering(character: str) -> bool:
    """Return whether a terminal takes *character* for more than something to draw."""
    return _CONTROL.fullmatch(character) is not None


def _masked_value(match: re.Match[str], *, in_prose: bool = False) -> str:
    if not is_secret_key(match["key"], in_prose=in_prose):
        return match[0]
    return f"{match['key']}{match['quote']}{match['sign']}{_masked(match['value'])}"


def _masked(value: str) -> str:
    """Return the mask in the quotes of *value*, if it has some."""
    quoted = re.match(r"b?([\"'])", value)
    return f"{quoted[0]}{_MASK}{quoted[1]}" if quoted else _MASK


def _escaped(match: re.Match[str]) -> str:
    if match[0] in _INVISIBLE:
        return ""
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
