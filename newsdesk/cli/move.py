"""`newsdesk move`: the whole database into another, SQLite into Postgres or back."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say


@click.command()
@click.option("--to", "url", required=True, metavar="URL", help="sqlite:///FILE or postgresql://..., made or empty.")
@pass_context
def move(context: Context, url: str) -> int:
    """Copy all rows into another database and count them in both. This one stays as it is.

    Ids stay, and so do permalinks. Refused while a newsdesk does rounds. Afterwards set `database.url` to URL.
    """
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.jobs import take_the_lead
    from pipeline.errors import RetryLaterError
    from storage.engine import open_engine
    from storage.move import move as copy_all

    with open_database(context.settings) as source:
        lead = take_the_lead(context.settings, source, context.clock)
        if lead is None:
            raise RetryLaterError("a newsdesk works on this database; stop that first")
        target = open_engine(url)
        try:
            moved = copy_all(source, target, lambda table, rows: None if context.quiet else _tell(table, rows))
        finally:
            target.dispose()
            lead.give_up()
    say(f"{moved.total:,} rows in {len(moved.rows)} tables moved, as many there as here; now set database.url")
    return 0


def _tell(table: str, rows: int) -> None:
    if rows:
        say(f"{table:<20} {rows:>12,}", err=True)
