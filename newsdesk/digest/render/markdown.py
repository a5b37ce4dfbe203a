"""The digest as CommonMark. Links are collected at the end, so that it reads well in a terminal and as plain mail."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsdesk.digest.model import Change, Coverage, Digest, Fate, KeyFact, NewName, Story, Words
from newsdesk.digest.render.words import (
    became,
    beside,
    count,
    href,
    is_above,
    long_date,
    mark,
    moment,
    names_heading,
    overview,
    parted,
    reach,
    remarks,
    summary,
    verdict,
    who_first,
)
from pipeline.redact import is_steering


def render(digest: Digest) -> str:
    """Return *digest* as CommonMark."""
    links = _Links()
    lines = [f"# {_text(digest.title)}: {long_date(digest)}", "", summary(digest), ""]
    if digest.new_names:
        lines += [f"**{names_heading(digest)}:** {', '.join(_new_name(each) for each in digest.new_names)}", ""]
    if listed := overview(digest):
        lines += [f"{number}. {_text(story.headline)} ({reach(story)})" for number, story in enumerate(listed, 1)]
        lines.append("")
    for number, story in enumerate(digest.stories, 1):
        lines += _story(number, story, digest, links)
    if digest.brief:
        lines += ["## From one outlet", ""]
        for story in digest.brief:
            lines += _brief(story, digest, links)
    if digest.changes:
        lines += ["## Corrected or changed", ""]
        lines += [line for change in digest.changes for line in _change(change, links)]
        lines.append("")
    lines += links.definitions()
    return "\n".join(lines).rstrip("\n") + "\n"


class _Links:
    """Addresses, numbered as they are first used."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def to(self, url: str, words: str) -> str:
        number = self._numbers.setdefault(url, len(self._numbers) + 1)
        return f"[{_text(words)}][{number}]"

    def definitions(self) -> list[str]:
        return [f"[{number}]: <{_address(url)}>" for url, number in self._numbers.items()]


def _story(number: int, story: Story, digest: Digest, links: _Links) -> list[str]:
    facts = [f"**{reach(story)}**"]
    if had_it := who_first(story, digest):
        facts.append(_text(had_it))
    if story.follows:
        facts.append(f"follows: {_text(story.follows.headline)}")
    lines = [f"## {number}. {links.to(story.url, story.headline)}", "", " · ".join(facts), ""]
    if story.lead:
        lines += [f"> {_line(' '.join(story.lead))}", f"> ({_text(story.outlet)})", ""]
    if story.quote:
        lines += [f"“{_text(story.quote.words)}” ({_text(story.quote.speaker)}, in {_text(story.quote.outlet)})", ""]
    if story.facts:
        lines += [*(line for fact in story.facts for line in _fact(fact, links)), ""]
    if story.names:
        lines += [f"Named: {', '.join(_names(story))}", ""]
    for coverage in story.coverage:
        lines += _coverage(coverage, story, digest, links)
    return [*lines, ""]


def _fact(fact: KeyFact, links: _Links) -> Iterable[str]:
    """Yield one value a line, each with its sentence and the numbers of its sources."""
    for number, value in enumerate(fact.values):
        before, surface, behind = parted(value)
        gaps = [" " if gap.isspace() else "" for gap in (before[-1:], behind[:1])]
        told = f"{_text(before)}{gaps[0]}**{_text(surface)}**{gaps[1]}{_text(behind)}"
        sources = ", ".join(links.to(url, outlet) for outlet, url in ((value.outlet, value.url), *value.others))
        lead = f"- {mark(fact)} {verdict(fact)}" if number == 0 else f"  - {beside(fact)}"
        yield f"{lead}: “{told}” ({sources})"


def _coverage(coverage: Coverage, story: Story, digest: Digest, links: _Links) -> Iterable[str]:
    notes = "".join(f" *({_text(each)})*" for each in remarks(coverage, story))
    at = moment(coverage.at, digest)
    told = "above" if is_above(coverage, story) else links.to(coverage.url, coverage.title)
    yield f"- {at} {_text(coverage.outlet)}: {told}{notes}"
    if coverage.adds:
        yield f"  - adds {_text('; '.join(coverage.adds))}"
    if coverage.copies:
        copies = ", ".join(f"{links.to(each.url, each.outlet)} {moment(each.at, digest)}" for each in coverage.copies)
        yield f"  - also printed by {copies}"


def _brief(story: Story, digest: Digest, links: _Links) -> Iterable[str]:
    had_it = who_first(story, digest)
    when = f"{moment(story.first_at, digest)}; {_text(had_it)}" if had_it else moment(story.first_at, digest)
    yield f"- {links.to(story.url, story.headline)} ({_text(story.outlet)}, {when})"
    if story.lead:
        yield f"  {_line(' '.join(story.lead))}"
    if story.names:
        yield f"  Named: {', '.join(_names(story))}."
    for coverage in story.coverage:
        if coverage.copies:
            copies = (links.to(each.url, each.outlet) for each in coverage.copies)
            yield f"  Also printed by {', '.join(copies)}."
    yield ""


def _change(change: Change, links: _Links) -> Iterable[str]:
    said = "was corrected" if change.edit.correction else "was changed, and does not say so"
    yield f"- {_text(change.coverage.outlet)}: {links.to(change.coverage.url, change.coverage.title)} {said}."
    if values := became(change.edit):
        yield f"  {_line(values)}"
    if change.edit.notice:
        yield f"  {_line(change.edit.notice)}"
    for passage in change.edit.passages:
        yield f"  - {' '.join(_words(each) for each in passage)}"


def _words(words: Words) -> str:
    mark = {Fate.KEPT: "", Fate.REMOVED: "~~", Fate.ADDED: "**"}[words.fate]
    return f"{mark}{_text(words.text)}{mark}"


def _new_name(new: NewName) -> str:
    return f"{_text(new.name.name)} ({count(new.outlets, 'outlet')})"


def _names(story: Story) -> list[str]:
    return [f"**{_text(each.name)}**" if each.main else _text(each.name) for each in story.names]


def _text(text: str) -> str:
    """Escape what CommonMark or its HTML would take for more than text."""
    plain = " ".join("".join(" " if is_steering(each) else each for each in text).split())  # a terminal obeys them
    return re.sub(r"[\\`*_\[\]~]", r"\\\g<0>", plain).replace("&", "&amp;").replace("<", "&lt;")


def _line(text: str) -> str:
    """Escape text that begins a line: it must open no heading, list or quote."""
    return re.sub(r"^(\d+(?=[.)])|(?=[#>+=-]))", r"\g<0>\\", _text(text))


def _address(url: str) -> str:
    return href(url).replace("<", "%3C").replace(">", "%3E").replace("\n", "")
