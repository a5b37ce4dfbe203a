"""`newsdesk stories`: list stories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_json, table
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.moments import GRAMMAR, Named

if TYPE_CHECKING:
    from storage.queries.stories import StoryLine

COLUMNS = (
    Column("story", right=True),
    Column("last report"),
    Column("state"),
    Column("outlets", right=True),
    Column("headline", shrinks=3),
    Column("about", shrinks=1),
)


@click.command()
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only with coverage since then: {GRAMMAR}.")
@click.option("--entity", "wanted", type=WORDS, metavar="ID|NAME", help="Only about this entity: org:meta, or MSL.")
@click.option("--all", "show_all", is_flag=True, help="Also what is hardly about AI.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def stories(
    context: Context, since: Named | None, wanted: str | None, show_all: bool, limit: int, as_json: bool
) -> None:
    """List stories, the newest coverage first: id, when, state, outlets, headline, who it is about.

    Of the outlets' two numbers the first counts those that tell it in their own words, the second also those that
    print copies.
    """
    from newsdesk.wiring.database import open_database
    from storage.queries.stories import list_stories
    from storage.transactions import reading

    entity_id = None if wanted is None else _entity_id(context, wanted)
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = list_stories(
            connection,
            since=context.since(since),
            entity_id=entity_id,
            min_relevance=0.0 if show_all else context.settings.tags.min_relevance,
            limit=limit,
        )
    show_stories(context, found, as_json=as_json)


def show_stories(context: Context, found: Sequence[StoryLine], *, as_json: bool) -> None:
    """Print stories as a list or as JSON."""
    if as_json:
        say_json([_as_json(context, one) for one in found])
        return
    rows = [
        (
            one.id,
            context.local(one.last_at),
            one.lifecycle.at(context.clock()),
            f"{one.outlets}/{one.all_outlets}",
            one.headline,
            ", ".join(one.entities),
        )
        for one in found
    ]
    if rows:
        table(COLUMNS, rows)
    else:
        say("no stories", err=True)


def _as_json(context: Context, one: StoryLine) -> dict[str, object]:
    return {
        "id": one.id,
        "headline": one.headline,
        "state": one.lifecycle.at(context.clock()),
        "outlets": one.outlets,
        "all_outlets": one.all_outlets,
        "articles": one.articles,
        "first_outlet": one.first_outlet,
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "entities": list(one.entities),
    }


def _entity_id(context: Context, wanted: str) -> str:
    """Return the id of the entity that is called *wanted*. Raises ConfigError."""
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.configuration import catalog_of

    return find_entity(catalog_of(context.loaded), wanted).id
