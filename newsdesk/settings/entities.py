"""``config/entities/*.toml`` and ``config/topics.toml`` to the tagger's catalog and topics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from newsdesk.settings.problems import Problem, explain, fail_together, read_toml
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Topic
from pipeline.tag.catalog import problems_of
from pipeline.tag.topics import problems_of as topic_problems

_Sentences = Annotated[tuple[str, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]


class _Ambiguous(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    text: str = Field(min_length=1)
    class_: Literal["brand", "name", "word", "version"] = Field(alias="class")
    why: str | None = None
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    yes: _Sentences = ()
    no: _Sentences = ()


class _Entity(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str = Field(min_length=1)
    kind: str | None = None
    parent: str | None = None
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    ambiguous: tuple[_Ambiguous, ...] = ()

    def record(self) -> Entity:
        plain = [Alias(text) for text in self.aliases]
        unsure = [
            Alias(one.text, Ambiguity(one.class_), one.near, one.never, one.why, one.yes, one.no)
            for one in self.ambiguous
        ]
        return Entity(self.id, self.name, (*plain, *unsure), self.kind, self.parent, self.related, self.handles)


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^topic:[a-z0-9-]+$")
    name: str = Field(min_length=1)
    phrases: dict[str, float] = {}
    never: tuple[str, ...] = ()
    entities: dict[str, float] = {}
    isnt: str | None = None
    yes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = Field(min_length=1)


def read_catalog(folder: Path) -> Catalog:
    """Return the entities of every ``*.toml`` in *folder*. Raises ConfigError with everything that is wrong."""
    catalog, problems = try_catalog(folder)
    fail_together(problems)
    return catalog


def try_catalog(folder: Path) -> tuple[Catalog, list[Problem]]:
    """Return the entities that are right, and what is wrong with the others."""
    problems: list[Problem] = []
    found: dict[str, Entity] = {}
    places: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        tables, wrong = read_toml(file)
        problems += wrong
        problems += [
            Problem(str(file), key, "unknown key; expected [[entity]] tables") for key in tables if key != "entity"
        ]
        for number, table in enumerate(_tables(tables.get("entity", []), file, "entity", problems)):
            label = f"entity[{table.get('id', number)}]"
            try:
                entity = _Entity.model_validate(table).record()
            except ValidationError as exc:
                problems += explain(str(file), exc, under=[label])
                continue
            problems += [Problem(str(file), label, wrong) for wrong in problems_of(entity)]
            if not entity.aliases:
                problems.append(Problem(str(file), label, "no alias: it could never be found"))
            if entity.id in found:
                problems.append(Problem(str(file), f"{label}.id", f"taken in {places[entity.id]}"))
            else:
                found[entity.id], places[entity.id] = entity, str(file)
    for entity in found.values():
        for key, others in (("parent", (entity.parent,) if entity.parent else ()), ("related", entity.related)):
            problems += [
                Problem(places[entity.id], f"entity[{entity.id}].{key}", f"{other!r} is no entity")
                for other in others
                if other not in found
            ]
    return Catalog(found), problems


def read_topics(file: Path) -> tuple[Topic, ...]:
    """Return the topics of *file*. Raises ConfigError with everything that is wrong."""
    topics, problems = try_topics(file)
    fail_together(problems)
    return topics


def try_topics(file: Path) -> tuple[tuple[Topic, ...], list[Problem]]:
    """Return the topics that are right, and what is wrong with the others."""
    tables, problems = read_toml(file)
    found: list[Topic] = []
    for number, table in enumerate(_tables(tables.get("topic", []), file, "topic", problems)):
        try:
            topic = _Topic.model_validate(table)
        except ValidationError as exc:
            problems += explain(str(file), exc, under=[f"topic[{table.get('id', number)}]"])
            continue
        if any(topic.id == other.id for other in found):
            problems.append(Problem(str(file), f"topic[{topic.id}].id", "given twice"))
        found.append(Topic(**topic.model_dump()))
    problems += [Problem(str(file), "topic", wrong) for wrong in topic_problems(found)]
    return tuple(found), problems


def _tables(value: Any, file: Path, name: str, problems: list[Problem]) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(table, dict) for table in value):
        return value
    problems.append(Problem(str(file), name, f"expected [[{name}]] tables"))
    return []
