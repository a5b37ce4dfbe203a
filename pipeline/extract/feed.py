"""An article from what its feed said: the whole of it when the feed carries the text, else what there is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.extract.blocks import Block, Kind, bounded, length, markdown_text, plain_text
from pipeline.extract.body import read_body
from pipeline.extract.clean import clean, folded, one_line
from pipeline.extract.dates import FUTURE_TOLERANCE, entry_moment
from pipeline.extract.furniture import remove_furniture
from pipeline.extract.guards import PageLimits
from pipeline.extract.language import detect, primary_tag
from pipeline.extract.learned import NOTHING_LEARNED, OutletMemory, without_repeated
from pipeline.extract.markup import read_markup
from pipeline.extract.original import find_original
from pipeline.extract.parse import parse_html
from pipeline.extract.people import people_of
from pipeline.extract.prune import Known, pruned
from pipeline.extract.submissions import without_submission
from pipeline.records import Article, Attribution, FeedEntry, Link, Page
from pipeline.text.sentences import split_sentences

_BREAKS = frozenset(("p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"))
_HIDDEN = ("script", "style", "template", "noscript", "iframe", "object")
_MAX_CHARS = 1_000_000
_MOST_LINKS = 200
_MOST_TITLE_CHARS = 140  # of a sentence that stands for a title
_WHOLE = 0.8  # share of the plain text that reading with structure must keep
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|weiterlesen|continue reading\b.{0,80})\W*$", re.IGNORECASE
)


def from_entry(
    page: Page, url: str, learned: OutletMemory = NOTHING_LEARNED, limits: PageLimits | None = None
) -> Article | None:
    """Return an article of the entry's own words, or None when it has neither title nor text.

    An entry without a title, as microblogs write them, has its first sentence for one.

    It is partial unless the feed carries the text to its end.
    """
    entry = page.entry
    title = _title(entry, page) if entry is not None else None
    if entry is None or title is None:
        return None
    limits = limits or PageLimits()
    authors = people_of(entry.authors, frozenset((folded(page.outlet),)))
    summary = one_line(plain(entry.summary), 2000)
    markup = entry.content or (page.body.decode("utf-8", "replace") if page.from_feed else None) or entry.summary
    submitted = without_submission(markup or "", url)
    known = Known(folded(title), frozenset((folded(title),)), frozenset(map(folded, authors)))
    blocks, was_cut = bounded(pruned(_blocks(submitted.markup, url), known), limits.line_chars, limits.text_chars)
    blocks, dropped = without_repeated(blocks, learned)
    text = plain_text(blocks)
    published = entry_moment(entry, page.fetched_at)
    updated = entry.updated_at
    return Article(
        url=url,
        title=title,
        text=text,
        outlet=page.outlet,
        source=page.source,
        markdown=markdown_text(blocks) or None,
        summary=summary if summary != text else None,
        authors=authors,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        updated_at=updated if updated is not None and updated <= page.fetched_at + FUTURE_TOLERANCE else None,
        language=detect(text or title) or primary_tag(entry.language),
        keywords=entry.tags,
        image_url=entry.image_url,
        links=_links(blocks),
        partial=was_cut or entry.content is None or bool(_CUT_OFF.search(text[-120:])),
        original=Attribution("submitted", url=submitted.url)
        if submitted.url
        else find_original(blocks, url, page.outlet),
        dropped=dropped,
        provenance=_provenance(entry),
    )


def _title(entry: FeedEntry, page: Page) -> str | None:
    if title := one_line(entry.title):
        return title
    text = plain(entry.content or entry.summary or (page.body.decode("utf-8", "replace") if page.from_feed else None))
    first = next(iter(split_sentences(text.split("\n")[0])), "")
    if len(first) <= _MOST_TITLE_CHARS:
        return one_line(first)
    return one_line(first[:_MOST_TITLE_CHARS].rsplit(" ", 1)[0] + "…")


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


def _blocks(markup: str | None, url: str) -> list[Block]:
    """Return an entry's text with its headings, lists and links, or as plain lines where reading those loses text."""
    text = plain(markup)
    if not text or markup is None:
        return []
    root = parse_html(f"<html><body><article>{markup[:_MAX_CHARS]}</article></body></html>")
    if root is not None:
        remove_furniture(root, read_markup(root))
        blocks = read_body(root, url)
        if length(blocks) >= _WHOLE * len(text):
            return blocks
    return [Block(Kind.PARAGRAPH, line, line) for line in text.split("\n")]


def _links(blocks: Sequence[Block]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for block in blocks for link in block.links))[:_MOST_LINKS]


def _provenance(entry: FeedEntry) -> dict[str, str]:
    given = {
        "title": entry.title,
        "text": entry.content or entry.summary,
        "authors": entry.authors,
        "published_at": entry.published_at,
    }
    return {name: "feed" for name, value in given.items() if value}
