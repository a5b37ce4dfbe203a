"""The digest as plain text for mail: lines of at most 78 characters, and numbered references at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from newsdesk.digest.model import Coverage, Digest, KeyFact, Story
from newsdesk.digest.render.words import (
    became,
    beside,
    count,
    href,
    is_above,
    long_date,
    mark,
    moment,
    reach,
    remarks,
    summary,
    verdict,
    who_first,
)
from pipeline.redact import one_line

WIDTH = 78  # RFC 5322, 2.1.1


def render(digest: Digest) -> str:
    """Return *digest* as plain text in UTF-8."""
    references = _References()
    heading = f"{_plain(digest.title)}: {long_date(digest)}"
    lines = [heading, "=" * len(heading), *_wrapped(summary(digest)), ""]
    for number, story in enumerate(digest.stories, 1):
        lines += [*_story(number, story, digest, references), ""]
    if digest.brief:
        lines += ["FROM ONE OUTLET", ""]
        for story in digest.brief:
            lines += [*_wrapped(f"{_plain(story.headline)} ({_plain(story.outlet)}) {references.to(story.url)}", "* ")]
    if digest.changes:
        lines += ["", "CORRECTED OR CHANGED", ""]
        for change in digest.changes:
            said = "was corrected" if change.edit.correction else "was changed, and does not say so"
            told = f"{_plain(change.coverage.outlet)}: {_plain(change.coverage.title)} {said}"
            lines += _wrapped(f"{told} {references.to(change.coverage.url)}", "* ")
            lines += _wrapped(_plain(became(change.edit) or ""), "  ")
    return "\n".join([*lines, "", *references.listed()]).rstrip("\n") + "\n"


class _References:
    """Addresses, numbered as they are first used."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def to(self, *urls: str) -> str:
        return "".join(f"[{self._numbers.setdefault(url, len(self._numbers) + 1)}]" for url in dict.fromkeys(urls))

    def listed(self) -> Iterator[str]:
        yield from (f"[{number}] {_plain(href(url))}" for url, number in self._numbers.items())


def _story(number: int, story: Story, digest: Digest, references: _References) -> Iterable[str]:
    yield from _wrapped(f"{_plain(story.headline)} {references.to(story.url)}", f"{number}. ")
    had_it = who_first(story, digest)
    yield from _wrapped(f"{reach(story)}{f'; {_plain(had_it)}' if had_it else ''}", "   ")
    if story.lead:
        yield ""
        yield from _wrapped(f"{_plain(' '.join(story.lead))} ({_plain(story.outlet)})", "   ")
    if story.facts:
        yield ""
        for fact in story.facts:
            yield from _fact(fact, references)
    if story.quote:
        yield ""
        said = f"“{_plain(story.quote.words)}” ({_plain(story.quote.speaker)}) {references.to(story.quote.url)}"
        yield from _wrapped(said, "   ")
    yield ""
    for coverage in story.coverage:
        yield from _coverage(coverage, story, digest, references)


def _fact(fact: KeyFact, references: _References) -> Iterable[str]:
    for number, value in enumerate(fact.values):
        urls = references.to(value.url, *(url for _, url in value.others))
        lead = (
            f"{mark(fact)} {_plain(value.surface)} ({verdict(fact)})"
            if number == 0
            else f"{beside(fact)} {value.surface}"
        )
        yield from _wrapped(f"{_plain(lead)}: “{_plain(value.sentence)}” {urls}", "   ", "     ")


def _coverage(coverage: Coverage, story: Story, digest: Digest, references: _References) -> Iterable[str]:
    notes = "".join(f" ({_plain(each)})" for each in remarks(coverage, story))
    told = "above" if is_above(coverage, story) else _plain(coverage.title)
    copies = f"; {count(len(coverage.copies), 'copy', 'copies')}" if coverage.copies else ""
    line = f"{moment(coverage.at, digest)} {_plain(coverage.outlet)}: {told}{notes}{copies}"
    yield from _wrapped(f"{line} {references.to(coverage.url)}", "   - ", "     ")


def _wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    indent = " " * len(first) if rest is None else rest
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _plain(text: str) -> str:
    return " ".join(one_line(text).split())
