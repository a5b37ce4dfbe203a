"""`newsdesk quarantine`: pages that could not be read in any of their attempts."""

from __future__ import annotations

from dataclasses import asdict

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json


@click.group()
def quarantine() -> None:
    """List, show and try again pages that hung or ended their process."""


@quarantine.command(name="list")
@click.option("--source", metavar="NAME", help="Only this source's.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most so many, the newest.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_context
def list_(context: Context, source: str | None, limit: int, as_json: bool) -> None:
    """List the pages in quarantine, the one given up last first."""
    from newsdesk.wiring.database import open_database
    from storage.queries.quarantine import quarantined
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = quarantined(connection, source=source, limit=limit)
    if as_json:
        say_json([asdict(one) for one in found], default=str)
        return
    for one in found:
        say(f"{one.id:>8}  {one.source:<30} {one.url}", masked=True)
        say(f"          {one.why or 'no reason was noted'}", masked=True)
    say(f"{len(found)} pages in quarantine", err=True)


@quarantine.command()
@click.argument("page_id", metavar="PAGE", type=int)
@pass_context
def show(context: Context, page_id: int) -> None:
    """Show what is known of one page in quarantine, as JSON."""
    from newsdesk.wiring.database import open_database
    from pipeline.errors import ConfigError
    from storage.queries.quarantine import quarantined_page
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = quarantined_page(connection, page_id)
    if found is None:
        raise ConfigError(f"page {page_id}: not in quarantine; `newsdesk quarantine list` has those that are")
    say_json(asdict(found), default=str)


@quarantine.command()
@click.argument("page_ids", metavar="[PAGE]...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every page in quarantine.")
@pass_context
def retry(context: Context, page_ids: tuple[int, ...], everything: bool) -> int:
    """Let the next round process pages again, as after an upgrade that reads them. Exit code 1 when one cannot be."""
    from newsdesk.admin.quarantine import retry as retry_pages
    from newsdesk.wiring.database import open_database

    if bool(page_ids) == everything:
        raise click.UsageError("expected the numbers of pages, or --all")
    with open_database(context.settings) as engine:
        done = retry_pages(engine, None if everything else page_ids)
    for line in done.left:
        say(line, err=True)
    say(f"{len(done.pages)} pages are processed again in the next round")
    return 1 if done.left else 0
