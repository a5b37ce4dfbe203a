"""`newsdesk compare`: share of voice."""

from __future__ import annotations

from dataclasses import asdict

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_json, table
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.moments import GRAMMAR, Named


@click.command()
@click.argument("names", nargs=-1, required=True, type=WORDS)
@click.option("--since", type=MOMENT, default="30d", metavar="WHEN", help=f"Default: 30d. {GRAMMAR}.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def compare(context: Context, names: tuple[str, ...], since: Named, as_json: bool) -> None:
    """Compare how much is written about NAMES, entities by id, name or alias: in all, and by day.

    Shares are of independent originals; those of all articles, copies included, stand beside them.
    """
    from newsdesk.admin.asked import asked
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.configuration import catalog_of
    from newsdesk.wiring.database import open_database
    from storage.queries.coverage_of import share_of_voice
    from storage.transactions import reading

    catalog, now, zone = catalog_of(context.loaded), context.clock(), context.settings.digest.zone
    begin = context.since(since)
    found = [find_entity(catalog, name) for name in names]
    queries = {one.name: asked(context.loaded, "", now, zone, since=begin, entity=one.id) for one in found}
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        voices = share_of_voice(connection, queries, zone=zone)
    if as_json:
        say_json([asdict(one) | {"days": [asdict(day) for day in one.days.values()]} for one in voices])
        return
    table(
        (Column("who"), *(Column(each, right=True) for each in ("originals", "share", "articles", "share of all"))),
        [(one.name, one.originals, f"{one.share:.0%}", one.articles, f"{one.raw_share:.0%}") for one in voices],
    )
    days = sorted({day for one in voices for day in one.days})
    rows = [
        (day, *(f"{of.originals}/{of.articles}" if (of := one.days.get(day)) else "0" for one in voices))
        for day in days
    ]
    if rows:
        say()
        table((Column("day"), *(Column(one.name, right=True) for one in voices)), rows)
