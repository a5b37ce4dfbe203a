"""Bytes to a tree, within limits."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from pipeline.extract.guards import PageLimits
from pipeline.records import Page, Reason, Rejected

# lxml.html looks up each element's class in Python, which takes a tenth of all time; nobody here needs its forms
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
_NOT_IN_HTML = bytes(code for code in range(0x20) if code not in b"\t\n\f\r")
_NONCHARACTERS = tuple(char.encode() for char in "\ufffe\uffff")
_ESCAPE = b"\x1b"  # in every text in ISO 2022


def decode(page: Page) -> str:
    """Return the body as text: UTF-8 when it is, else by mark, header, declaration, and cp1252 at last.

    What cannot be decoded becomes U+FFFD; controls that HTML forbids are gone.
    """
    text = _decode(page)
    raw = text.encode("utf-8", "ignore")  # looked at as bytes, since a pattern takes ten times as long for it
    allowed = raw.translate(None, _NOT_IN_HTML)
    for one in _NONCHARACTERS:
        allowed = allowed.replace(one, b"")
    return text if len(allowed) == len(raw) else allowed.decode()


def _decode(page: Page) -> str:
    body = page.body
    mark, bom = read_bom(body)
    if mark is not None and bom is not None:
        return body[len(bom) :].decode(mark, "replace")
    if _ESCAPE not in body and (text := _unicode(body)) is not None:
        return text  # no other encoding is valid UTF-8 by chance, so what is declared need not be looked for
    header = http_content_type_encoding(next((v for k, v in page.headers if k == "content-type"), None))
    declared = header or html_body_declared_encoding(body[:4096])
    # the one family that is ASCII on the wire
    if declared is None or not declared.replace("-", "").startswith("iso2022"):
        text = _unicode(body)
        if text is not None:
            return text
    for name in (declared, html_body_declared_encoding(body[:4096])):
        encoding = resolve_encoding(name) if name else None
        if encoding is not None and encoding != "utf-8":
            return body.decode(encoding, "replace")
    # declared UTF-8 with a few bad bytes, or not declared at all
    text = body.decode("utf-8", "replace")
    if declared is None and text.count("\ufffd") > len(text) / 1000:
        return body.decode("cp1252", "replace")
    return text


def _unicode(body: bytes) -> str | None:
    """Return *body* as UTF-8, or as UTF-16 without a mark; None when it is neither."""
    try:
        return body.decode(_sixteen_bit(body) or "utf-8")
    except UnicodeDecodeError:
        return None


def _sixteen_bit(body: bytes) -> str | None:
    """Return the kind of UTF-16 without a mark that ASCII markup gives away by its NULs."""
    head = body[:200]
    if head.count(0) < len(head) / 4:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def parse(text: str, limits: PageLimits) -> HtmlElement | Rejected:
    """Return the page's root element, or why there is none."""
    root = parse_html(text)
    if root is None:
        return Rejected(Reason.EMPTY, "no elements")
    return _too_big(root, limits) or root


def parse_html(text: str) -> HtmlElement | None:
    """Return the root element of a document or fragment, None when it has none.

    libxml2 itself cuts what is nested deeper than 256 elements.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


def _too_big(root: HtmlElement, limits: PageLimits) -> Rejected | None:
    """The guards count tags in the bytes; encodings other than UTF-8 and implied elements show only here."""
    if root.xpath("count(//*)") > limits.elements:
        return Rejected(Reason.TOO_LARGE, f"more than {limits.elements} elements")
    return None
