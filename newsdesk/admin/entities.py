"""What an administrator does to the catalog: look, add, try the sentences, decide about new names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

from newsdesk.moments import shown
from newsdesk.settings.entities import read_catalog
from newsdesk.settings.folders import writable_folder
from newsdesk.settings.load import Loaded
from newsdesk.settings.write import append_tables, file_name
from pipeline.errors import ConfigError
from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger, Topic
from pipeline.tag.catalog import PREFIXES, problems_of
from pipeline.tag.disambiguate import forbidding, unshown
from pipeline.tag.homonyms import another_person
from pipeline.tag.match import Match, Matcher
from storage.engine import Connection, Engine
from storage.queries.names import waiting_names
from storage.tags import decide_name
from storage.transactions import reading, transact

MOST_OUTLETS = 5  # of one new name in the list
_PREFIX_OF = {kind.value: prefix for prefix, kind in PREFIXES.items()}


def described(catalog: Catalog, entity: Entity) -> Iterator[str]:
    """Yield what there is to say of an entity."""
    yield f"{entity.id}  {entity.name}  ({entity.type.value}{', ' + entity.kind if entity.kind else ''})"
    if entity.parent:
        yield f"belongs to {' < '.join(catalog.ancestors(entity.id))}"
    children = sorted(one.id for one in catalog.entities.values() if one.parent == entity.id)
    if children:
        yield f"has {', '.join(children)}"
    for alias in entity.aliases:
        yield f"  {alias.text}{_needs(alias)}"
        for pattern in alias.never:
            yield f"      never: {pattern}"
        for mark, sentences in (("+", alias.yes), ("-", alias.no)):
            for sentence in sentences:
                yield f"      {mark} {sentence}"


def failed_sentences(catalog: Catalog, only: str | None = None) -> tuple[list[str], int]:
    """Return what is wrong with the tagging of the catalog's own sentences, and how many were tried.

    With *only*, an entity's id, those of that entity.
    """
    tagger = Tagger(catalog)
    failed, tried = [], 0
    for entity in [catalog.entities[only]] if only is not None else catalog.entities.values():
        for alias in entity.aliases:
            for sentence, meant in [*((one, True) for one in alias.yes), *((one, False) for one in alias.no)]:
                tried += 1
                tags = tagger.tag(Article(url="", title="", text=sentence, outlet="", source=""))
                if any(mention.entity_id == entity.id for mention in tags.mentions) is not meant:
                    failed.append(f"{entity.id}: {alias.text!r} {'not found' if meant else 'found'} in: {sentence}")
        failed += [f"{entity.id}: no sentence shows the pattern {pattern!r}" for pattern in unshown(entity)]
    return failed, tried


def failed_titles(catalog: Catalog, topics: Sequence[Topic]) -> tuple[list[str], int]:
    """Return what is wrong with the topics' own sentences, each read as a title, and how many were tried."""
    tagger = Tagger(catalog, topics)
    failed, tried = [], 0
    for topic in topics:
        for title, expected in (*((one, True) for one in topic.yes), *((one, False) for one in topic.no)):
            tried += 1
            tags = tagger.topics_of(Article(url="", title=title, text="", outlet="", source=""))
            if any(tag.topic_id == topic.id for tag in tags) is not expected:
                failed.append(f"{topic.id}: {'not found' if expected else 'found'} in: {title}")
    return failed, tried


def add_entity(loaded: Loaded, entity: Entity, file: str) -> Path:
    """Append *entity* to *file* of the configuration's own entities and return that file's path.

    Raises ConfigError, with nothing written, if the entity is wrong or the configuration is not the user's own.
    """
    path = writable_folder(loaded.folder) / "entities" / file_name(file)
    catalog = read_catalog(*loaded.entity_folders)
    wrong = problems_of(entity)
    if entity.id in catalog.entities:
        wrong.append(f"{entity.id}: there already; `newsdesk entities show {entity.id}` shows it")
    wrong += [
        f"{name}: no such entity; add it first"
        for name in (entity.parent, *entity.related)
        if name is not None and name not in catalog.entities
    ]
    if wrong:
        raise ConfigError("; ".join(wrong))
    failed, _ = failed_sentences(Catalog({**catalog.entities, entity.id: entity}), entity.id)
    if failed:
        raise ConfigError("\n".join([f"{entity.id} is not added:", *failed]) if len(failed) > 1 else failed[0])
    append_tables(path, "entity", [_table(entity)], heading="Added by `newsdesk entities`.")
    return path


def sharing(catalog: Catalog, entity: Entity) -> list[str]:
    """Return a line for each name of *entity* that another has as well."""
    own = {alias.text for alias in entity.aliases}
    return [
        f"{alias.text!r} is also a name of {other.id}"
        for other in catalog.entities.values()
        if other.id != entity.id
        for alias in other.aliases
        if alias.text in own
    ]


