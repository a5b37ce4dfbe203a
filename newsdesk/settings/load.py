"""Files and environment to Settings, remembering where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError

from newsdesk.settings.model import Settings
from newsdesk.settings.problems import Problem, explain, fail_together, read_toml

ENV_PREFIX = "NEWSDESK_"
CONFIG_VARIABLE = "NEWSDESK_CONFIG"  # names the folder, so it is no setting
CLOCK_VARIABLE = "NEWSDESK_NOW"  # lets the demonstration and tests choose the moment; no setting either
SETTINGS_FILE = "newsdesk.toml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings and, for each dotted key that is not a default, the file or variable it came from."""

    settings: Settings
    origins: Mapping[str, str]
    folder: Path


def config_folder(option: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the folder to read: the option, else $NEWSDESK_CONFIG, else ./config, else the packaged one."""
    if option is not None:
        return option
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    here = Path("config")
    if (here / SETTINGS_FILE).is_file():
        return here
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_config"
    return packaged if packaged.is_dir() else package.parent / "config"


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
    problems += _wrong_shape(file, tables)
    if problems:
        tables = {}
    origins = {f"{section}.{key}": str(file) for section, table in tables.items() for key in table}
    overrides, unknown = _from_environment(environ)
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
    return Loaded(settings, origins, folder), problems


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


def _from_environment(environ: Mapping[str, str]) -> tuple[dict[tuple[str, str], tuple[str, Any]], list[Problem]]:
    overrides: dict[tuple[str, str], tuple[str, Any]] = {}
    problems: list[Problem] = []
    known = {
        f"{ENV_PREFIX}{section}_{key}".upper(): (section, key, field.annotation)
        for section, model in sections().items()
        for key, field in model.model_fields.items()
    }
    for variable, text in sorted(environ.items()):
        if not variable.startswith(ENV_PREFIX) or variable in (CONFIG_VARIABLE, CLOCK_VARIABLE):
            continue
        if variable not in known:
            problems.append(Problem("environment", variable, "no setting of that name; see `newsdesk config show`"))
            continue
        section, key, annotation = known[variable]
        overrides[section, key] = (variable, _split(text) if _is_list(annotation) else text)
    return overrides, problems


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
