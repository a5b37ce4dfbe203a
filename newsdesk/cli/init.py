"""`newsdesk init`: begin a configuration of one's own."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from newsdesk.cli.output import say


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--contact", metavar="URL", help="The address of a page about you, for the sites that are asked.")
def init(folder: Path, contact: str | None) -> None:
    """Write a small configuration of your own into DIR, over the catalog that comes with newsdesk."""
    from newsdesk.settings.overlay import create_overlay

    for path in create_overlay(folder, contact):
        say(f"wrote {path}")
    say(f"next: newsdesk --config {shlex.quote(str(folder))} run")
