"""Where the text stands on sites that no general reading reads well: data/known_sites.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement

from pipeline.canonical import host_of
from pipeline.extract.blocks import Block
from pipeline.extract.layout import blocks_of, read_placed


@dataclass(frozen=True, slots=True)
class KnownSite:
    """Classes: of what tells a page of this kind, and of what holds its text."""

    mark: str
    text: str


def read_known_site(root: HtmlElement, url: str, base: str) -> list[Block] | None:
    """Return the text of a page of a known site, which may be empty; None for all others."""
    site = _sites().get(host_of(url).removeprefix("www."))
    if site is None or _first(root, site.mark) is None:
        return None
    holder = _first(root, site.text)
    return [] if holder is None else blocks_of(read_placed(holder, base))


def _first(root: HtmlElement, name: str) -> HtmlElement | None:
    return next(
        (one for one in root.iter("div", "table", "blockquote") if name in (one.get("class") or "").split()), None
    )


@cache
def _sites() -> dict[str, KnownSite]:
    table = tomllib.loads(files(__package__).joinpath("data", "known_sites.toml").read_text(encoding="utf-8"))
    return {host: KnownSite(row["mark"], row["text"]) for row in table["site"] for host in row["hosts"]}
