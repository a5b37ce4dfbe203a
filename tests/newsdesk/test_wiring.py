"""What is built from a configuration, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsdesk.configuration import Configuration, read_configuration
from newsdesk.settings.load import load
from newsdesk.settings.model import Crawl
from newsdesk.wiring.crawling import user_agent
from newsdesk.wiring.database import has_no_database, migrate_database, open_database
from newsdesk.wiring.processing import open_preparer
from newsdesk.wiring.waits import waits_of
from pipeline.errors import ConfigError, StorageError
from pipeline.records import Source


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    (tmp_path / "sources").mkdir()
    (tmp_path / "entities").mkdir()
    (tmp_path / "newsdesk.toml").write_text(f'[database]\nurl = "sqlite:///{tmp_path}/desk.db"\n')
    (tmp_path / "sources" / "press.toml").write_text('[[source]]\nname = "wire"\nurl = "https://wire.example/feed"\n')
    (tmp_path / "topics.toml").write_text("[[topic]]\nno = 1\n")
    return read_configuration(load(tmp_path, {}))


def test_the_tagger_is_built_when_the_first_page_comes(configuration: Configuration):
    with open_preparer(configuration) as prepare, pytest.raises(ConfigError, match=r"topics\.toml"):
        prepare(None)  # type: ignore[arg-type] # the page is looked at after the topics


def test_a_database_is_made_only_by_those_who_say_so(configuration: Configuration):
    settings = configuration.settings
    assert has_no_database(settings)
    with pytest.raises(StorageError), open_database(settings):
        pass
    assert has_no_database(settings)
    with open_database(settings, create=True) as engine:
        assert engine.dialect.name == "sqlite"
    assert not has_no_database(settings)
    with open_database(settings, read_only=True):
        pass


def test_migrating_tells_the_schema_before_and_after(configuration: Configuration):
    before, after = migrate_database(configuration.settings)
    assert before is None
    assert migrate_database(configuration.settings) == (after, after)


def test_sites_are_told_whom_to_ask():
    assert user_agent(Crawl(contact_url="https://desk.example/")).endswith("(+https://desk.example/)")


def test_a_source_with_an_interval_of_its_own_waits_no_longer():
    hourly = Source("wire", "https://wire.example/feed", every=timedelta(hours=1))
    waits = waits_of([hourly, replace(hourly, name="other", every=None)], Crawl())
    assert waits.fixed == {"wire": timedelta(hours=1)}
