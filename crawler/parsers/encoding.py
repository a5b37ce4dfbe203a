"""The encoding of a feed: what its bytes are, before what its server and its first line say they are."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import http_content_type_encoding, resolve_encoding

_DECLARATION = re.compile(rb"(<\?xml\b[^>]{0,200}?)\s+encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ESCAPED = ("iso2022", "hz", "utf7", "utf-7")  # encodings that are ASCII on the wire
_FEW = 1 / 500  # bytes that spoil a text in UTF-8 without making it another encoding's


def in_utf8(body: bytes, content_type: str | None) -> bytes:
    """Return an XML document in UTF-8, without a declaration of any other encoding.

    Valid UTF-8 is UTF-8 whatever is declared: hardly any text of another encoding is that by chance. Next come the
    document's own declaration, which its writer set, and the server's header, each only if all bytes fit it; then
    UTF-8 with a few bad bytes, and windows-1252.
    """
    own = _DECLARATION.search(body[:1000])
    names = [own[2].decode() if own else None, http_content_type_encoding(content_type)]
    stated = [name for name in dict.fromkeys(resolve_encoding(one) for one in names if one) if name]
    text = _decoded(body, stated)
    if own is not None:
        text = text.replace(own[0].decode("ascii"), own[1].decode("ascii", "replace"), 1)
    return text.encode("utf-8", "replace")


def _decoded(body: bytes, stated: list[str]) -> str:
    escaped = [name for name in stated if name.replace("_", "").startswith(_ESCAPED)]
    for name in (*(escaped if b"\x1b" in body or b"~{" in body else ()), "utf-8-sig", *stated):
        text = _strictly(body, name)
        if text is not None:
            return text
    text = body.decode("utf-8-sig", "replace")
    if text.count("\ufffd") <= _FEW * len(text):
        return text
    return body.decode(next((name for name in stated if name != "utf-8"), "cp1252"), "replace")


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return codecs.decode(body, encoding)
    except (UnicodeDecodeError, LookupError):
        return None
