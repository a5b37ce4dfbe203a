"""What an editor does to the catalog: look, add, try the sentences, decide about new names."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from newsdesk.settings.entities import read_catalog
from newsdesk.wiring import House
from pipeline.errors import ConfigError
from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger
from pipeline.tag.catalog import PREFIXES, problems_of
from storage.read.names import waiting_names
from storage.tags import decide_name
from storage.transactions import reading, transact

_PREFIX_OF = {kind.value: prefix for prefix, kind in PREFIXES.items()}


def find_entity(catalog: Catalog, wanted: str) -> Entity:
    """Return the entity with this id, name or alias. Raises ConfigError."""
    if wanted in catalog.entities:
        return catalog.entities[wanted]
    folded = wanted.casefold()
    for entity in catalog.entities.values():
        if folded in (entity.name.casefold(), *(alias.text.casefold() for alias in entity.aliases)):
            return entity
    known = {alias.text: entity.id for entity in catalog.entities.values() for alias in entity.aliases}
    close = difflib.get_close_matches(wanted, [*catalog.entities, *known], n=3)
    hint = f"; close to it: {', '.join(close)}" if close else "; `newsdesk entities add` adds one"
    raise ConfigError(f"{wanted}: no entity has this id or name{hint}")


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
        for mark, sentence in (("+", alias.yes), ("-", alias.no)):
            if sentence:
                yield f"      {mark} {sentence}"


def failed_sentences(catalog: Catalog) -> tuple[list[str], int]:
    """Return what is wrong with the tagging of the catalog's own sentences, and how many were tried."""
    tagger = Tagger(catalog)
    failed, tried = [], 0
    for entity in catalog.entities.values():
        for alias in entity.aliases:
            for sentence, expected in ((alias.yes, True), (alias.no, False)):
                if sentence is None:
                    continue
                tried += 1
                tags = tagger.tag(Article(url="", title="", text=sentence, outlet="", source=""))
                if any(mention.entity_id == entity.id for mention in tags.mentions) is not expected:
                    failed.append(f"{entity.id}: {alias.text!r} {'not found' if expected else 'found'} in: {sentence}")
    return failed, tried


def add_entity(folder: Path, entity: Entity, file: str) -> Path:
    """Append *entity* to a file of *folder* and return that; ConfigError, with nothing written, if it is wrong."""
    catalog = read_catalog(folder)
    if entity.id in catalog.entities:
        raise ConfigError(f"{entity.id}: there already")
    if entity.parent is not None and entity.parent not in catalog.entities:
        raise ConfigError(f"--parent {entity.parent}: no such entity")
    wrong = problems_of(entity)
    if wrong:
        raise ConfigError("; ".join(wrong))
    failed, _ = failed_sentences(Catalog({**catalog.entities, entity.id: entity}))
    own = [line for line in failed if line.startswith(f"{entity.id}:")]
    if own:
        raise ConfigError("; ".join(own))
    if Path(file).name != file or not file.endswith(".toml"):
        raise ConfigError(f"--file {file}: expected the name of a .toml file")
    path = folder / file
    before = path.read_text(encoding="utf-8").rstrip() if path.exists() else "# Added by `newsdesk entities`."
    path.write_text(f"{before}\n\n{_toml(entity)}\n", encoding="utf-8")
    return path


def list_names(house: House, limit: int) -> list[str]:
    """Return a line for each undecided name."""
    with reading(house.reader) as connection:
        names = waiting_names(connection, limit)
    return [
        f"{one.outlets:>3} outlets {one.articles:>3} articles  since {one.first_seen_at:%Y-%m-%d}  {one.surface}"
        + (f"  {one.kind}" if one.kind else "")
        + (f" of {one.parent_id}" if one.parent_id else "")
        + ("  (provisional)" if one.state == "provisional" else "")
        for one in names
    ]


def accept_name(house: House, surface: str, entity_id: str | None) -> tuple[str, Path]:
    """Add a name of the queue to the catalog; return its id and the file. Raises ConfigError."""
    with reading(house.engine) as connection:
        found = waiting_names(connection, 1, surface)
    if not found:
        raise ConfigError(f"{surface}: not in the queue; `newsdesk entities new` lists it")
    one = found[0]
    prefix = _PREFIX_OF.get(one.kind or "", "model")
    chosen = entity_id or f"{prefix}:{re.sub(r'[^a-z0-9]+', '-', one.surface.casefold()).strip('-')}"
    parent = one.parent_id if one.parent_id in house.catalog.entities else None
    entity = Entity(chosen, one.surface, (Alias(one.surface),), None, parent)
    path = add_entity(house.folder / "entities", entity, "mine.toml")
    transact(house.engine, lambda connection: decide_name(connection, surface, "accepted"))
    return chosen, path


def reject_name(house: House, surface: str) -> None:
    """Take a name off the queue for good. Raises ConfigError."""
    if not transact(house.engine, lambda connection: decide_name(connection, surface, "rejected")):
        raise ConfigError(f"{surface}: not in the queue; `newsdesk entities new` lists it")


def _needs(alias: Alias) -> str:
    match alias.ambiguity:
        case Ambiguity.NONE:
            return ""
        case Ambiguity.BRAND:
            return "  (as written, unless something forbids it)"
        case Ambiguity.VERSION:
            return "  (only with a version)"
        case Ambiguity.NAME:
            return f"  (with a version, a relative, or near {' '.join(alias.near) or 'nothing'})"
        case Ambiguity.HANDLE:
            return "  (after an @)"
        case Ambiguity.WORD:
            return f"  (with a relative, or near {' '.join(alias.near) or 'nothing'})"


def _toml(entity: Entity) -> str:
    lines = ["[[entity]]", f"id = {_quoted(entity.id)}", f"name = {_quoted(entity.name)}"]
    lines += [f"kind = {_quoted(entity.kind)}"] if entity.kind else []
    lines += [f"parent = {_quoted(entity.parent)}"] if entity.parent else []
    plain = [alias.text for alias in entity.aliases if alias.ambiguity is Ambiguity.NONE]
    lines += [f"aliases = [{', '.join(map(_quoted, plain))}]"] if plain else []
    for alias in entity.aliases:
        if alias.ambiguity is not Ambiguity.NONE:
            lines += ["", "[[entity.ambiguous]]", f"text = {_quoted(alias.text)}"]
            lines += [f"class = {_quoted(alias.ambiguity.value)}"]
            lines += [f"near = [{', '.join(map(_quoted, alias.near))}]"] if alias.near else []
            lines += [f"yes = {_quoted(alias.yes)}"] if alias.yes else []
            lines += [f"no = {_quoted(alias.no)}"] if alias.no else []
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string
