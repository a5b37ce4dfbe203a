"""An article from what its feed said, for pages that give none."""

from __future__ import annotations

from datetime import datetime, timedelta

from lxml import etree

from pipeline.extract.clean import clean, folded, one_line
from pipeline.extract.language import primary_tag
from pipeline.extract.parse import parse_html
from pipeline.extract.people import people_of
from pipeline.records import Article, Page, Precision

_BREAKS = frozenset(("p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"))
_HIDDEN = ("script", "style", "template", "noscript", "iframe", "object")
_MAX_CHARS = 200_000


def from_entry(page: Page, url: str) -> Article | None:
    """Return a partial article of the entry's own words, or None when it does not even have a title."""
    entry = page.entry
    title = one_line(plain(entry.title)) if entry is not None and entry.title else None
    if entry is None or title is None:
        return None
    summary = plain(entry.summary)
    content = plain(entry.content)
    published = not_ahead(entry.published_at, page.fetched_at)
    return Article(
        url=url,
        title=title,
        text=max(content, summary, key=len),
        outlet=page.outlet,
        source=page.source,
        summary=one_line(summary),
        authors=people_of(entry.authors, frozenset((folded(page.outlet),))),
        published_at=published,
        published_precision=None if published is None else Precision.SECOND,
        updated_at=not_ahead(entry.updated_at, page.fetched_at),
        language=primary_tag(entry.language),
        keywords=entry.tags,
        image_url=entry.image_url,
        partial=True,
        provenance={"title": "feed", "text": "feed", "published_at": "feed"},
    )


def not_ahead(when: datetime | None, now: datetime) -> datetime | None:
    """Return *when* unless it lies more than a day ahead."""
    return when if when is not None and when <= now + timedelta(days=1) else None


def plain(markup: str | None) -> str:
    """Return the text of an HTML fragment, one line per block."""
    if not markup:
        return ""
    markup = markup[:_MAX_CHARS]
    if "<" not in markup and "&" not in markup:
        return clean(markup).strip()
    root = parse_html(f"<div>{markup}</div>")
    if root is None:
        return ""
    etree.strip_elements(root, *_HIDDEN, with_tail=False)
    for element in root.iter(*_BREAKS):
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "") if element.tag != "br" else element.text
    lines = (" ".join(line.split()) for line in clean("".join(root.itertext())).splitlines())
    return "\n".join(line for line in lines if line)
