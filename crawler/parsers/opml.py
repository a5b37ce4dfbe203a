"""Subscriptions as OPML 2.0, http://opml.org/spec2.opml: other readers' lists in, ours out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from crawler.parsers.fields import DEFAULT_LIMITS, feed_link, plain, repaired_xml, web_link
from pipeline.records import Source, SourceKind

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One outline that names a feed."""

    url: str
    title: str | None
    homepage: str | None
    folder: str | None  # the outline around it


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What an OPML file lists. *left_out* names the outlines that are no feed of the web, each with the reason."""

    feeds: tuple[Subscription, ...] = ()
    left_out: tuple[str, ...] = ()


def read_opml(body: bytes) -> Subscriptions:
    """Return the feeds that *body* lists; attributes' names in any case, ``feed:`` addresses as those of the web.

    Raises ValueError if it is no OPML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(repaired_xml(body), parser)
    except etree.XMLSyntaxError as exc:
        raise ValueError(f"not XML: {exc.msg}") from None
    if etree.QName(root).localname.lower() != "opml":
        raise ValueError("not OPML: expected <opml>")
    found: dict[str, Subscription] = {}
    left_out: list[str] = []
    for outline in root.iter("{*}outline"):
        given = _attributes(outline)
        address = given.get("xmlurl") or given.get("url") if _is_feed(given) else None
        name = plain(given.get("title") or given.get("text"), DEFAULT_LIMITS.title)
        if address is None:
            if _is_feed(given):
                left_out.append(f"{name or 'an outline'}: a feed without an xmlUrl")
            continue
        url = feed_link(address, "", DEFAULT_LIMITS)
        if url is None:
            left_out.append(f"{name or 'an outline'}: {plain(address, 200)} is no http or https address")
        elif url not in found and len(found) >= MOST:
            left_out.append(f"{name or url}: past the first {MOST:,}")
        elif url not in found:
            homepage = web_link(given.get("htmlurl"), url, DEFAULT_LIMITS)
            found[url] = Subscription(url, name, homepage, _folder(outline))
    return Subscriptions(tuple(found.values()), tuple(left_out))


def _attributes(outline: etree._Element) -> dict[str, str]:
    return {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}


def _is_feed(given: dict[str, str]) -> bool:
    return bool(given.get("xmlurl")) or given.get("type", "").lower() in ("rss", "atom", "rdf", "json")


def _folder(outline: etree._Element) -> str | None:
    parent = outline.getparent()
    if parent is None or etree.QName(parent).localname != "outline":
        return None
    given = _attributes(parent)
    return plain(given.get("text") or given.get("title"), DEFAULT_LIMITS.tag)


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
