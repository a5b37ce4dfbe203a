"""`newsdesk search`: find articles by their words."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.cli.words_command import WordsCommand
from newsdesk.moments import GRAMMAR, Named


@click.command(cls=WordsCommand)
@click.argument("words", nargs=-1, required=True, type=WORDS)
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only articles since then: {GRAMMAR}.")
@click.option(
    "--entity", "entity_id", type=WORDS, metavar="ID", help="Only articles that name this entity, e.g. org:meta."
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@pass_context
def search(context: Context, words: tuple[str, ...], since: Named | None, entity_id: str | None, limit: int) -> None:
    """Find articles whose title or text has WORDS, newest first.

    "muse spark" in quotes is a phrase, -rumour excludes, OR means either, quant* any ending.
    """
    from newsdesk.wiring.database import open_database
    from storage.queries.search import search as find
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        hits = find(
            connection,
            " ".join(words),
            since=context.since(since),
            entity_id=entity_id,
            limit=limit,
        )
    for hit in hits:
        say(f"{hit.article_id:>6}  {context.local(hit.dated_at)}  {hit.outlet}: {hit.title}")
        say(f"        {hit.url}")
    if not hits:
        say("nothing found", err=True)
