"""``config/entities/*.toml`` and ``config/topics.toml`` to the tagger's catalog and topics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from newsdesk.settings.layers import merged, placed_tables, toml_files
from newsdesk.settings.problems import Problem, explain, fail_together
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
    words: tuple[str, ...] = ()
    isnt: str | None = None
    yes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = Field(min_length=1)


def read_catalog(*folders: Path) -> Catalog:
    """Return the entities of every ``*.toml`` in *folders*; later folders change or replace those of earlier ones.

    Raises ConfigError with everything that is wrong.
    """
    catalog, problems = try_catalog(*folders)
    fail_together(problems)
    return catalog


def try_catalog(*folders: Path) -> tuple[Catalog, list[Problem]]:
    """Return the entities that are right, and what is wrong with the others."""
    tables, problems = placed_tables(toml_files(folders), "entity", "id")
    found: dict[str, Entity] = {}
    places: dict[str, str] = {}
    for table in merged(tables, key="id", whole="name"):
        try:
            entity = _Entity.model_validate(table.keys).record()
        except ValidationError as exc:
            problems += explain(table.file, exc, under=[table.label])
            continue
        problems += [Problem(table.file, table.label, wrong) for wrong in problems_of(entity)]
        if not entity.aliases:
            problems.append(Problem(table.file, table.label, "no alias: it could never be found"))
        if entity.id in found:
            problems.append(Problem(table.file, f"{table.label}.id", f"taken in {places[entity.id]}"))
        else:
            found[entity.id], places[entity.id] = entity, table.file
    stated = {table.keys.get("id") for table in tables}  # one that is wrong is reported once, not by all who name it
    for entity in found.values():
        for key, others in (("parent", (entity.parent,) if entity.parent else ()), ("related", entity.related)):
            problems += [
                Problem(places[entity.id], f"entity[{entity.id}].{key}", f"{other!r} is no entity")
                for other in others
                if other not in stated
            ]
    return Catalog(found), problems


def read_topics(*files: Path) -> tuple[Topic, ...]:
    """Return the topics of *files*; later files change or replace those of earlier ones.

    Raises ConfigError with everything that is wrong.
    """
    topics, problems = try_topics(*files)
    fail_together(problems)
    return topics


def try_topics(*files: Path) -> tuple[tuple[Topic, ...], list[Problem]]:
    """Return the topics that are right, and what is wrong with the others."""
    tables, problems = placed_tables(list(enumerate(files)), "topic", "id")
    found: list[Topic] = []
    for table in merged(tables, key="id", whole="name"):
        try:
            topic = _Topic.model_validate(table.keys)
        except ValidationError as exc:
            problems += explain(table.file, exc, under=[table.label])
            continue
        if any(topic.id == other.id for other in found):
            problems.append(Problem(table.file, f"{table.label}.id", "given twice"))
        found.append(Topic(**topic.model_dump()))
    problems += [Problem(str(files[-1]), "topic", wrong) for wrong in topic_problems(found)]
    return tuple(found), problems
