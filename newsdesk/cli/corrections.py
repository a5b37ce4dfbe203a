"""`newsdesk corrections`: what was put right by hand."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json
from newsdesk.cli.when import MOMENT
from newsdesk.moments import GRAMMAR, Named


@click.group()
def corrections() -> None:
    """List corrections by hand."""


@corrections.command("list")
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only those made since then: {GRAMMAR}.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print JSON; the keys are the columns of the view.")
@pass_context
def list_(context: Context, since: Named | None, limit: int, as_json: bool) -> None:
    """List corrections, the newest first: number, when, who, what, and whether it is undone."""
    from dataclasses import asdict

    from newsdesk.wiring.database import open_database
    from storage.queries.corrections import list_corrections
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = list_corrections(connection, since=context.since(since), limit=limit)
    if as_json:
        say_json([asdict(one) for one in found], default=str)
        return
    for one in found:
        what = f"article {one.article_id}" if one.article_id is not None else f"story {one.story_id}"
        said = ", ".join(f"{key}: {value}" for key, value in one.details.items() if key != "at")
        undone = f"  (undone by {one.undone_by})" if one.undone_at else ""
        why = f"  {one.why}" if one.why else ""
        say(f"{one.id:>6}  {context.local(one.made_at)}  {one.who}  {one.kind} {what} {said}{why}{undone}")
    if not found:
        say("no corrections", err=True)
