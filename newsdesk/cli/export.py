"""`newsdesk export`: take rows away as a file."""

from __future__ import annotations

from pathlib import Path

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.moments import GRAMMAR, Named

KINDS = ("articles", "stories", "mentions", "quotes", "facts", "coverage")


@click.command()
@click.argument("what", type=click.Choice(KINDS))
@click.option("--query", "text", type=WORDS, default="", help="Only of articles that match (docs/search.md).")
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only of articles since then: {GRAMMAR}.")
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File whose name ends in .csv, .xlsx, .jsonl or .parquet.",
)
@click.option("--bom", is_flag=True, help="Begin a CSV file so that Excel takes it for UTF-8.")
@pass_context
def export(context: Context, what: str, text: str, since: Named | None, path: Path, bom: bool) -> None:
    """Write articles, their stories, mentions, quotes, stated facts or coverage to a file, the oldest first."""
    from newsdesk.admin.asked import asked
    from newsdesk.export.write import format_of, write_export
    from newsdesk.wiring.database import open_database
    from pipeline.query import ALL
    from storage.queries.export import EXPORTS, What, export_rows
    from storage.transactions import reading

    format_of(path)
    now, zone, begin = context.clock(), context.settings.digest.zone, context.since(since)
    query = asked(context.loaded, text, now, zone, since=begin) if text.strip() or begin else ALL
    kind = What(what)
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        count = write_export(path, EXPORTS[kind].columns, export_rows(connection, kind, query), bom=bom)
    say(f"{path}: {count} {what}" if count != 1 else f"{path}: 1 row of {what}")
