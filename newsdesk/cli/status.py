"""`newsdesk status`: one screen of how newsdesk is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import console, say, say_json

if TYPE_CHECKING:
    from rich.table import Table

    from newsdesk.admin.status import Line


@click.command()
@click.option("--watch", is_flag=True, help="Stay, and look again and again until interrupted.")
@click.option("--every", type=click.FloatRange(min=0.5), default=5.0, show_default=True, help="Seconds between looks.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_context
def status(context: Context, watch: bool, every: float, as_json: bool) -> int:
    """Show rounds, sources, requests, waiting work, delay and size. Exit code 1 when a person should look."""
    if watch and as_json:
        raise click.UsageError("--watch is for people, --json for programs")
    if watch:
        return _watch(context, every)
    lines = _look(context)
    if as_json:
        say_json({line.name: {"value": line.value, "good": line.good} for line in lines})
    else:
        for line in lines:
            say(f"{line.name:<15} {line.value}", colour=None if line.good else "red")
    return 0 if all(line.good for line in lines) else 1


def _look(context: Context) -> list[Line]:
    from newsdesk.admin.status import status_lines
    from newsdesk.configuration import sources_of
    from newsdesk.wiring.database import open_database
    from storage.queries.health import alarms
    from storage.queries.operation import read_operation
    from storage.transactions import reading

    now = context.clock()
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        silent = sum("silent" in line for line in alarms(connection, sources_of(context.loaded), now))
        return status_lines(read_operation(connection, now), silent=silent)


def _watch(context: Context, every: float) -> int:
    import sys
    import time

    from rich.live import Live

    from pipeline.errors import NewsdeskError

    with Live(console=console(sys.stdout), auto_refresh=False, screen=sys.stdout.isatty()) as live:
        while True:
            try:
                live.update(_screen(_look(context)), refresh=True)
            except NewsdeskError as exc:  # a database that is gone for now: it is told, and looked at again
                live.update(str(exc), refresh=True)
            time.sleep(every)


def _screen(lines: list[Line]) -> Table:
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for line in lines:
        drawn.add_row(Text(line.name, style="bold"), Text(line.value, style="" if line.good else "red"))
    return drawn
