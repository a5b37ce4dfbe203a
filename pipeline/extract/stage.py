"""The stage itself: a Page becomes an Article, or is rejected with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from lxml.html import HtmlElement

from pipeline.extract.authors import choose_authors
from pipeline.extract.blocks import Block, bounded, length, markdown_text, plain_text
from pipeline.extract.body import read_body
from pipeline.extract.clean import folded
from pipeline.extract.dates import times_of
from pipeline.extract.details import (
    choose_image,
    choose_keywords,
    choose_section,
    choose_url,
    is_as_long_as_stated,
    is_partial,
    is_paywalled,
    open_url,
    own_url,
)
from pipeline.extract.embedded import embedded_blocks
from pipeline.extract.evidence import Claim, Evidence, read_evidence
from pipeline.extract.feed import from_entry
from pipeline.extract.furniture import remove_furniture
from pipeline.extract.guards import PageLimits, refuse_bytes
from pipeline.extract.known_sites import read_known_site
from pipeline.extract.language import choose_language
from pipeline.extract.learned import NOTHING_LEARNED, OutletMemory, without_repeated
from pipeline.extract.markup import Markup, read_markup
from pipeline.extract.original import find_original
from pipeline.extract.pagination import is_one_of_several
from pipeline.extract.parse import decode, parse
from pipeline.extract.plain import read_plainly
from pipeline.extract.prune import Known, pruned
from pipeline.extract.refuse import refuse_blocks, refuse_kind, refuse_title
from pipeline.extract.standfirst import standfirst_of, with_standfirst
from pipeline.extract.tables import flatten_lists
from pipeline.extract.template import Doubt, Template, is_sample, is_worth_observing, observe, read
from pipeline.extract.title import choose_title, titles_of
from pipeline.extract.weigh import better_told, is_in_doubt
from pipeline.records import Article, Link, Page, PageLayout, Reason, Rejected
from pipeline.sites import NO_SHARED_HOSTS, Sites

DEFAULT_LIMITS = PageLimits()
_FINAL = (Reason.SOFT_404, Reason.NOT_ARTICLE)  # what a feed entry cannot make good
_GONE = (404, 410)
_LITTLE_TEXT = 400  # characters below which the page's data may hold more than its markup
_MAX_LINKS = 200
_DATED = ("article:published_time", "datepublished", "date")


@dataclass(frozen=True, slots=True)
class _Text:
    """The main text of a page."""

    blocks: list[Block]
    origin: str
    layout: PageLayout | None = None


def extract(
    page: Page,
    learned: OutletMemory = NOTHING_LEARNED,
    limits: PageLimits = DEFAULT_LIMITS,
    sites: Sites = NO_SHARED_HOSTS,
) -> Article | Rejected:
    """Return the article of *page*, or why there is none.

    *sites* tells whose an address on a shared host is. Lines that *learned* knows as repeated by the outlet are
    left out and returned in ``dropped``; its templates read the text where the page bears them out. A page that
    gives no article, though its feed entry has a title, becomes a partial article of the entry's own words;
    one that is gone, or is no article at all, stays rejected. A teaser, a wall or an empty shell gives way to what
    the feed says.
    """
    if page.from_feed:
        return from_entry(page, open_url(page), learned, limits) or Rejected(
            Reason.EMPTY, "the feed entry has no title"
        )
    outcome = _from_page(page, learned, limits, sites)
    if isinstance(outcome, Article):
        told = from_entry(page, own_url(page), learned, limits) if is_in_doubt(outcome) else None
        return outcome if told is None else better_told(outcome, told)
    if outcome.reason in _FINAL or page.status in _GONE:
        return outcome
    return from_entry(page, own_url(page), learned, limits) or outcome


def _from_page(page: Page, learned: OutletMemory, limits: PageLimits, sites: Sites) -> Article | Rejected:
    if page.status >= 400:
        return Rejected(Reason.HTTP_STATUS, str(page.status))
    refused = refuse_bytes(page, limits)
    if refused is not None:
        return refused
    root = parse(decode(page), limits)
    if isinstance(root, Rejected):
        return root
    return _from_tree(page, root, learned, limits, sites)


def _from_tree(
    page: Page, root: HtmlElement, learned: OutletMemory, limits: PageLimits, sites: Sites
) -> Article | Rejected:
    evidence = read_evidence(root, page.url, page.entry)
    markup = read_markup(root)
    title = choose_title(evidence, page.outlet)
    if title is None:
        return Rejected(Reason.EMPTY, "no title")
    described = _described(page, evidence, markup, title, sites)
    standfirst = standfirst_of(evidence, markup)
    remove_furniture(root, markup)
    flatten_lists(root)
    text = _text(page, root, evidence, learned.templates)
    blocks, was_cut = bounded(text.blocks, limits.line_chars, limits.text_chars)
    is_dated = described.published_at is not None and bool(evidence.graph.articles or evidence.first_meta(*_DATED))
    refused = (
        refuse_title(title.value, length(blocks), is_dated=is_dated)
        or refuse_blocks(blocks)
        or refuse_kind(evidence, blocks)
    )
    if refused is not None:
        return refused
    blocks = pruned(
        blocks, Known(folded(title.value), titles_of(evidence, title), frozenset(map(folded, described.authors)))
    )
    blocks = with_standfirst(blocks, standfirst)
    blocks, dropped = without_repeated(blocks, learned)
    if not blocks:
        return Rejected(Reason.EMPTY, "no text found")
    described = replace(described, dropped=dropped, layout=text.layout)
    return _completed(described, evidence, blocks, text.origin, was_cut=was_cut)


def _text(page: Page, root: HtmlElement, evidence: Evidence, templates: Sequence[Template]) -> _Text:
    """Return the main text: by the outlet's template or plainly if nothing speaks against it, else by trafilatura."""
    base = urljoin(page.url, evidence.base or "")
    if (known := read_known_site(root, page.url, base)) is not None:
        return _Text(known, "known site")
    if templates and not is_sample(page.url):
        found = read(templates, root, base)
        if not isinstance(found, Doubt) and is_as_long_as_stated(evidence, found):
            return _Text(found, "template")
    plain = read_plainly(root, base)
    if plain is not None and is_as_long_as_stated(evidence, plain):
        return _Text(plain, "plain")
    blocks = read_body(root, base)
    if length(blocks) < _LITTLE_TEXT:
        embedded, origin = embedded_blocks(root, evidence)
        if origin is not None and length(embedded) > length(blocks):
            return _Text(embedded, origin)
    layout = None
    if is_worth_observing(templates, page.url):
        layout = observe(templates, root, base, blocks, page.fetched_at)
    return _Text(blocks, "trafilatura", layout)


