"""Looking at sources before they are trusted: what a page offers, what a source answers, what to write down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.context import CrawlContext
from crawler.filters import is_included, is_muted, is_on_subject
from crawler.parsers.discovery import candidates
from crawler.parsers.feed import parse_feed
from crawler.parsers.opml import read_opml
from crawler.parsers.section import find_articles, is_trap
from crawler.parsers.sitemap import parse_sitemap
from crawler.probe import ProbeResult, probe
from newsdesk.moments import shown
from newsdesk.settings.folders import writable_folder
from newsdesk.settings.load import Loaded
from newsdesk.settings.sources import try_sources
from newsdesk.settings.write import append_tables, file_name, replace_text
from pipeline.canonical import canonical_url
from pipeline.errors import ConfigError, LimitExceededError, SourceError
from pipeline.records import FeedEntry, Source, SourceKind

FEWEST_LINKS = 3  # of a page that is said to list articles
ENOUGH_WORDS = 150  # of an entry's content, to call it the whole text


@dataclass(frozen=True, slots=True)
class Listing:
    """Something that lists articles."""

    url: str
    kind: str
    title: str | None
    entries: tuple[FeedEntry, ...]

    @property
    def summary(self) -> str:
        newest = max((entry.published_at for entry in self.entries if entry.published_at), default=None)
        dated = f", newest {newest:%Y-%m-%d}" if newest else ", no dates"
        return f"{self.title or 'untitled'}: {len(self.entries)} articles{dated}"


@dataclass(frozen=True)
class Report:
    """What `sources check` says of one source."""

    title: str
    lines: list[str] = field(default_factory=list)
    problem: bool = False


async def find_listings(context: CrawlContext, url: str) -> list[Listing]:
    """Return what lists articles at *url* or on its site, the best first. Raises SourceError if it cannot be had."""
    if canonical_url(url) is None:
        raise ConfigError(f"{url}: expected an http or https address")
    robots_url = "{0.scheme}://{0.netloc}/robots.txt".format(urlsplit(url))
    page, robots = await probe(context, [url, robots_url])
    if page.problem or page.status != 200:
        raise SourceError(url, page.problem or f"answered HTTP {page.status}")
    itself = _listing(context, page, SourceKind.FEED) or _listing(context, page, SourceKind.SITEMAP)
    if itself is not None:
        return [itself]
    text = robots.body.decode("utf-8", "replace") if robots.status == 200 else ""
    wanted = candidates(page.body, page.url, text)
    found: dict[str, Listing] = {}
    kinds = {candidate.url: candidate.kind for candidate in wanted}
    for stated in (True, False):
        if found:
            break
        for answer in await probe(context, [one.url for one in wanted if one.stated is stated]):
            if answer.status == 200:
                listing = _listing(context, answer, SourceKind(kinds[answer.asked]))
                if listing is not None:
                    found.setdefault(listing.url, listing)
    section = _listing(context, page, SourceKind.SECTION)
    ranked = sorted(found.values(), key=lambda one: (one.kind != "feed", is_of_comments(one), -len(one.entries)))
    return [*ranked, *([section] if section else [])]


_COMMENTS = re.compile(r"(?i)comment|kommentar|coment[aá]rio|commenti\b|reacties|комментари|评论|コメント|댓글")


def is_of_comments(listing: Listing) -> bool:
    """Tell whether a listing is of what readers wrote below articles; such a feed is longer than the blog's own."""
    parts = urlsplit(listing.url)
    return bool(_COMMENTS.search(f"{parts.path}?{parts.query}") or _COMMENTS.search(listing.title or ""))


async def check_sources(context: CrawlContext, sources: Sequence[Source]) -> list[Report]:
    """Ask each source now; return what it answered."""
    answers = await probe(context, [source.url for source in sources], {source.url: source for source in sources})
    return [_report(context, source, answer) for source, answer in zip(sources, answers, strict=True)]


def add_source(
    loaded: Loaded, sources: Mapping[str, Source], listing: Listing, *, name: str | None, category: str, file: str
) -> tuple[str, Path]:
    """Append *listing* to *file* of the user's own sources; return its name and the file. Raises ConfigError."""
    known = next((one for one in sources.values() if one.url == listing.url), None)
    if known is not None:
        raise ConfigError(f"{listing.url}: listed already as {known.name}")
    chosen = name or _free_name(slug(listing.title or urlsplit(listing.url).hostname or "source"), sources)
    if chosen in sources:
        raise ConfigError(f"--name {chosen}: taken")
    return chosen, _append(loaded, file, [_table(chosen, listing.url, listing.kind, listing.title, None, category)])


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an OPML file's outlines. *left_out* says of each that is no feed of the web why."""

    added: int
    known: int  # listed already
    left_out: tuple[str, ...]
    path: Path


def import_opml(loaded: Loaded, sources: Mapping[str, Source], file: Path, *, category: str) -> Imported:
    """Append the feeds of an OPML file to the user's own sources. Raises ConfigError if it is none."""
    try:
        read = read_opml(file.read_bytes())
    except ValueError as exc:
        raise ConfigError(f"{file}: {exc}") from None
    known = {canonical_url(source.url) for source in sources.values()}
    names = dict.fromkeys(sources)
    tables = []
    for one in read.feeds:
        if canonical_url(one.url) in known:
            continue
        chosen = _free_name(slug(one.title or urlsplit(one.url).hostname or "source"), names)
        names[chosen] = None
        tables.append(_table(chosen, one.url, "feed", one.title, one.homepage, category))
    target = f"{slug(file.stem)}.toml"
    path = _append(loaded, target, tables) if tables else loaded.folder / "sources" / target
    return Imported(len(tables), len(read.feeds) - len(tables), read.left_out, path)


