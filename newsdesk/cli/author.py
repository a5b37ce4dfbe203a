"""`newsdesk author`: what somebody writes."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.moments import GRAMMAR, Named


@click.command()
@click.argument("name", type=WORDS)
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only articles since then: {GRAMMAR}.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Of each list.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def author(context: Context, name: str, since: Named | None, limit: int, as_json: bool) -> None:
    """Show what authors write whose name has the words of NAME: by day, for whom, about whom, in which stories."""
    from newsdesk.cli import coverage as shown
    from newsdesk.wiring.database import open_database
    from pipeline.errors import ConfigError
    from pipeline.query import Dated, Field, Query, all_of
    from pipeline.query import Named as NamedBy
    from pipeline.query.words import words
    from storage.queries.coverage_of import coverage
    from storage.transactions import reading

    said = tuple(words(name))
    if not said:
        raise ConfigError(f"{name}: expected a name")
    begin = context.since(since)
    query: Query = NamedBy(Field.AUTHOR, said)
    if begin is not None:
        query = all_of((query, Dated(since=begin)))
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        told = coverage(connection, query, zone=context.settings.digest.zone, limit=limit)
    if as_json:
        say_json({"name": name} | shown.as_json(told))
    elif told.total.articles:
        shown.show_coverage(context, name, told)
        shown.show_counts("topic", told.topics)
    else:
        say(f"nothing found by {name}", err=True)
