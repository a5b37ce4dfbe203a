"""Subscriptions as OPML 2.0, http://opml.org/spec2.opml: other readers' lists in, ours out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from crawler.parsers.fields import DEFAULT_LIMITS, plain, web_link
from pipeline.records import Source, SourceKind

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One outline that names a feed."""

    url: str
    title: str | None
    homepage: str | None
    folder: str | None  # the outline around it


def read_opml(body: bytes) -> list[Subscription]:
    """Return the feeds that *body* lists. Raises ValueError if it is no OPML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as exc:
        raise ValueError(f"not XML: {exc.msg}") from None
    if etree.QName(root).localname.lower() != "opml":
        raise ValueError("not OPML: expected <opml>")
    found: dict[str, Subscription] = {}
    for outline in root.iter("outline"):
        url = web_link(outline.get("xmlUrl") or outline.get("xmlurl"), "", DEFAULT_LIMITS)
        if url is None or url in found or len(found) >= MOST:
            continue
        parent = outline.getparent()
        folder = parent.get("text") if parent is not None and parent.tag == "outline" else None
        found[url] = Subscription(
            url,
            plain(outline.get("title") or outline.get("text"), DEFAULT_LIMITS.title),
            web_link(outline.get("htmlUrl"), url, DEFAULT_LIMITS),
            plain(folder, DEFAULT_LIMITS.tag),
        )
    return list(found.values())


def write_opml(sources: Iterable[Source], now: datetime, title: str = "newsdesk") -> bytes:
    """Return the feeds among *sources* as OPML, a folder for each category."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = f"{now:%a, %d %b %Y %H:%M:%S} GMT"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        if source.kind is not SourceKind.FEED:
            continue
        if source.category not in folders:
            folders[source.category] = etree.SubElement(body, "outline", text=source.category)
        name = source.title or source.name
        outline = etree.SubElement(
            folders[source.category], "outline", type="rss", text=name, title=name, xmlUrl=source.url
        )
        if source.homepage:
            outline.set("htmlUrl", source.homepage)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
