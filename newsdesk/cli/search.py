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
    "--entity", "wanted", type=WORDS, metavar="ID|NAME", help="Only articles about this entity: org:meta, or MSL."
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@pass_context
def search(context: Context, words: tuple[str, ...], since: Named | None, wanted: str | None, limit: int) -> None:
    """Find articles whose title or text has WORDS, newest first.

    "muse spark" in quotes is a phrase, -rumour excludes, OR means either, quant* any ending; entity:meta, outlet:verge,
    author:quill, topic:funding, since:2d and others ask for what is known of an article (docs/search.md).
    """
    from newsdesk.admin.query_terms import QueryTerms
    from newsdesk.wiring.database import open_database
    from pipeline.query import Dated, Entity, all_of, parse
    from storage.queries.search import search as find
    from storage.transactions import reading

    terms = QueryTerms(context.loaded, context.clock(), context.settings.digest.zone)
    parts = [parse(" ".join(words), terms)]
    if wanted is not None:
        parts.append(Entity(terms.entity(wanted)))
    if since is not None:
        parts.append(Dated(since=context.since(since)))
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        hits = find(connection, all_of(parts), limit=limit)
    for hit in hits:
        say(f"{hit.article_id:>6}  {context.local(hit.dated_at)}  {hit.outlet}: {hit.title}")
        say(f"        {hit.url}")
    if not hits:
        say("nothing found", err=True)
