"""`newsdesk metrics`: numbers for Prometheus, where cron does the rounds."""

from __future__ import annotations

from pathlib import Path

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say_document


@click.command()
@click.option(
    "--textfile",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write this file instead, for the textfile collector of the node exporter; its name ends in .prom.",
)
@pass_context
def metrics(context: Context, textfile: Path | None) -> None:
    """Print how newsdesk is doing as Prometheus reads it. A daemon answers on `metrics.listen` instead.

    Needs the extra `metrics`.
    """
    from newsdesk.configuration import Configuration
    from newsdesk.metrics import registry_of, write_textfile
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.metrics import build_metrics

    with open_database(context.settings, read_only=True) as engine:
        found = build_metrics(Configuration(context.loaded), engine, context.clock)
        if textfile is not None:
            write_textfile(found, textfile)
            return
        registry = registry_of(found)
        from prometheus_client import generate_latest

        say_document(generate_latest(registry).decode())
