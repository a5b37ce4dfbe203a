"""What `newsdesk config show` prints: each setting, its value and where that came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr

from newsdesk.settings.load import Loaded
from pipeline.redact import is_secret_key, redact


def lines(loaded: Loaded) -> Iterator[str]:
    """Yield one TOML-like line for each setting, secrets masked."""
    for section, table in loaded.settings:
        yield f"[{section}]"
        assert isinstance(table, BaseModel)  # noqa: S101 - every field of Settings is a section
        for key, value in table:
            origin = loaded.origins.get(f"{section}.{key}", "default")
            written = '"***"' if value and is_secret_key(key) else _written(value)
            yield f"{key} = {written:<40} # {origin}"
        yield ""


def _written(value: Any) -> str:
    match value:
        case SecretStr():
            return f'"{_masked(value.get_secret_value())}"'
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value}"
        case tuple():
            return "[" + ", ".join(_written(item) for item in value) + "]"
        case _:
            return f'"{redact(str(value))}"'


def _masked(secret: str) -> str:
    """Return an address without its password; of what is no address, nothing."""
    return redact(secret) if "://" in secret else secret and "***"
