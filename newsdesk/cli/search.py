"""`newsdesk search`: find articles and stories, and count them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_json, table
from newsdesk.cli.stories import show_stories
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS
from newsdesk.cli.words_command import WordsCommand
from newsdesk.moments import GRAMMAR, Named

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.query import Query
    from storage.engine import Connection
    from storage.queries.counts import Count
    from storage.queries.hits import Hit

BAR = 30  # characters


@click.command(cls=WordsCommand)
@click.argument("words", nargs=-1, required=True, type=WORDS, metavar="QUERY...")
@click.option("--since", type=MOMENT, metavar="WHEN", help=f"Only articles since then: {GRAMMAR}.")
@click.option("--entity", type=WORDS, metavar="ID|NAME", help="Only articles about this entity: org:meta, or MSL.")
@click.option("--stories", is_flag=True, help="List the stories that the articles tell.")
@click.option("--count", is_flag=True, help="Only say how many there are.")
@click.option("--by", type=click.Choice(["day", "outlet", "entity", "topic", "author"]), help="Count by this.")
@click.option("--sort", type=click.Choice(["time", "relevance"]), default="time", show_default=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print JSON; docs/search.md says what the keys mean.")
@pass_context
def search(  # limit: one parameter for each option
    context: Context,
    words: tuple[str, ...],
    since: Named | None,
    entity: str | None,
    stories: bool,
    count: bool,
    by: str | None,
    sort: str,
    limit: int,
    as_json: bool,
) -> None:
    """Find articles, newest first. @NAME is a search saved in searches.toml, which further words narrow.

    "muse spark" in quotes is a phrase, -rumour excludes, OR means either, quant* any ending; entity:meta, outlet:verge,
    author:quill, topic:funding, since:2d and others ask for what is known of an article (docs/search.md).
    """
    from newsdesk.admin.asked import asked
    from newsdesk.wiring.database import open_database
    from storage.transactions import reading

    now, zone = context.clock(), context.settings.digest.zone
    query = asked(context.loaded, " ".join(words), now, zone, since=context.since(since), entity=entity)
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        if count:
            _show_total(connection, query, as_json=as_json)
        elif by is not None:
            _show_counts(context, connection, query, by, limit, as_json=as_json)
        elif stories:
            from storage.queries.search import story_ids_matching
            from storage.queries.stories import stories_by_id

            found = stories_by_id(connection, story_ids_matching(connection, query, limit))
            show_stories(context, found, as_json=as_json)
        else:
            best_first = context.clock() if sort == "relevance" else None
            _show_articles(context, connection, query, limit, best_first, as_json=as_json)


def _show_total(connection: Connection, query: Query, *, as_json: bool) -> None:
    from dataclasses import asdict

    from storage.queries.counts import total

    found = total(connection, query)
    if as_json:
        say_json(asdict(found))
        return
    told = f"{found.stories} stories, {found.outlets} outlets"
    say(f"{found.articles} articles, {found.originals} of them originals, {told}")


def _show_counts(context: Context, connection: Connection, query: Query, by: str, limit: int, *, as_json: bool) -> None:
    from dataclasses import asdict

    from storage.queries.counts import By, counts

    found = counts(connection, query, By(by), zone=context.settings.digest.zone, limit=limit)
    if as_json:
        say_json([asdict(one) for one in found])
    elif found:
        table(*counted(by, found, bars=sys.stdout.isatty()))
    else:
        say("nothing found", err=True)


def counted(title: str, found: Sequence[Count], *, bars: bool) -> tuple[list[Column], list[tuple[object, ...]]]:
    """Return the columns and rows of a table of counts, with a bar chart of the originals if *bars*."""
    columns = [Column(title, shrinks=True), Column("originals", right=True), Column("articles", right=True)]
    rows: list[tuple[object, ...]] = [(one.name, one.originals, one.articles) for one in found]
    if not bars:
        return columns, rows
    most = max(one.originals for one in found) or 1
    drawn = [(*row, "█" * round(BAR * one.originals / most)) for row, one in zip(rows, found, strict=True)]
    return [*columns, Column("")], drawn


def _show_articles(
    context: Context, connection: Connection, query: Query, limit: int, best_at: datetime | None, *, as_json: bool
) -> None:
    """Print articles, the newest first, or those that answer best at *best_at*."""
    from pipeline.query import snippet
    from storage.queries.hits import texts_of
    from storage.queries.search import best
    from storage.queries.search import search as find

    hits = find(connection, query, limit=limit) if best_at is None else best(connection, query, best_at, limit=limit)
    texts = texts_of(connection, [hit.article_id for hit in hits])
    shown = [(hit, snippet(texts.get(hit.article_id, ""), query)) for hit in hits]
    if as_json:
        say_json([_as_json(hit) | {"snippet": found.text, "hits": found.hits} for hit, found in shown])
        return
    for hit, found in shown:
        say(f"{hit.article_id:>6}  {context.local(hit.dated_at)}  {hit.outlet}: {hit.title}", bold=True)
        if found.text:
            say(f"        {found.marked('[', ']')}")
        say(f"        {hit.url}")
    if not hits:
        say("nothing found", err=True)


def _as_json(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.article_id,
        "story_id": hit.story_id,
        "title": hit.title,
        "url": hit.url,
        "outlet": hit.outlet,
        "dated_at": hit.dated_at.isoformat(),
        "relevance": hit.relevance,
        "summary": hit.summary,
    }