def _described(page: Page, evidence: Evidence, markup: Markup, title: Claim, sites: Sites) -> Article:
    """Return the article as far as the page describes it, without its text."""
    authors, author_origin = choose_authors(evidence, markup, page.outlet)
    first, last = times_of(evidence, markup, page.fetched_at)
    url = choose_url(page, evidence, title.value, sites)
    origins = {
        "url": url.origin,
        "title": title.origin,
        "authors": author_origin,
        "published_at": first.origin if first else None,
        "updated_at": last.origin if last else None,
    }
    return Article(
        url=url.value,
        title=title.value,
        text="",
        outlet=page.outlet,
        source=page.source,
        summary=next(evidence.descriptions(), None),
        authors=authors,
        published_at=first.at if first else None,
        published_precision=first.precision if first else None,
        updated_at=last.at if last else None,
        section=choose_section(evidence),
        keywords=choose_keywords(evidence),
        image_url=choose_image(evidence),
        paywalled=is_paywalled(evidence),
        provenance={field: origin for field, origin in origins.items() if origin is not None},
    )


def _completed(
    draft: Article,
    evidence: Evidence,
    blocks: list[Block],
    text_origin: str,
    *,
    was_cut: bool,
) -> Article:
    text = plain_text(blocks)
    language, language_origin = choose_language(evidence, text)
    provenance = {**draft.provenance, "text": text_origin}
    if language_origin is not None:
        provenance["language"] = language_origin
    return replace(
        draft,
        text=text,
        markdown=markdown_text(blocks),
        language=language,
        links=_links(blocks),
        partial=was_cut
        or is_partial(evidence, blocks, paywalled=draft.paywalled)
        or is_one_of_several(evidence.root, evidence.url),
        original=find_original(blocks, draft.url, draft.outlet),
        provenance=provenance,
    )


def _links(blocks: list[Block]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for block in blocks for link in block.links))[:_MAX_LINKS]