def trial(catalog: Catalog, text: str) -> Iterator[str]:
    """Yield who is named in *text*, and what looks like a name of the catalog but is not believed, with the reason."""
    tags = Tagger(catalog).tag(Article(url="", title="", text=text, outlet="", source=""))
    for one in tags.mentions:
        yield f"+ {one.entity_id}  {one.surface}" + (f"  version {one.version}" if one.version else "")
    said = {(one.start, one.entity_id) for one in tags.mentions}
    for readings in Matcher(catalog).find(text):
        for match in readings:
            if (match.start, match.entity.id) not in said:
                yield f"- {match.entity.id}  {text[match.start : match.end]}  {_why_not(text, match)}"
    for name in tags.new_names:
        yield f"? new  {name.surface}" + (f"  {name.kind}" if name.kind else "")


def list_names(connection: Connection, catalog: Catalog, limit: int, zone: tzinfo) -> list[str]:
    """Return a line for each undecided name, with times of *zone*."""
    names = waiting_names(connection, limit)
    known = catalog.folded_names  # an administrator may have added it by hand
    return [
        f"{one.surface}  {one.kind or 'unsure what'}"
        + (f" of {one.parent_id}" if one.parent_id else "")
        + f"  since {shown(one.first_seen_at, zone)}, in {one.articles} article{'s' * (one.articles > 1)} of "
        + ", ".join(one.outlets[:MOST_OUTLETS])
        + (f" and {len(one.outlets) - MOST_OUTLETS} more" if len(one.outlets) > MOST_OUTLETS else "")
        + ("  (provisional)" if one.state == "provisional" else "")
        for one in names
        if one.surface.casefold() not in known
    ]


def accept_name(engine: Engine, loaded: Loaded, surface: str, entity_id: str | None) -> tuple[str, Path]:
    """Add a name of the queue to the user's own entities; return its id and the file. Raises ConfigError."""
    with reading(engine) as connection:
        found = waiting_names(connection, 1, surface)
    if not found:
        raise ConfigError(f"{surface}: not in the queue; `newsdesk entities new` lists it")
    one = found[0]
    slug = re.sub(r"[^a-z0-9]+", "-", one.surface.casefold()).strip("-")
    prefix = _PREFIX_OF.get(one.kind or "")
    if entity_id is None and prefix is None:
        raise ConfigError(f"{one.surface}: nothing tells what it is; say so with --id, e.g. --id org:{slug}")
    chosen = entity_id or f"{prefix}:{slug}"
    parent = one.parent_id if one.parent_id in read_catalog(*loaded.entity_folders).entities else None
    entity = Entity(chosen, one.surface, (Alias(one.surface),), None, parent)
    path = add_entity(loaded, entity, "mine.toml")
    transact(engine, lambda connection: decide_name(connection, surface, "accepted"))
    return chosen, path


def reject_name(engine: Engine, surface: str) -> None:
    """Take a name off the queue for good. Raises ConfigError."""
    if not transact(engine, lambda connection: decide_name(connection, surface, "rejected")):
        raise ConfigError(f"{surface}: not in the queue; `newsdesk entities new` lists it")


def _why_not(text: str, match: Match) -> str:
    pattern = forbidding(text, match)
    if pattern is not None:
        return f"forbidden by {pattern}"
    if another_person(text, match):
        return "the surname of somebody else"
    return _needs(match.alias).strip() or "another entity is meant here"


def _needs(alias: Alias) -> str:
    match alias.ambiguity:
        case Ambiguity.NONE:
            return ""
        case Ambiguity.BRAND:
            return "  (as written, unless something forbids it)"
        case Ambiguity.VERSION:
            return "  (only with a version)"
        case Ambiguity.NAME:
            return f"  (with a version, a relative, among other AI names{_or_near(alias)})"
        case Ambiguity.HANDLE:
            return "  (after an @)"
        case Ambiguity.WORD:
            return f"  (with a relative, in one list with a sure name{_or_near(alias)})"


def _or_near(alias: Alias) -> str:
    return f", or near {' or '.join(alias.near)}" if alias.near else ""


def _table(entity: Entity) -> dict[str, Any]:
    """Return *entity* as the keys of an ``[[entity]]`` table."""
    unsure = [alias for alias in entity.aliases if alias.ambiguity is not Ambiguity.NONE]
    return {
        "id": entity.id,
        "name": entity.name,
        "kind": entity.kind,
        "parent": entity.parent,
        "related": entity.related,
        "handles": entity.handles,
        "aliases": [alias.text for alias in entity.aliases if alias.ambiguity is Ambiguity.NONE],
        "ambiguous": [
            {
                "text": alias.text,
                "class": alias.ambiguity.value,
                "why": alias.why,
                "near": alias.near,
                "never": alias.never,
                "yes": alias.yes,
                "no": alias.no,
            }
            for alias in unsure
        ],
    }
