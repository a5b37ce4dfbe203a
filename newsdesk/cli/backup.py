"""`newsdesk backup` and `newsdesk restore`: a SQLite database copied whole, and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say

if TYPE_CHECKING:
    from storage.backup import Copied


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_context
def backup(context: Context, file: Path) -> None:
    """Copy the SQLite database to FILE while rounds go on, and check the copy. FILE must not exist.

    For Postgres use pg_dump; see docs/operating.md.
    """
    from newsdesk.wiring.database import opened
    from storage.backup import back_up

    # Whatever its schema: a backup is what an upgrade begins with.
    with opened(context.settings) as engine:
        copied = back_up(engine, file)
    if not context.quiet:
        _tell("backed up", copied)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_context
def restore(context: Context, file: Path) -> None:
    """Put the backup FILE in the database's place. What was there stays beside it, with the ending .before.

    Refused while a newsdesk does rounds on the database.
    """
    from newsdesk.wiring.database import opened
    from pipeline.errors import ConfigError
    from storage.backup import restore as put_back
    from storage.engine import database_file

    with opened(context.settings) as engine:
        target = database_file(engine)
    if target is None:
        raise ConfigError("database url: only a SQLite file is restored so; use pg_restore for Postgres")
    copied = put_back(file, target)
    if not context.quiet:
        _tell("restored", copied)


def _tell(done: str, copied: Copied) -> None:
    say(
        f"{done}: {copied.file} ({copied.bytes / 1e6:,.1f} MB, {copied.articles:,} articles, "
        f"{copied.stories:,} stories); read through without a fault"
    )
