"""Relative paths of the settings: they begin at the configuration folder, wherever newsdesk is started."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from newsdesk.settings.folders import is_shipped
from newsdesk.settings.model import Settings

_SQLITE = "sqlite:///"


def anchored(settings: Settings, folder: Path) -> tuple[Settings, list[str]]:
    """Return *settings* with their paths below *folder*, and a line for each that stays elsewhere.

    The shipped catalog's folder is never written to: its paths begin at the current folder. So do, with a
    warning, paths that an earlier version wrote to there.
    """
    if is_shipped(folder):
        return settings, []
    url = settings.database.url.get_secret_value()
    warnings: list[str] = []
    database, digest = settings.database, settings.digest
    path, mark, options = url.removeprefix(_SQLITE).partition("?")
    if url.startswith(_SQLITE) and path not in ("", ":memory:") and not path.startswith("file:"):
        placed = _placed(Path(path), folder, "database.url", warnings)
        database = database.model_copy(update={"url": SecretStr(f"{_SQLITE}{placed}{mark}{options}")})
    out = _placed(digest.out, folder, "digest.out", warnings)
    digest = digest.model_copy(update={"out": out})
    web = settings.web.model_copy(update={"users": folder / settings.web.users})
    return settings.model_copy(update={"database": database, "digest": digest, "web": web}), warnings


def _placed(path: Path, folder: Path, key: str, warnings: list[str]) -> Path:
    if path.is_absolute():
        return path
    below = folder / path
    if not below.exists() and path.exists():
        warnings.append(
            f"{key}: {path} is meant below {folder} now, and is used where it is, at {path.absolute()}; "
            f"move it to {below}, or write its whole path"
        )
        return path
    return below
