"""Which of the entries that a source lists are taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

from crawler.parsers.section import is_trap
from pipeline.records import FeedEntry, Source, SourceKind


def filter_entries(
    entries: Iterable[FeedEntry], source: Source, *, listed_at: str, oldest: datetime
) -> Iterator[FeedEntry]:
    """Yield the entries of *source* to take. Left out are those that its configuration excludes, those older than
    *oldest*, and addresses that look like one of endlessly many. *listed_at* is the list's own URL.
    """
    for entry in entries:
        when = entry.published_at or entry.updated_at
        if when is not None and when < oldest:
            continue
        if entry.url is not None and not _takes_address(entry.url, source, listed_at):
            continue
        yield entry


def is_included(url: str, source: Source) -> bool:
    """Return whether the path of *url* matches an ``include`` of *source* (if it has any) and no ``exclude``.

    In a pattern ``*`` stands for anything, slashes too: ``/ai/*`` matches ``/ai/2026/a-story``.
    """
    path = unquote(urlsplit(url).path) or "/"
    if source.include and not any(fnmatchcase(path, pattern) for pattern in source.include):
        return False
    return not any(fnmatchcase(path, pattern) for pattern in source.exclude)


def _takes_address(url: str, source: Source, listed_at: str) -> bool:
    if source.kind is SourceKind.ARTICLE:
        return True
    # The list's own address is an empty link, resolved.
    return url != listed_at and is_included(url, source) and not is_trap(url)
