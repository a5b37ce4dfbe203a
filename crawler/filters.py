"""Which of the entries that a source lists are taken. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.parsers.section import is_trap
from pipeline.records import FeedEntry, Source, SourceKind


def filter_entries(
    entries: Iterable[FeedEntry], source: Source, *, listed_at: str, oldest: datetime
) -> Iterator[FeedEntry]:
    """Yield the entries of *source* to take. Left out are those that its configuration excludes or mutes, those older
    than *oldest*, and addresses that look like one of endlessly many. *listed_at* is the list's own URL.
    """
    for entry in entries:
        when = entry.published_at or entry.updated_at
        if when is not None and when < oldest:
            continue
        if is_muted(entry.title, source) or not is_on_subject(entry, source):
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


def is_on_subject(entry: FeedEntry, source: Source) -> bool:
    """Return whether the title of *entry* has a word of its *source*'s subject, if that has one.

    Words of capitals alone count only as such: "AI" is no "ai" of Italian. Where there is no title the last part of
    the address speaks for it; where that has no words, nothing is known, and the entry is taken.
    """
    if not source.subject:
        return True
    if entry.title is not None:
        named, folded = _subject(source.subject)
        return bool((named and named.search(entry.title)) or (folded and folded.search(entry.title.casefold())))
    words = _slug(entry.url)
    return words is None or _muting(source.subject).search(words) is not None


@lru_cache(maxsize=64)
def _subject(words: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return what finds words of capitals as they are written, and what finds the others in a folded title."""
    capitals = tuple(word.strip() for word in words if word.strip().isupper())
    others = tuple(word for word in words if not word.strip().isupper())
    return (re.compile("|".join(map(_whole, capitals))) if capitals else None, _muting(others) if others else None)


def _slug(url: str | None) -> str | None:
    """Return the words of an address's last part, None where it has fewer than three."""
    last = unquote(urlsplit(url or "").path).rstrip("/").rpartition("/")[2]
    words = re.findall(r"[^\W\d_]+", last.rpartition(".")[0] or last)
    return " ".join(words).casefold() if len(words) >= 3 else None


def is_muted(title: str | None, source: Source) -> bool:
    """Return whether *title* has a word that *source* mutes: whole words, in any case.

    Scripts without blanks have no whole words: there it is enough that the word stands in the title.
    """
    return title is not None and bool(source.mute) and _muting(source.mute).search(title.casefold()) is not None


@lru_cache(maxsize=256)
def _muting(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_whole(word.strip().casefold()) for word in words))


def _whole(word: str) -> str:
    before = r"(?<![^\W\d_])" if _has_blanks(word[0]) else ""
    after = r"(?![^\W\d_])" if _has_blanks(word[-1]) else ""
    return before + r"\s+".join(re.escape(part) for part in word.split()) + after


def _has_blanks(character: str) -> bool:
    """Return whether words of the script of *character* are parted by blanks (not Thai, Han, kana ...)."""
    return character.isalnum() and not "\u0e00" <= character <= "\u0eff" and not "\u2e80" <= character <= "\u9fff"


def _takes_address(url: str, source: Source, listed_at: str) -> bool:
    if source.kind is SourceKind.ARTICLE:
        return True
    # The list's own address is an empty link, resolved.
    return url != listed_at and is_included(url, source) and not is_trap(url)
