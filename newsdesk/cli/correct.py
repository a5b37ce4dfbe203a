"""`newsdesk correct`: put right what a machine got wrong, for good."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_text
from newsdesk.cli.when import MOMENT
from newsdesk.cli.words import WORDS, row_number
from newsdesk.moments import Named
from pipeline.errors import ConfigError
from pipeline.records import CorrectionKind

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(invoke_without_command=True)
@click.option("--undo", "number", type=click.IntRange(1), metavar="NUMBER", help="Undo this correction.")
@click.option("--who", type=WORDS, metavar="NAME", help="Who undoes it. Default: your user's name.")
@click.pass_context
def correct(ctx: click.Context, number: int | None, who: str | None) -> None:
    """Put right what a machine got wrong. What is corrected stays so over new articles and new versions.

    Articles are named by number, as 12 or a12, or by address; stories by number.
    """
    if ctx.invoked_subcommand is None and number is None:
        say_text(ctx.get_help())
    if number is None:
        return
    if ctx.invoked_subcommand is not None:
        raise click.UsageError("--undo takes no other command")
    from newsdesk.wiring.database import open_database
    from storage.corrections import undo

    context: Context = ctx.obj
    with open_database(context.settings) as engine:
        undo(engine, number, who or _user(), context.clock())
    say(f"correction {number} is undone")


def _options(command: Command) -> Command:
    why = click.option("--why", type=WORDS, metavar="TEXT", help="Why, for those who read it later.")
    who = click.option("--who", type=WORDS, metavar="NAME", help="Who corrects. Default: your user's name.")
    return why(who(command))


@correct.command()
@click.argument("story", type=WORDS)
@click.argument("into", type=WORDS)
@_options
@pass_context
def merge(context: Context, story: str, into: str, why: str | None, who: str | None) -> None:
    """Merge STORY into the story INTO: both tell one event."""
    details = {"into": _number(into, "story")}
    _make(context, CorrectionKind.MERGE, details, why, who, story_id=_number(story, "story"))


@correct.command()
@click.argument("article", type=WORDS)
@_options
@pass_context
def part(context: Context, article: str, why: str | None, who: str | None) -> None:
    """Part ARTICLE and its copies from its story: it tells another event."""
    _make(context, CorrectionKind.PART, {}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@_options
@pass_context
def keep(context: Context, article: str, why: str | None, who: str | None) -> None:
    """Keep ARTICLE in its story, whatever comes."""
    _make(context, CorrectionKind.KEEP, {}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("tag", type=WORDS, metavar="ENTITY|TOPIC")
@_options
@pass_context
def tag(context: Context, article: str, tag: str, why: str | None, who: str | None) -> None:
    """Tag ARTICLE with an entity, by id or name, or with a topic such as topic:funding."""
    _make(context, CorrectionKind.TAG, {"id": _tag_id(context, tag)}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("tag", type=WORDS, metavar="ENTITY|TOPIC")
@_options
@pass_context
def untag(context: Context, article: str, tag: str, why: str | None, who: str | None) -> None:
    """Take an entity or a topic off ARTICLE."""
    _make(context, CorrectionKind.UNTAG, {"id": _tag_id(context, tag)}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("quote", type=WORDS)
@click.argument("speaker", type=WORDS)
@_options
@pass_context
def speaker(context: Context, article: str, quote: str, speaker: str, why: str | None, who: str | None) -> None:
    """Say that QUOTE, in its own words, is SPEAKER's: an entity's id or name, or another name."""
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.configuration import catalog_of

    said: dict[str, str | None] = {"speaker": speaker, "speaker_id": None}
    try:
        found = find_entity(catalog_of(context.loaded), speaker)
        said = {"speaker": speaker if speaker != found.id else found.name, "speaker_id": found.id}
    except ConfigError:
        pass  # people are quoted whom the catalog does not know
    _make(context, CorrectionKind.SPEAKER, {"quote": quote.strip('“”"'), **said}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("title", type=WORDS)
@_options
@pass_context
def title(context: Context, article: str, title: str, why: str | None, who: str | None) -> None:
    """Set the headline of ARTICLE."""
    _make(context, CorrectionKind.TITLE, {"title": _filled(title, "headline")}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("names", nargs=-1, type=WORDS)
@_options
@pass_context
def authors(context: Context, article: str, names: tuple[str, ...], why: str | None, who: str | None) -> None:
    """Set the authors of ARTICLE, each NAME in quotation marks; without NAMES it has none."""
    details = {"authors": [_filled(name, "name") for name in names]}
    _make(context, CorrectionKind.AUTHORS, details, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("at", type=MOMENT, metavar="WHEN")
@_options
@pass_context
def time(context: Context, article: str, at: Named, why: str | None, who: str | None) -> None:
    """Set when ARTICLE was published."""
    when = context.since(at)
    if when is None or when > context.clock():
        raise ConfigError("an article is not published in the future")
    _make(context, CorrectionKind.TIME, {"at": when.isoformat()}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@_options
@pass_context
def hide(context: Context, article: str, why: str | None, who: str | None) -> None:
    """Hide ARTICLE from lists, searches, counts and digests."""
    _make(context, CorrectionKind.HIDE, {"at": context.clock().isoformat()}, why, who, article=article)


@correct.command()
@click.argument("article", type=WORDS)
@click.argument("original", type=WORDS)
@_options
@pass_context
def copy(context: Context, article: str, original: str, why: str | None, who: str | None) -> None:
    """Say that ARTICLE is a copy of ORIGINAL."""
    _make(context, CorrectionKind.COPY, {"of": _article(context, original)}, why, who, article=article)


@correct.command("not-copy")
@click.argument("article", type=WORDS)
@_options
@pass_context
def not_copy(context: Context, article: str, why: str | None, who: str | None) -> None:
    """Say that ARTICLE is no copy."""
    _make(context, CorrectionKind.NOT_COPY, {}, why, who, article=article)


def _make(  # limit: what every correction has
    context: Context,
    kind: CorrectionKind,
    details: dict[str, Any],
    why: str | None,
    who: str | None,
    *,
    article: str | None = None,
    story_id: int | None = None,
) -> None:
    from newsdesk.wiring.database import open_database
    from pipeline.records import Correction
    from storage.corrections import correct as make

    article_id = None if article is None else _article(context, article)
    correction = Correction(kind, who or _user(), why, article_id, story_id, details)
    with open_database(context.settings) as engine:
        number = make(engine, correction, context.clock())
    say(f"correction {number}: {kind.value} is made; `newsdesk correct --undo {number}` undoes it")


def _article(context: Context, named: str) -> int:
    """Return the number of the article that is named by number or address. Raises ConfigError."""
    from newsdesk.wiring.database import open_database
    from pipeline.canonical import url_key
    from storage.queries.articles import find_article
    from storage.transactions import reading

    number = row_number(named.removeprefix("a"))
    if number is not None:
        return number
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = find_article(connection, [url_key(named) or named, named])
    if found is None:
        raise ConfigError(f"{named}: no article has this address")
    return found


def _number(named: str, what: str) -> int:
    number = row_number(named)
    if number is None:
        raise ConfigError(f"{named}: expected the number of a {what}")
    return number


def _tag_id(context: Context, named: str) -> str:
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.configuration import catalog_of, topics_of

    if not named.startswith("topic:"):
        return find_entity(catalog_of(context.loaded), named).id
    known = [topic.id for topic in topics_of(context.loaded)]
    if named not in known:
        raise ConfigError(f"{named}: no topic has this id; there are {', '.join(known)}")
    return named


def _filled(text: str, what: str) -> str:
    if not text.strip():
        raise ConfigError(f"expected a {what}, not an empty text")
    return text.strip()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"  # a container's user may have no name