def slug(text: str) -> str:
    """Return *text* as a source's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60].strip("-") or "source"


def _listing(context: CrawlContext, answer: ProbeResult, kind: SourceKind) -> Listing | None:
    try:
        title, entries, problem = _read(context, answer, kind)
    except LimitExceededError:
        return None
    if problem or not entries:
        return None
    return Listing(answer.url, kind.value, title, tuple(entries))


def _read(
    context: CrawlContext, answer: ProbeResult, kind: SourceKind, selector: str | None = None
) -> tuple[str | None, Sequence[FeedEntry], str | None]:
    now, url, sandbox = context.clock(), answer.url, context.sandbox
    if kind is SourceKind.FEED:
        content_type = answer.header("content-type")
        feed = sandbox.run(
            partial(parse_feed, answer.body, url=url, content_type=content_type, source="check", now=now)
        )
        return feed.title, feed.entries, feed.problem
    if kind is SourceKind.SITEMAP:
        sitemap = sandbox.run(partial(parse_sitemap, answer.body, url=url, source="check", now=now))
        if sitemap.sitemaps:
            index = FeedEntry(source="check", url=sitemap.sitemaps[0], title=f"{len(sitemap.sitemaps)} sitemaps")
            return "sitemap index", (index,), None
        return "sitemap", sitemap.entries, sitemap.problem
    entries = sandbox.run(
        partial(find_articles, answer.body, url=url, encoding=None, source="check", now=now, selector=selector)
    )
    return "links on the page", entries, None if len(entries) >= FEWEST_LINKS else "hardly any article links"


def _report(context: CrawlContext, source: Source, answer: ProbeResult) -> Report:
    report = [answer.url]
    if answer.url != source.url:
        report.append(f"redirected from {source.url}")
    if answer.problem is not None:
        return Report(source.name, [*report, answer.problem], problem=True)
    report.append(f"HTTP {answer.status}, {len(answer.body):,} bytes, {answer.header('content-type') or 'no type'}")
    if answer.status != 200:
        return Report(source.name, report, problem=True)
    validators = [name for name in ("etag", "last-modified") if answer.header(name)]
    report.append(f"validators: {', '.join(validators) or 'none: every poll costs the whole body'}")
    try:
        title, entries, problem = _read(context, answer, source.kind, source.selector)
    except (LimitExceededError, ValueError) as exc:
        return Report(source.name, [*report, str(exc)], problem=True)
    if problem:
        return Report(source.name, [*report, problem], problem=True)
    return Report(
        f"{source.name} ({title or source.title or 'untitled'})", [*report, *_about(context, source, entries)]
    )


def _about(context: CrawlContext, source: Source, entries: Sequence[FeedEntry]) -> list[str]:
    dates = sorted(entry.published_at for entry in entries if entry.published_at)
    urls = [entry.url for entry in entries if entry.url is not None]
    oldest = context.limits.item_age / timedelta(days=1)
    old = sum((context.clock() - date).days > oldest for date in dates)
    whole = sum(len((entry.content or "").split()) >= ENOUGH_WORDS for entry in entries)
    lines = [f"{len(entries)} entries, {len(dates)} dated" + (f", newest {shown(dates[-1], UTC)}" if dates else "")]
    if whole >= len(entries) / 2 and entries:
        lines.append("carries whole articles: full_text = true saves the second fetch")
    skipped = [
        (old, f"older than {oldest:g} days: not fetched"),
        (sum(is_trap(url) for url in urls), "with an address like a trap's: not fetched"),
        (sum(not is_included(url, source) for url in urls), "left out by include and exclude"),
        (sum(is_muted(entry.title, source) for entry in entries), "left out by mute"),
        (sum(not is_on_subject(entry, source) for entry in entries), "on another subject: not fetched"),
        (
            sum(not context.authority.may_speak_for(source, url) for url in urls),
            "on another site: what the list says of them is not kept (see speaks_for)",
        ),
        (sum(entry.url is None for entry in entries), "without a link"),
        (sum(entry.guid is None for entry in entries), "without a GUID (known by their address)"),
    ]
    lines += [f"{count} {what}" for count, what in skipped if count]
    lines += [f"  {entry.title or '(no title)'}  {entry.url or ''}" for entry in entries[:3]]
    return lines


def _free_name(wanted: str, taken: Iterable[str]) -> str:
    names = set(taken)
    number, name = 1, wanted
    while name in names:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _append(loaded: Loaded, file: str, tables: Sequence[Mapping[str, Any]]) -> Path:
    """Append *tables* to *file* of the configuration's own sources, unless that makes it wrong: then ConfigError."""
    path = writable_folder(loaded.folder) / "sources" / file_name(file)
    before = path.read_text(encoding="utf-8") if path.exists() else None
    append_tables(path, "source", tables, heading="Added by `newsdesk sources`.")
    _, problems = try_sources(*dict.fromkeys((*loaded.source_folders, path.parent)))
    if not problems:
        return path
    if before is None:
        path.unlink()
    else:
        replace_text(path, before)
    raise ConfigError(f"{path}: left as it was, for with the addition: {problems[0]}")


def _table(name: str, url: str, kind: str, title: str | None, homepage: str | None, category: str) -> dict[str, Any]:
    stated = None if kind == "feed" else kind  # the default is left out
    values = {"name": name, "url": url, "kind": stated, "title": title, "homepage": homepage, "category": category}
    return {key: _printable(value) for key, value in values.items() if value}


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
