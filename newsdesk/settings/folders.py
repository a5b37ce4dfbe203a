"""Where the configuration lies: the catalog that comes with newsdesk, and the folder of whoever runs it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import ConfigError

CONFIG_VARIABLE = "NEWSDESK_CONFIG"  # names the folder, so it is no setting
SETTINGS_FILE = "newsdesk.toml"
WATCHLISTS_FILE = "watchlists.toml"


def config_folder(option: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the folder to read.

    The first of: *option*, ``$NEWSDESK_CONFIG``, the current folder and ``./config`` when they have a
    ``newsdesk.toml``, ``$XDG_CONFIG_HOME/newsdesk`` (``~/.config/newsdesk``) when it has one, the shipped catalog.
    """
    if option is not None:
        return option
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    candidates = [Path(), Path("config"), *_user_folders(environ)]
    return next((folder for folder in candidates if (folder / SETTINGS_FILE).is_file()), shipped_folder())


def shipped_folder() -> Path:
    """Return the catalog that comes with newsdesk. It is read, never written."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_config"
    return packaged if packaged.is_dir() else package.parent / "config"


def is_shipped(folder: Path) -> bool:
    """Return whether *folder* is the catalog that comes with newsdesk."""
    return folder.resolve() == shipped_folder()


def writable_folder(folder: Path) -> Path:
    """Return *folder* when it is a user's own. Raises ConfigError when it comes with newsdesk."""
    if is_shipped(folder):
        raise ConfigError(
            f"{folder}: comes with newsdesk and stays as it is; `newsdesk init DIR` makes a configuration of your own, "
            f"`newsdesk --config DIR` or ${CONFIG_VARIABLE} names it"
        )
    return folder


def _user_folders(environ: Mapping[str, str]) -> list[Path]:
    if base := environ.get("XDG_CONFIG_HOME"):
        return [Path(base) / "newsdesk"]
    return [Path(environ["HOME"]) / ".config" / "newsdesk"] if environ.get("HOME") else []
