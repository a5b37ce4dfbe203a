"""`newsdesk report`: coverage for a communications team, as one file."""

from __future__ import annotations

from pathlib import Path

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.moments import GRAMMAR, Named


@click.command()
@click.option("--entity", "name", type=WORDS, required=True, metavar="ID|NAME", help="Whom the report is about.")
@click.option("--rival", "rivals", type=WORDS, multiple=True, metavar="ID|NAME", help="Whom to compare it with.")
@click.option("--since", type=MOMENT, default="30d", metavar="WHEN", help=f"Default: 30d. {GRAMMAR}.")
@click.option(
    "--out",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File whose name ends in .html or .xlsx.",
)
@pass_context
def report(context: Context, name: str, rivals: tuple[str, ...], since: Named, path: Path) -> None:
    """Write what was written about an entity: by whom, in which stories, quotes, share of voice, corrections."""
    from newsdesk.admin.asked import asked
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.configuration import catalog_of
    from newsdesk.export.report import Report, write_report
    from newsdesk.wiring.database import open_database
    from storage.queries.coverage_of import coverage, notices, quotes_about, quotes_by, share_of_voice
    from storage.transactions import reading

    catalog, now, zone = catalog_of(context.loaded), context.clock(), context.settings.digest.zone
    begin = context.since(since)
    compared = [find_entity(catalog, each) for each in dict.fromkeys((name, *rivals))]
    about = compared[0]
    spokespeople = [about.id, *(one.id for one in catalog.entities.values() if one.parent == about.id)]
    queries = {one.name: asked(context.loaded, "", now, zone, since=begin, entity=one.id) for one in compared}
    query = queries[about.name]
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        made = Report(
            name=about.name,
            begin=begin or now,
            end=now,
            zone=zone,
            coverage=coverage(connection, query, zone=zone, limit=25),
            voices=tuple(share_of_voice(connection, queries, zone=zone)),
            quotes_by=tuple(quotes_by(connection, spokespeople, query)),
            quotes_about=tuple(quotes_about(connection, about.id, query)),
            notices=tuple(notices(connection, query)),
        )
    write_report(path, made)
    say(f"{path}: {made.coverage.total.articles} articles about {about.name}")
