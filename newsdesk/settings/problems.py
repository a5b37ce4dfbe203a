"""What is wrong in the configuration, collected so that all of it can be told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import ConfigError
from pipeline.redact import is_secret_key

_SENT = ("headers", "cookies", "proxy")  # of a source: whatever they are called, their values may be secrets
NOT_REPEATED = "is a secret, so it stands elsewhere"  # of a value that is not repeated, whatever its key is called


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing a person must change, and where."""

    file: str  # path, or "environment"
    key: str  # dotted, e.g. crawl.delay_s; "" when the whole file is meant
    expected: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.expected) if part)


def read_toml(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return the tables of *path*, or an empty mapping and what is wrong with the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, [Problem(str(path), "", "no such file")]
    except OSError as exc:
        return {}, [Problem(str(path), "", f"cannot be read: {exc.strerror}")]
    except UnicodeDecodeError as exc:
        return {}, [Problem(str(path), "", f"not UTF-8 at byte {exc.start}")]
    except tomllib.TOMLDecodeError as exc:
        return {}, [Problem(str(path), "", f"not valid TOML: {exc}")]


def explain(file: str, error: ValidationError, *, under: Sequence[str] = ()) -> list[Problem]:
    """Return one problem for each error that pydantic found in *file*; *under* prefixes the keys."""
    return [Problem(file, _dotted([*under, *detail["loc"]]), _expected(detail)) for detail in error.errors()]


def fail_together(problems: Iterable[Problem]) -> None:
    """Raise one ConfigError that lists *problems*, or return when there are none."""
    found = sorted(set(problems))
    if len(found) == 1:
        raise ConfigError(str(found[0]))
    if found:
        lines = "\n".join(f"  {problem}" for problem in found)
        raise ConfigError(f"{len(found)} problems in the configuration\n{lines}")


def _dotted(loc: Iterable[str | int]) -> str:
    key = ""
    for part in loc:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key


def _expected(detail: Any) -> str:
    if detail["type"] == "extra_forbidden":
        return "unknown key; see `newsdesk config show` for those there are"
    if detail["type"] == "missing":
        return "required, but not given"
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    value = detail.get("input")
    is_secret = any(part in _SENT or is_secret_key(part) for part in detail["loc"] if isinstance(part, str))
    if NOT_REPEATED in message or is_secret:
        return message
    return f"{message}, not {value!r}" if isinstance(value, str | int | float | bool | list) else message
