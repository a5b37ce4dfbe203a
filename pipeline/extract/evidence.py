"""What a page says about itself outside its text, read in one pass over the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement

from pipeline.extract.clean import folded, one_line
from pipeline.extract.jsonld import Graph, read_graph
from pipeline.records import FeedEntry

_READ = ("meta", "link", "title", "script", "time", "h1", "base")
_KEYS = ("property", "name", "itemprop", "http-equiv")


@dataclass(frozen=True, slots=True)
class Claim:
    """A value and where on the page it was found."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the chosen fields are chosen from."""

    url: str
    root: HtmlElement
    entry: FeedEntry | None
    graph: Graph = field(default_factory=Graph)
    metas: dict[str, list[str]] = field(default_factory=dict)  # meta_key -> contents in order
    links: dict[str, list[str]] = field(default_factory=dict)  # rel -> hrefs
    titles: Sequence[str] = ()
    headings: Sequence[HtmlElement] = ()  # h1
    times: Sequence[HtmlElement] = ()
    base: str | None = None

    def meta(self, *keys: str) -> Iterator[Claim]:
        """Yield the contents of the meta elements of these names, in the order of *keys*."""
        for key in keys:
            for content in self.metas.get(meta_key(key), ()):
                yield Claim(content, f"meta {key}")

    def first_meta(self, *keys: str) -> str | None:
        return next((claim.value for claim in self.meta(*keys)), None)

    def descriptions(self) -> Iterator[str]:
        """Yield what the page says it is about, in a sentence or two."""
        for value in self.described("description"):
            if text := one_line(value, 2000):
                yield text
        for claim in self.meta("og:description", "description", "twitter:description"):
            yield claim.value

    def described(self, key: str) -> Iterator[Any]:
        """Yield the values of *key* in the JSON-LD nodes about the article, the main node first."""
        for node in self.graph.articles:
            if (value := node.get(key)) is not None:
                yield value


@lru_cache(maxsize=4096)
def meta_key(name: str) -> str:
    """Return a meta element's name as all spell it: ``article:published_time`` is ``article.publishedTime``."""
    return folded(name)


def read_evidence(root: HtmlElement, url: str, entry: FeedEntry | None) -> Evidence:
    """Collect claims; nothing is judged here."""
    found: dict[str, list[HtmlElement]] = {name: [] for name in _READ}
    for element in root.iter(*_READ):
        found[str(element.tag)].append(element)
    metas: dict[str, list[str]] = {}
    for element in found["meta"]:
        content = one_line(element.get("content"), 5000)
        if content is None:
            continue
        for attribute in _KEYS:
            if key := element.get(attribute):
                metas.setdefault(meta_key(key), []).append(content)
    links: dict[str, list[str]] = {}
    for element in found["link"]:
        if href := element.get("href"):
            links.setdefault((element.get("rel") or "").lower(), []).append(href.strip())
    scripts = [e for e in found["script"] if "ld+json" in (e.get("type") or "").lower()]
    titles = [title for e in found["title"] if (title := one_line(e.text)) and not _in_svg(e)]
    return Evidence(
        url=url,
        root=root,
        entry=entry,
        graph=read_graph(scripts),
        metas=metas,
        links=links,
        titles=titles,
        headings=found["h1"],
        times=found["time"],
        base=next((href for e in found["base"] if (href := e.get("href"))), None),
    )


def _in_svg(element: HtmlElement) -> bool:
    return next(element.iterancestors("svg"), None) is not None
