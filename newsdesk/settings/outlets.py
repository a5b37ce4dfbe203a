"""``config/outlets.toml`` to the table of shared hosts and of well-known names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsdesk.settings.problems import Problem, explain, fail_together, read_toml
from pipeline.sites import SharedHost, Sites

OUTLETS_FILE = "outlets.toml"

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


def packaged_outlets() -> Path:
    """Return the table that comes with newsdesk."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_config" / OUTLETS_FILE
    return packaged if packaged.is_file() else package.parent / "config" / OUTLETS_FILE


def read_sites(folder: Path) -> Sites:
    """Return what *folder*'s ``outlets.toml`` says; without such a file, what the one that comes with newsdesk says.

    Raises ConfigError that lists everything wrong with it at once.
    """
    sites, problems = try_sites(folder)
    fail_together(problems)
    return sites


def try_sites(folder: Path) -> tuple[Sites, list[Problem]]:
    """Return the table, and what is wrong with it; with problems it is empty."""
    file = folder / OUTLETS_FILE
    if not file.exists():
        file = packaged_outlets()
    tables, problems = read_toml(file)
    if problems:
        return Sites(), problems
    try:
        found = _File.model_validate(tables)
    except ValidationError as exc:
        return Sites(), explain(str(file), exc)
    return Sites.of((SharedHost(**dict(one)) for one in found.shared), found.names), []
