"""`newsdesk migrate`: create the database, or bring it to this version's schema."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say


@click.command()
@pass_context
def migrate(context: Context) -> None:
    """Create the database, or bring it to this version's schema. Safe to repeat; a newer schema is refused."""
    from newsdesk.wiring.database import migrate_database

    before, after = migrate_database(context.settings)
    if before == after:
        say(f"the schema is {after}: nothing to do")
    else:
        say(f"the schema was {before or 'missing'} and is {after} now")
