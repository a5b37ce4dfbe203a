"""Libraries that come with extras."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import ConfigError


@contextmanager
def needs(library: str, form: str) -> Iterator[None]:
    """Say which extra is missing when *library* cannot be imported. Raises ConfigError."""
    try:
        yield
    except ImportError as exc:
        raise ConfigError(f"{form} needs {library}: pip install 'newsdesk[export]'") from exc
