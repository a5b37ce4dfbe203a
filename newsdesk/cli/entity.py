"""`newsdesk entity`: the coverage of somebody or something."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.moments import GRAMMAR, Named


@click.command()
@click.argument("name", type=WORDS)
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only coverage since then: {GRAMMAR}.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Of each list.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def entity(context: Context, name: str, since: Named | None, limit: int, as_json: bool) -> None:
    """Show the coverage of NAME, an entity's id, name or alias, and of what belongs to it.

    By day, first seen, stories, who is named with it, what it says and what others say of it, and who reports most.
    """
    from newsdesk.admin.asked import asked
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.cli import coverage as shown
    from newsdesk.configuration import catalog_of
    from newsdesk.wiring.database import open_database
    from storage.queries.coverage_of import coverage, quotes_about, quotes_by
    from storage.transactions import reading

    found = find_entity(catalog_of(context.loaded), name)
    now, zone = context.clock(), context.settings.digest.zone
    query = asked(context.loaded, "", now, zone, since=context.since(since), entity=found.id)
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        told = coverage(connection, query, zone=zone, limit=limit + 1)
        told = replace(told, entities=tuple(one for one in told.entities if one.key != found.id)[:limit])
        own = quotes_by(connection, [found.id], query, limit=limit)
        about = quotes_about(connection, found.id, query, limit=limit)
    if as_json:
        quotes = {"quotes_by": [asdict(one) for one in own], "quotes_about": [asdict(one) for one in about]}
        say_json({"id": found.id, "name": found.name} | shown.as_json(told) | quotes, default=str)
        return
    if not told.total.articles:
        say(f"nothing found about {found.name}", err=True)
        return
    shown.show_coverage(context, f"{found.name} ({found.id})", told)
    shown.show_quotes(context, "quoted", own)
    shown.show_quotes(context, "what others say", about)
