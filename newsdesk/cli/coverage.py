"""Coverage as commands print it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from newsdesk.cli.context import Context
from newsdesk.cli.output import say, table
from newsdesk.cli.search import counted
from newsdesk.cli.stories import show_stories

if TYPE_CHECKING:
    from storage.queries.counts import Count
    from storage.queries.coverage_of import Coverage, QuoteLine


def show_coverage(context: Context, name: str, found: Coverage) -> None:
    """Print how much there is of *name*, by day, in which stories, and who reports most."""
    said = found.total
    say(name, bold=True)
    articles = f"{said.originals} originals, {said.articles} articles with copies"
    say(f"{articles}, {said.stories} stories, {said.outlets} outlets")
    say(f"first {context.local(found.first_at)}, latest {context.local(found.last_at)}")
    for title, counts in (("day", found.days), ("outlet", found.outlets), ("author", found.authors)):
        show_counts(title, counts)
    show_counts("named with", found.entities)
    if found.stories:
        say()
        show_stories(context, found.stories, as_json=False)


def show_counts(title: str, found: Sequence[Count]) -> None:
    """Print a table of counts below an empty line; nothing for none."""
    if found:
        say()
        table(*counted(title, found, bars=sys.stdout.isatty()))


def show_quotes(context: Context, title: str, found: Sequence[QuoteLine]) -> None:
    """Print quotations below their title; nothing for none."""
    if not found:
        return
    say()
    say(title, bold=True)
    for one in found:
        say(f"  “{one.quote}” {one.speaker or 'unnamed'}, {one.outlet}, {context.local(one.dated_at)}")


def as_json(found: Coverage) -> dict[str, Any]:
    """Return coverage with the keys of `storage.queries.coverage_of.Coverage`; stories by id and headline."""
    stories = [{"id": one.id, "headline": one.headline, "outlets": one.outlets} for one in found.stories]
    return {
        "total": asdict(found.total),
        "first_at": found.first_at and found.first_at.isoformat(),
        "last_at": found.last_at and found.last_at.isoformat(),
        "days": [asdict(one) for one in found.days],
        "outlets": [asdict(one) for one in found.outlets],
        "authors": [asdict(one) for one in found.authors],
        "entities": [asdict(one) for one in found.entities],
        "topics": [asdict(one) for one in found.topics],
        "stories": stories,
    }
