"""Where an outlet's articles stand on its pages, learned from pages that trafilatura read.

A template names the element that holds the text, by the tags and classes around it, and counts for each kind of block
inside how often it was text and how often it was left out. It is trusted only after it has read several pages in a row
as trafilatura did. Later pages are then read by it and compared with their own marks; whatever speaks against it is a
doubt, and trafilatura is asked again, as it is for a sample of pages in any case.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lxml import etree
from lxml.html import HtmlElement

from pipeline.extract.blocks import Block, length
from pipeline.extract.clean import folded
from pipeline.extract.doubt import largest_group
from pipeline.extract.layout import Placed, blocks_of, path_of, read_placed, step_of
from pipeline.records import BlockCount, PageLayout


@dataclass(frozen=True, slots=True)
class Template:
    """Where the text of an outlet's articles stands."""

    container: str
    blocks: Mapping[str, BlockCount] = field(default_factory=dict)
    pages: int = 0  # that trafilatura read
    agreements: int = 0  # pages in a row that the template read as trafilatura did
    checked_at: datetime | None = None  # when the last of these pages was fetched


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a page is not read by its outlet's template."""

    why: str


@dataclass(frozen=True, slots=True)
class TemplateRules:
    """When a template is trusted, and what a page must show to be read by it."""

    agreements: int = 4  # in a row, before it is trusted
    sample: int = 16  # one page in so many is read by trafilatura all the same
    patience: int = 24  # pages; a template that is not trusted by then is looked at for a sample of pages only
    same_words: float = 0.985  # of two readings, as F1, that agree
    kept: float = 0.9  # of a kind's blocks that were text, or the kind is mixed; and the share left out likewise
    small_block: int = 25  # letters; an unknown or mixed block of fewer is left out and raises no doubt
    least_chars: int = 500
    most_beside: float = 1.5  # how many times as long the largest group of paragraphs on the page may be
    stated: float = 0.5  # of the words that the page says its article has
    most_templates: int = 4  # of one outlet: articles, reviews, live pages
    most_kinds: int = 120  # of blocks in one template


DEFAULT_TEMPLATE_RULES = TemplateRules()
_HEADLINE_BEFORE = etree.XPath(
    "boolean(ancestor::*/preceding-sibling::*/descendant-or-self::h1 or "
    "preceding-sibling::*/descendant-or-self::h1 or .//h1 or not(//h1))"
)
_WORDS = re.compile(r"\w+")


def learn(
    known: Sequence[Template], seen: PageLayout, rules: TemplateRules = DEFAULT_TEMPLATE_RULES
) -> tuple[Template, ...]:
    """Return the templates of an outlet after one more page; those met last stand first."""
    old = next((one for one in known if one.container == seen.container), Template(seen.container))
    counts = dict(old.blocks)
    for signature, count in seen.blocks.items():
        before = counts.get(signature, BlockCount())
        counts[signature] = BlockCount(before.kept + count.kept, before.left_out + count.left_out)
    most = sorted(counts.items(), key=lambda item: item[1].kept + item[1].left_out, reverse=True)[: rules.most_kinds]
    agreements = old.agreements if seen.agreed is None else old.agreements + 1 if seen.agreed else 0
    new = Template(seen.container, dict(most), old.pages + 1, agreements, seen.at)
    return (new, *(one for one in known if one.container != seen.container))[: rules.most_templates]


def read(
    known: Sequence[Template], root: HtmlElement, base: str, rules: TemplateRules = DEFAULT_TEMPLATE_RULES
) -> list[Block] | Doubt:
    """Return the text of a page by the template that fits it, or why none of those *known* can be believed here."""
    trusted = [one for one in known if one.agreements >= rules.agreements]
    if not trusted:
        return Doubt("no template is trusted yet")
    for template in trusted:
        if (container := _only(root, template.container)) is not None:
            return _verified(template, _Found(root, container, read_placed(container, base)), rules)
    return Doubt("no known container stands on the page")


def is_sample(url: str, rules: TemplateRules = DEFAULT_TEMPLATE_RULES) -> bool:
    """Tell whether the page of this address is read by trafilatura whatever is known: the same on every machine."""
    return zlib.crc32(url.encode()) % rules.sample == 0


def is_worth_observing(known: Sequence[Template], url: str, rules: TemplateRules = DEFAULT_TEMPLATE_RULES) -> bool:
    """Tell whether a page that trafilatura read shall be learned from; outlets without a template cost little time."""
    if sum(one.pages for one in known) < rules.patience or any(one.agreements for one in known):
        return True
    return is_sample(url, rules)


