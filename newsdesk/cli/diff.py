"""`newsdesk diff`: how an article was edited since it was first seen."""

from __future__ import annotations

from itertools import pairwise

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_text
from newsdesk.cli.words import WORDS, row_number


@click.command()
@click.argument("what", type=WORDS, metavar="ARTICLE|URL")
@click.option("--all", "show_all", is_flag=True, help="Every edit, not only the latest.")
@pass_context
def diff(context: Context, what: str, show_all: bool) -> None:
    """Show how an article was edited, by its number or its address.

    Changed paragraphs show their words as [-removed-] and {+added+}. An edit is silent unless the outlet says so.
    """
    from newsdesk.wiring.database import open_database
    from pipeline.canonical import url_key
    from pipeline.errors import ConfigError
    from pipeline.facts.edits import changed_values
    from pipeline.revisions import as_text
    from pipeline.revisions import diff as changes
    from storage.queries.articles import article_details, article_versions, find_article
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        article_id = row_number(what.removeprefix("a"))
        if article_id is None:
            article_id = find_article(connection, [url_key(what) or what, what])
        article = article_details(connection, article_id) if article_id is not None else None
        if article is None or article_id is None:
            raise ConfigError(f"{what}: there is no such article")
        say(article.title, bold=True)
        versions = list(pairwise(article_versions(connection, article_id)))
        if not versions:
            say("not edited since it was first seen")
        for old, new in versions if show_all else versions[-1:]:
            say()
            say(f"version {new.number}, {context.local(new.seen_at)}: {new.edited}")
            if new.notice:
                say(f"notice: {new.notice}")
            for one in changed_values(old.text, new.text, article.dated_at):
                say(f"{one.before} became {one.after}{'' if new.notice else ', without a notice'}")
            say_text(as_text(changes(old.text, new.text)))
