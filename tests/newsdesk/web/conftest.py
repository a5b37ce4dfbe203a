"""A client of the pages over a small archive. Nothing that it asks for changes the archive, so one serves a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from newsdesk.web.app import create_app
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.newsdesk.web.archive import deps_of, fill


@pytest.fixture(scope="package")
def archive() -> Iterator[Engine]:
    engine = open_engine("sqlite://")
    upgrade(engine)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def client(archive: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(deps_of(archive)), base_url="http://localhost") as opened:
        yield opened