def observe(
    known: Sequence[Template],
    root: HtmlElement,
    base: str,
    blocks: Sequence[Block],
    at: datetime,
    rules: TemplateRules = DEFAULT_TEMPLATE_RULES,
) -> PageLayout | None:
    """Return what a page teaches of which trafilatura read *blocks*; None if its text stands nowhere whole."""
    kept = _Kept(blocks)
    container = _container(root, kept)
    if container is None or length(blocks) < rules.least_chars:
        return None
    signature = path_of(container)
    placed = read_placed(container, base)
    counts: dict[str, BlockCount] = {}
    for one in placed:
        before = counts.get(one.signature, BlockCount())
        counts[one.signature] = (
            replace(before, kept=before.kept + 1)
            if kept.has(one.block.text)
            else replace(before, left_out=before.left_out + 1)
        )
    template = next((one for one in known if one.container == signature), None)
    agreed = None if template is None else _agreed(template, _Found(root, container, placed), blocks, rules)
    return PageLayout(signature, counts, agreed, at)


class _Kept:
    """The text that trafilatura found, to be asked for pieces of it."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._lines = {folded(block.text) for block in blocks}
        self._whole = "".join(folded(block.text) for block in blocks)

    def has(self, text: str) -> bool:
        key = folded(text)
        return key in self._lines or (len(key) > DEFAULT_TEMPLATE_RULES.small_block and key in self._whole)


def _container(root: HtmlElement, kept: _Kept) -> HtmlElement | None:
    """Return the smallest element that holds every paragraph of the text."""
    chains: list[list[HtmlElement]] = []
    for paragraph in root.iter("p"):
        text = "".join(paragraph.itertext())
        if len(text) > DEFAULT_TEMPLATE_RULES.small_block and kept.has(text):
            chains.append([*reversed(list(paragraph.iterancestors()))])
    if len(chains) < 2:
        return None
    shared = chains[0]
    for chain in chains[1:]:
        same = next(
            (place for place, (one, other) in enumerate(zip(shared, chain, strict=False)) if one is not other), None
        )
        shared = shared[: min(len(shared), len(chain)) if same is None else same]
    return shared[-1] if len(shared) > 2 else None  # html and body are no container


@dataclass(frozen=True, slots=True)
class _Found:
    """A container on a page, and the blocks inside it."""

    root: HtmlElement
    container: HtmlElement
    placed: Sequence[Placed]


def _agreed(template: Template, found: _Found, blocks: Sequence[Block], rules: TemplateRules) -> bool | None:
    """Tell whether *template* reads the same as *blocks*; None while it does not know enough to read the page."""
    if _only(found.root, template.container) is not found.container:
        return False
    text = _verified(template, found, rules)
    if isinstance(text, Doubt):
        return None if template.agreements < rules.agreements else False
    return _same_words(text, blocks) >= rules.same_words


def _only(root: HtmlElement, signature: str) -> HtmlElement | None:
    """Return the one element of this signature; None when there is none, or several."""
    last = signature.rpartition(">")[2]
    found = [one for one in root.iter(last.partition(".")[0]) if step_of(one) == last and path_of(one) == signature]
    return found[0] if len(found) == 1 else None


def _verified(template: Template, found: _Found, rules: TemplateRules) -> list[Block] | Doubt:
    """Return the text inside the container, or what on the page speaks against it."""
    chosen = _chosen(template, found.placed, rules)
    if isinstance(chosen, Doubt):
        return chosen
    chars = length(chosen)
    if chars < rules.least_chars:
        return Doubt(f"{chars} characters are few")
    if not _HEADLINE_BEFORE(found.container):
        return Doubt("the headline stands behind it")
    if largest_group(found.root) > rules.most_beside * chars:
        return Doubt("more prose stands elsewhere")
    return chosen


def _chosen(template: Template, placed: Iterable[Placed], rules: TemplateRules) -> list[Block] | Doubt:
    chosen: list[Placed] = []
    for one in placed:
        count = template.blocks.get(one.signature, BlockCount())
        seen = count.kept + count.left_out
        share = count.kept / seen if seen else 0.5
        if share >= rules.kept:
            chosen.append(one)
        elif share > 1 - rules.kept and len(folded(one.block.text)) > rules.small_block:
            return Doubt(f"a block {'of a kind never met' if not seen else 'that may be text or not'}: {one.signature}")
    return blocks_of(chosen)


def _same_words(one: Sequence[Block], other: Sequence[Block]) -> float:
    """Return how far two readings have the same words, 0..1 (F1 of the words as multisets)."""
    left, right = (Counter(word for block in blocks for word in _WORDS.findall(block.text)) for blocks in (one, other))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0
