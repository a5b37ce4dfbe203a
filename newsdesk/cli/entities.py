"""`newsdesk entities`: the catalog as an editor works with it."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.group()
def entities() -> None:
    """Check, add and show entities; review new names."""


@entities.command()
@pass_context
def check(context: Context) -> int:
    """Read the catalog and try each ambiguous alias on its own two sentences; exit code 1 when one fails."""
    from newsdesk.editing import failed_sentences
    from newsdesk.settings.entities import read_catalog

    catalog = read_catalog(context.config / "entities")
    failed, tried = failed_sentences(catalog)
    for line in failed:
        click.echo(line)
    click.echo(f"{len(catalog.entities)} entities, {tried} sentences tried, {len(failed)} failed")
    return 1 if failed else 0


@entities.command()
@click.argument("entity_id", metavar="ID|NAME")
@pass_context
def show(context: Context, entity_id: str) -> None:
    """Show one entity: what it is called, what its ambiguous aliases need, what belongs to it."""
    from newsdesk.editing import described, find_entity

    with context.house as house:
        entity = find_entity(house.catalog, entity_id)
        for line in described(house.catalog, entity):
            click.echo(line)


@entities.command()
@click.argument("entity_id", metavar="ID")
@click.argument("name")
@click.option("--alias", "aliases", multiple=True, help="Another way to write it; may be repeated.")
@click.option("--parent", help="Who owns or makes it, e.g. org:meta.")
@click.option("--kind", help="E.g. lab, company, chip.")
@click.option("--ambiguous", is_flag=True, help="NAME means other things too: it needs a word of --near close by.")
@click.option("--near", multiple=True, metavar="PATTERN", help="A word that must stand near an ambiguous name.")
@click.option("--yes", help="A sentence in which the ambiguous name means this.")
@click.option("--no", help="A sentence in which it does not.")
@click.option("--file", "file", default="mine.toml", show_default=True, help="File under config/entities to add it to.")
@pass_context
def add(
    context: Context,
    entity_id: str,
    name: str,
    aliases: tuple[str, ...],
    parent: str | None,
    kind: str | None,
    ambiguous: bool,
    near: tuple[str, ...],
    yes: str | None,
    no: str | None,
    file: str,
) -> None:
    """Add an entity, e.g. `newsdesk entities add org:acme-ai "Acme AI" --alias Acme`."""
    from newsdesk.editing import add_entity
    from pipeline.tag import Alias, Ambiguity, Entity

    own = Alias(name, Ambiguity.WORD, near, (), None, yes, no) if ambiguous else Alias(name)
    entity = Entity(entity_id, name, (own, *(Alias(text) for text in aliases)), kind, parent)
    path = add_entity(context.config / "entities", entity, file)
    click.echo(f"added {entity_id} to {path}; it is tagged from the next article on")


@entities.command()
@click.option("--accept", metavar="NAME", help="Take NAME off the queue and add it to the catalog.")
@click.option("--id", "entity_id", metavar="ID", help="With --accept: its id; guessed from its kind by default.")
@click.option("--reject", metavar="NAME", help="Never list NAME again.")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 1000))
@pass_context
def new(context: Context, accept: str | None, entity_id: str | None, reject: str | None, limit: int) -> None:
    """List names that the catalog does not know, most sources first; accept or reject one."""
    from newsdesk.editing import accept_name, list_names, reject_name

    with context.house as house:
        if reject is not None:
            reject_name(house, reject)
            click.echo(f"rejected {reject}")
        if accept is not None:
            added, path = accept_name(house, accept, entity_id)
            click.echo(f"added {added} to {path}")
        if accept is None and reject is None:
            for line in list_names(house, limit):
                click.echo(line)
