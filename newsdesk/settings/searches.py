"""``config/searches.toml`` to saved searches, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsdesk.settings.problems import Problem, explain, fail_together, read_toml

Slug = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", max_length=80)]


class _Search(BaseModel):
    """One ``[[search]]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug
    query: Annotated[str, Field(min_length=1)]
    title: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    search: tuple[_Search, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query with a name."""

    name: str
    query: str  # as typed, see docs/search.md
    title: str | None = None


def read_searches(*files: Path) -> Mapping[str, SavedSearch]:
    """Return the saved searches of *files* by name; one of a later file replaces that of an earlier one.

    Raises ConfigError that lists everything wrong with them at once.
    """
    found, problems = try_searches(*files)
    fail_together(problems)
    return found


def try_searches(*files: Path) -> tuple[dict[str, SavedSearch], list[Problem]]:
    """Return the saved searches, and what is wrong with the files. What a query means is not looked at."""
    found: dict[str, SavedSearch] = {}
    problems: list[Problem] = []
    for file in files:
        if not file.exists():
            continue  # nobody has to save a search
        tables, wrong = read_toml(file)
        problems += wrong
        try:
            listed = _File.model_validate(tables).search
        except ValidationError as exc:
            problems += explain(str(file), exc)
            continue
        names = [one.name for one in listed]
        problems += [
            Problem(str(file), f"search[{name}]", "two searches have this name")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        found |= {one.name: SavedSearch(one.name, one.query, one.title) for one in listed}
    return found, problems
