"""What else a page says of its article: address, section, keywords, image, paywall."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from pipeline.canonical import canonical_url
from pipeline.extract.blocks import Block
from pipeline.extract.clean import folded, one_line
from pipeline.extract.evidence import Claim, Evidence
from pipeline.extract.jsonld import as_list
from pipeline.extract.naming import names_this_page
from pipeline.records import Page
from pipeline.sites import Sites

_MAX_KEYWORDS = 50
_MAX_URL = 2048
_TRUNCATED = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
_LOCKED = frozenset(("locked", "paid", "premium", "subscriber", "subscription", "metered", "hard", "payed", "plus"))
_FEW_WORDS = 80  # stated, that say nothing of an article
_MOST_APART = 1.6  # times as many words as stated, or as few
_SHORT_CHARS = 1200  # what outlets show of a locked article


def own_url(page: Page) -> str:
    """Return the canonical spelling of the address the page was found under."""
    return canonical_url(page.url) or page.url


def open_url(page: Page) -> str:
    """Return where a reader can open what *page* says: `own_url`, or what stands in for it where that is a mere name.

    The fragment stays: of several items on one page it leads to this one.
    """
    entry = page.entry
    if canonical_url(page.url) is not None or entry is None:
        return own_url(page)
    return entry.url or entry.open_url or page.url


def choose_url(page: Page, evidence: Evidence, title: str, sites: Sites) -> Claim:
    """Return the page's own choice of address if that has the same publisher and names this page, else its own."""
    own = own_url(page)
    claims = [Claim(href, "link canonical") for href in evidence.links.get("canonical", ())]
    for claim in (*claims, *evidence.meta("og:url")):
        try:
            url = canonical_url(urljoin(page.url, claim.value))
        except ValueError:
            continue
        if url is not None and sites.same(url, page.url) and names_this_page(url, own, title):
            return Claim(url, claim.origin)
    return Claim(own, "address")


def choose_section(evidence: Evidence) -> str | None:
    """Return the section as the page names it, e.g. "Technology"."""
    for value in evidence.described("articleSection"):
        for name in as_list(value):
            if text := one_line(name, 100):
                return text
    return evidence.first_meta("article:section", "section", "parsely-section", "cxenseparse:section")


def choose_keywords(evidence: Evidence) -> tuple[str, ...]:
    """Return the page's own tags, in order, without repeats."""
    found: dict[str, str] = {}
    for text in _keywords(evidence):
        for part in re.split(r"\s*[,;|]\s*", text):
            if 1 < len(part) <= 80:
                found.setdefault(folded(part), part)
    if evidence.entry is not None:
        for tag in evidence.entry.tags:
            found.setdefault(folded(tag), tag)
    found.pop("", None)
    return tuple(found.values())[:_MAX_KEYWORDS]


def choose_image(evidence: Evidence) -> str | None:
    """Return the address of the lead image."""
    for text in _images(evidence):
        try:
            url = urljoin(evidence.url, text.strip())
        except ValueError:
            continue
        if url.startswith(("http://", "https://")) and len(url) <= _MAX_URL:
            return url
    return None


def is_paywalled(evidence: Evidence) -> bool:
    """Tell whether the page says that its text is not for everyone (schema.org isAccessibleForFree, content tier)."""
    for node in (*evidence.graph.articles, *evidence.graph.pages):
        if str(node.get("isAccessibleForFree")).casefold() in ("false", "0", "no"):
            return True
    tier = evidence.first_meta("article:content_tier", "content_tier", "cxenseparse:access", "access")
    return tier is not None and tier.casefold() in _LOCKED


def is_as_long_as_stated(evidence: Evidence, blocks: Sequence[Block]) -> bool:
    """Tell whether a text is about as long as the page says in its data, or the page says nothing."""
    words = sum(len(block.text.split()) for block in blocks)
    stated = [number for value in evidence.described("wordCount") if (number := _count(value)) is not None]
    stated += [len(body.split()) for body in evidence.described("articleBody") if isinstance(body, str)]
    return all(number <= _FEW_WORDS or _MOST_APART * words >= number >= words / _MOST_APART for number in stated)


def is_partial(evidence: Evidence, blocks: Sequence[Block], *, paywalled: bool) -> bool:
    """Tell whether the text is only the beginning of the article's."""
    text_words = sum(len(block.text.split()) for block in blocks)
    for value in evidence.described("wordCount"):
        stated = _count(value)
        if stated is not None and stated > _FEW_WORDS and text_words < 0.5 * stated:
            return True
    cut = bool(blocks) and bool(_TRUNCATED.search(blocks[-1].text[-20:]))
    return paywalled and (cut or sum(len(block.text) for block in blocks) < _SHORT_CHARS)


def _count(value: object) -> int | None:
    try:
        return int(value)  # type: ignore[call-overload,no-any-return] # what is no number is caught
    except (TypeError, ValueError, OverflowError):
        return None


def _keywords(evidence: Evidence) -> Iterator[str]:
    for claim in evidence.meta("article:tag"):
        yield claim.value
    for value in evidence.described("keywords"):
        yield from (text for one in as_list(value) if (text := one_line(one, 2000)))
    for claim in evidence.meta("news_keywords", "parsely-tags", "sailthru.tags", "keywords"):
        yield claim.value


def _images(evidence: Evidence) -> Iterator[str]:
    for claim in evidence.meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        yield claim.value
    for value in evidence.described("image"):
        for one in as_list(value):
            node = evidence.graph.resolve(one)
            address = node.get("url") if isinstance(node, dict) else node
            if isinstance(address, str):
                yield address
    if evidence.entry is not None and evidence.entry.image_url:
        yield evidence.entry.image_url
