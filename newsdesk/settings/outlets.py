"""``config/outlets.toml`` to the table of shared hosts and of well-known names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsdesk.settings.problems import Problem, explain, fail_together, read_toml
from pipeline.sites import SharedHost, Sites

Host = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$")]
Name = Annotated[str, Field(min_length=1)]
OnePath = Annotated[str, Field(pattern=r"^(?:/[^/*]+)*/[^/*]*\*$")]
Segment = Annotated[str, Field(pattern=r"^[^/]+$")]


class _Shared(BaseModel):
    """One ``[[shared]]``; the file's own comment explains the keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Host
    name: Name
    subdomains: bool = False
    paths: tuple[OnePath, ...] = ()
    ignore: tuple[Segment, ...] = ()
    own: tuple[Segment, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    shared: tuple[_Shared, ...] = ()
    names: dict[Host, Name] = {}


def read_sites(*files: Path) -> Sites:
    """Return what *files* say; a later file's hosts and names replace those of earlier ones.

    Raises ConfigError that lists everything wrong with them at once.
    """
    sites, problems = try_sites(*files)
    fail_together(problems)
    return sites


def try_sites(*files: Path) -> tuple[Sites, list[Problem]]:
    """Return the table, and what is wrong with it; with problems it is empty."""
    shared: dict[str, SharedHost] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for file in files:
        tables, wrong = read_toml(file)
        problems += wrong
        if wrong:
            continue
        try:
            found = _File.model_validate(tables)
        except ValidationError as exc:
            problems += explain(str(file), exc)
            continue
        shared |= {one.host: SharedHost(**dict(one)) for one in found.shared}
        names |= found.names
    return (Sites(), problems) if problems else (Sites.of(shared.values(), names), [])
