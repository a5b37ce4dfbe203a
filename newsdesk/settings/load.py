"""Files and environment to Settings, remembering where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError

from newsdesk.settings.anchor import anchored
from newsdesk.settings.folders import CONFIG_VARIABLE, SETTINGS_FILE, is_shipped, shipped_folder
from newsdesk.settings.model import Settings
from newsdesk.settings.problems import Problem, explain, fail_together, read_toml
from newsdesk.settings.renamed import RENAMED, current_names

ENV_PREFIX = "NEWSDESK_"
CLOCK_VARIABLE = "NEWSDESK_NOW"  # lets the demonstration and tests choose the moment; no setting either
TOPICS_FILE = "topics.toml"
OUTLETS_FILE = "outlets.toml"
SEARCHES_FILE = "searches.toml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings and, for each dotted key that is not a default, the file or variable it came from."""

    settings: Settings
    origins: Mapping[str, str]
    folder: Path
    warnings: tuple[str, ...] = ()  # a line for each thing that works but should be changed

    @property
    def source_folders(self) -> tuple[Path, ...]:
        """Where ``*.toml`` files of sources lie, the shipped ones first if `catalog.shipped` names them."""
        return self._layers("sources", "sources")

    @property
    def entity_folders(self) -> tuple[Path, ...]:
        """Where ``*.toml`` files of entities lie, the shipped ones first if `catalog.shipped` names them."""
        return self._layers("entities", "entities")

    @property
    def topic_files(self) -> tuple[Path, ...]:
        """The files of topics, the shipped one first if `catalog.shipped` names it."""
        return self._layers("topics", TOPICS_FILE)

    @property
    def outlet_files(self) -> tuple[Path, ...]:
        """The tables of outlets; the shipped one where the folder has none, or `catalog.shipped` names it."""
        own = self.folder / OUTLETS_FILE
        return self._layers("outlets", OUTLETS_FILE) if own.exists() else (shipped_folder() / OUTLETS_FILE,)

    @property
    def search_files(self) -> tuple[Path, ...]:
        """The file of saved searches, which may be missing."""
        return (self.folder / SEARCHES_FILE,)

    def _layers(self, part: str, name: str) -> tuple[Path, ...]:
        own = self.folder / name
        if part not in self.settings.catalog.shipped or is_shipped(self.folder):
            return (own,)
        return (shipped_folder() / name, own) if own.exists() else (shipped_folder() / name,)


def load(folder: Path, environ: Mapping[str, str]) -> Loaded:
    """Return the settings of *folder*, overridden by ``NEWSDESK_<SECTION>_<KEY>`` variables.

    Raises ConfigError that lists every unknown key and bad value at once.
    """
    loaded, problems = try_load(folder, environ)
    fail_together(problems)
    return loaded


def try_load(folder: Path, environ: Mapping[str, str]) -> tuple[Loaded, list[Problem]]:
    """Return the settings and what is wrong with them; with problems the settings are the defaults."""
    file = folder / SETTINGS_FILE
    tables, problems = read_toml(file)
    tables, warnings, twice = current_names(str(file), tables)
    problems += [*twice, *_wrong_shape(file, tables)]
    if problems:
        tables = {}
    origins = {f"{section}.{key}": str(file) for section, table in tables.items() for key in table}
    overrides, renamed, unknown = _from_environment(environ)
    problems += unknown
    for (section, key), (variable, value) in overrides.items():
        tables.setdefault(section, {})[key] = value
        origins[f"{section}.{key}"] = variable
    try:
        settings = Settings.model_validate(tables)
    except ValidationError as exc:
        settings = Settings()
        for problem in explain(str(file), exc):
            origin = origins.get(problem.key.partition("[")[0], str(file))
            problems.append(Problem(origin, problem.key, problem.expected))
    settings, moved = anchored(settings, folder)
    return Loaded(settings, origins, folder, (*warnings, *renamed, *moved)), problems


def sections() -> dict[str, type[BaseModel]]:
    """Return the settings' sections by name, in the order of the file."""
    return {name: field.annotation for name, field in Settings.model_fields.items() if _is_section(field.annotation)}  # type: ignore[misc]


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _wrong_shape(file: Path, tables: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(str(file), name, f"expected a table [{name}]")
        for name, table in tables.items()
        if name in Settings.model_fields and not isinstance(table, dict)
    ]


def _from_environment(
    environ: Mapping[str, str],
) -> tuple[dict[tuple[str, str], tuple[str, Any]], list[str], list[Problem]]:
    """Return variable and value for each setting, a warning for each old name, and what is wrong."""
    overrides: dict[tuple[str, str], tuple[str, Any]] = {}
    warnings: list[str] = []
    problems: list[Problem] = []
    fields = {
        (section, key): field.annotation
        for section, model in sections().items()
        for key, field in model.model_fields.items()
    }
    known = {_variable(setting): setting for setting in fields}
    old = {_variable(before): after for before, after in RENAMED.items()}
    ours = tuple(f"{ENV_PREFIX}{section.upper()}_" for section in sections())
    for variable, text in sorted(environ.items()):
        if not variable.startswith(ENV_PREFIX) or variable in (CONFIG_VARIABLE, CLOCK_VARIABLE):
            continue
        setting = known.get(variable) or old.get(variable)
        if setting is None:
            if not variable.startswith(ours):
                continue  # another program's: a cluster gives each container NEWSDESK_SERVICE_HOST and the like
            problems.append(Problem("environment", variable, "no setting of that name; see `newsdesk config show`"))
        elif variable in old and _variable(setting) in environ:
            problems.append(Problem("environment", variable, f"is called {_variable(setting)}, which is given too"))
        else:
            if variable in old:
                warnings.append(f"environment: {variable} is called {_variable(setting)} now; the old name will go")
            overrides[setting] = (variable, _split(text) if _is_list(fields[setting]) else text)
    return overrides, warnings, problems


def _variable(setting: tuple[str, str]) -> str:
    return f"{ENV_PREFIX}{setting[0]}_{setting[1]}".upper()


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
