"""`newsdesk entities`: the catalog as an administrator works with it."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say
from newsdesk.cli.words import WORDS


@click.group()
def entities() -> None:
    """Check, add and show entities; review new names."""


@entities.command()
@pass_context
def check(context: Context) -> int:
    """Read the catalog and the topics and try each on its own sentences; exit code 1 when one fails."""
    from newsdesk.admin.entities import failed_sentences, failed_titles
    from newsdesk.settings.entities import read_catalog, read_topics

    catalog = read_catalog(*context.loaded.entity_folders)
    topics = read_topics(*context.loaded.topic_files)
    failed, tried = failed_sentences(catalog)
    titles, tried_titles = failed_titles(catalog, topics)
    for line in (*failed, *titles):
        say(line)
    say(f"{len(catalog.entities)} entities, {tried} sentences tried, {len(failed)} failed")
    say(f"{len(topics)} topics, {tried_titles} sentences tried, {len(titles)} failed")
    return 1 if failed or titles else 0


@entities.command()
@click.argument("entity_id", type=WORDS, metavar="ID|NAME")
@pass_context
def show(context: Context, entity_id: str) -> None:
    """Show one entity: what it is called, what its ambiguous aliases need, what belongs to it."""
    from newsdesk.admin.entities import described
    from newsdesk.admin.find_entity import find_entity
    from newsdesk.configuration import catalog_of

    catalog = catalog_of(context.loaded)
    for line in described(catalog, find_entity(catalog, entity_id)):
        say(line)


@entities.command("try")
@click.argument("text", type=WORDS)
@pass_context
def try_(context: Context, text: str) -> None:
    """Show who is named in TEXT, who only seems to be and why, and which names are new."""
    from newsdesk.admin.entities import trial
    from newsdesk.settings.entities import read_catalog

    for line in trial(read_catalog(*context.loaded.entity_folders), text):
        say(line)


@entities.command()
@click.argument("entity_id", metavar="ID")
@click.argument("name")
@click.option("--alias", "aliases", multiple=True, help="Another way to write it that means nothing else.")
@click.option("--ambiguous", metavar="ALIAS", help="A way to write it, or NAME itself, that means other things too.")
@click.option(
    "--class",
    "needs",
    type=click.Choice(["word", "name", "brand", "version"]),
    default="word",
    show_default=True,
    help="What the ambiguous alias needs to be believed; see docs/entities.md.",
)
@click.option("--near", multiple=True, metavar="PATTERN", help="What must stand near it, e.g. 'lab|startup|model'.")
@click.option("--never", multiple=True, metavar="PATTERN", help="What forbids it, e.g. '[Tt]he «Tern»'.")
@click.option("--why", help="What else it means, for whoever edits it next.")
@click.option("--yes", multiple=True, metavar="SENTENCE", help="A sentence in which it is meant.")
@click.option("--no", multiple=True, metavar="SENTENCE", help="A sentence in which it is not; one for each --never.")
@click.option("--parent", metavar="ID", help="Who owns or makes it, e.g. org:meta.")
@click.option("--related", multiple=True, metavar="ID", help="Whose presence vouches for an ambiguous alias.")
@click.option("--handle", "handles", multiple=True, help="Its name on social networks, without the @.")
@click.option("--kind", help="E.g. lab, company, chip.")
@click.option("--file", "file", default="mine.toml", show_default=True, help="File of entities/ to add it to.")
@pass_context
def add(  # limit: an entity has that many keys, each is an option, and click gives a parameter for each
    context: Context,
    entity_id: str,
    name: str,
    aliases: tuple[str, ...],
    ambiguous: str | None,
    needs: str,
    near: tuple[str, ...],
    never: tuple[str, ...],
    why: str | None,
    yes: tuple[str, ...],
    no: tuple[str, ...],
    parent: str | None,
    related: tuple[str, ...],
    handles: tuple[str, ...],
    kind: str | None,
    file: str,
) -> None:
    """Add an entity, e.g. `newsdesk entities add org:acme-ai "Acme AI" --kind lab`.

    An alias that means other things too comes with a sentence of each sense, and is refused if one is tagged wrongly:

    \b
    newsdesk entities add org:tern "Tern AI" --kind lab --ambiguous Tern --near 'lab|model' \\
        --yes "Tern, a lab in Oslo, hired." --no "A Tern dived."
    """
    from newsdesk.admin.entities import add_entity, sharing
    from newsdesk.settings.entities import read_catalog
    from pipeline.tag import Alias, Ambiguity, Entity

    if ambiguous is None and (near or never or why or yes or no):
        raise click.UsageError("--near, --never, --why, --yes and --no need --ambiguous ALIAS")
    if ambiguous is not None and not (yes and no):
        raise click.UsageError(f"--ambiguous {ambiguous} needs a --yes and a --no sentence")
    plain = [Alias(text) for text in dict.fromkeys((name, *aliases)) if text != ambiguous]
    unsure = [Alias(ambiguous, Ambiguity(needs), near, never, why, yes, no)] if ambiguous is not None else []
    entity = Entity(entity_id, name, (*plain, *unsure), kind, parent, related, handles)
    path = add_entity(context.loaded, entity, file)
    say(f"added {entity_id} to {path}; it is tagged from the next article on")
    for line in sharing(read_catalog(*context.loaded.entity_folders), entity):
        say(f"note: {line}")


@entities.command()
@click.option("--accept", type=WORDS, metavar="NAME", help="Take NAME off the queue and add it to the catalog.")
@click.option("--id", "entity_id", metavar="ID", help="With --accept: its id; guessed from its kind by default.")
@click.option("--reject", type=WORDS, metavar="NAME", help="Never list NAME again.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 1000))
@pass_context
def new(context: Context, accept: str | None, entity_id: str | None, reject: str | None, limit: int) -> None:
    """List names that the catalog does not know, most sources first; accept or reject one."""
    from newsdesk.admin.entities import accept_name, list_names, reject_name
    from newsdesk.configuration import catalog_of
    from newsdesk.wiring.database import open_database
    from storage.transactions import reading

    if accept is None and reject is None:
        catalog = catalog_of(context.loaded)
        with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
            for line in list_names(connection, catalog, limit, context.settings.digest.zone):
                say(line)
        return
    with open_database(context.settings) as engine:
        if reject is not None:
            reject_name(engine, reject)
            say(f"rejected {reject}")
        if accept is not None:
            added, path = accept_name(engine, context.loaded, accept, entity_id)
            say(f"added {added} to {path}")
