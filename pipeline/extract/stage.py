"""The stage itself: a Page becomes an Article, or is rejected with the reason."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml.html import HtmlElement

from pipeline.canonical import canonical_url, site_of
from pipeline.extract.authors import choose_authors
from pipeline.extract.blocks import Block, length, markdown_text, plain_text
from pipeline.extract.body import read_body
from pipeline.extract.clean import folded, one_line
from pipeline.extract.dates import published, updated
from pipeline.extract.embedded import embedded_blocks
from pipeline.extract.evidence import Claim, Evidence, read_evidence
from pipeline.extract.fallback import from_entry
from pipeline.extract.guards import PageLimits, refuse_bytes
from pipeline.extract.language import choose_language
from pipeline.extract.learned import NOTHING_LEARNED, SiteLines, without_repeated
from pipeline.extract.marks import read_marks, remove_furniture
from pipeline.extract.parse import decode, parse
from pipeline.extract.prune import Known, pruned
from pipeline.extract.standfirst import standfirst_of, with_standfirst
from pipeline.extract.title import choose_title, titles_of
from pipeline.records import Article, Link, Page, Reason, Rejected

DEFAULT_LIMITS = PageLimits()
GONE = (404, 410)
_MAX_LINKS = 200
_LITTLE_TEXT = 400


def extract(
    page: Page, learned: SiteLines = NOTHING_LEARNED, limits: PageLimits = DEFAULT_LIMITS
) -> Article | Rejected:
    """Return the article of *page*, or why there is none.

    A page that gives no article, though its feed entry has a title, becomes a partial article of the
    entry's own words; one that is gone stays rejected.
    """
    outcome = _from_page(page, learned, limits)
    if isinstance(outcome, Article) or outcome.reason is Reason.SOFT_404 or page.status in GONE:
        return outcome
    return from_entry(page, own_url(page)) or outcome


def own_url(page: Page) -> str:
    """Return the canonical spelling of the address the page was found under."""
    return canonical_url(page.url) or page.url


def _from_page(page: Page, learned: SiteLines, limits: PageLimits) -> Article | Rejected:
    if page.status >= 400 and not page.from_feed:
        return Rejected(Reason.HTTP_STATUS, str(page.status))
    refused = refuse_bytes(page, limits)
    if refused is not None:
        return refused
    root = parse(decode(page), limits)
    if isinstance(root, Rejected):
        return root
    return _from_tree(page, root, learned)


def _from_tree(page: Page, root: HtmlElement, learned: SiteLines) -> Article | Rejected:
    evidence = read_evidence(root, page.url, page.entry)
    marks = read_marks(root)
    title = choose_title(evidence, page.outlet)
    if title is None:
        return Rejected(Reason.EMPTY, "no title")
    authors = choose_authors(evidence, marks, page.outlet)
    standfirst = standfirst_of(evidence, marks)
    remove_furniture(marks)
    blocks = read_body(root, urljoin(page.url, evidence.base or ""))
    if length(blocks) < _LITTLE_TEXT:
        embedded, origin = embedded_blocks(root, evidence)
        if length(embedded) > length(blocks):
            blocks = embedded
    if not blocks:
        return Rejected(Reason.EMPTY, "no text found")
    blocks = pruned(blocks, Known(titles_of(evidence, title), frozenset(map(folded, authors[0])), frozenset()))
    blocks = with_standfirst(blocks, standfirst)
    blocks, dropped = without_repeated(blocks, learned)
    return _compose(page, evidence, title, authors, blocks, dropped)


def _compose(
    page: Page,
    evidence: Evidence,
    title: Claim,
    authors: tuple[tuple[str, ...], str | None],
    blocks: list[Block],
    dropped: tuple[str, ...],
) -> Article | Rejected:
    first = published(evidence, page.fetched_at)
    last = updated(evidence, page.fetched_at, first)
    language, language_origin = choose_language(evidence)
    url, url_origin = _canonical(page, evidence)
    origins = {
        "url": url_origin,
        "title": title.origin,
        "text": "trafilatura",
        "authors": authors[1],
        "published_at": first.origin if first else None,
        "updated_at": last.origin if last else None,
        "language": language_origin,
    }
    return Article(
        url=url,
        title=title.value,
        text=plain_text(blocks),
        outlet=page.outlet,
        source=page.source,
        markdown=markdown_text(blocks),
        summary=one_line(evidence.first_meta("og:description", "description", "twitter:description"), 2000),
        authors=authors[0],
        published_at=first.at if first else None,
        published_precision=first.precision if first else None,
        updated_at=last.at if last else None,
        language=language,
        section=evidence.first_meta("article:section"),
        keywords=tuple(claim.value for claim in evidence.meta("article:tag"))[:50],
        image_url=_image(evidence),
        links=_links(blocks),
        dropped=dropped,
        provenance={field: origin for field, origin in origins.items() if origin is not None},
    )


def _canonical(page: Page, evidence: Evidence) -> tuple[str, str]:
    """Return the page's own choice of address if it stays within the site, else where it was found."""
    claims = [(href, "link canonical") for href in evidence.links.get("canonical", ())]
    claims += [(claim.value, claim.origin) for claim in evidence.meta("og:url")]
    for href, origin in claims:
        try:
            url = canonical_url(urljoin(page.url, href))
        except ValueError:
            continue
        if url is not None and site_of(url) == site_of(page.url) and url.partition("://")[2].strip("/").count("/"):
            return url, origin
    return own_url(page), "address"


def _image(evidence: Evidence) -> str | None:
    for claim in evidence.meta("og:image", "og:image:url", "twitter:image"):
        url = urljoin(evidence.url, claim.value)
        if url.startswith(("http://", "https://")) and len(url) <= 2048:
            return url
    return None


def _links(blocks: list[Block]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for block in blocks for link in block.links))[:_MAX_LINKS]
