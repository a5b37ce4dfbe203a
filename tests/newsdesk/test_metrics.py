"""Metrics as Prometheus reads them: on an address, and in a file."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from newsdesk.metrics import Metrics, families, serving, write_textfile
from pipeline.errors import ConfigError, StorageError
from pipeline.records import Source
from storage.sources import sync_sources
from storage.transactions import transact
from tests.newsdesk.admin.test_status import WELL

parser = pytest.importorskip("prometheus_client.parser")

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def metrics(engine):
    transact(engine, lambda one: sync_sources(one, [Source("a", "https://a.example/feed")], NOW))
    return Metrics(engine, lambda: NOW, lambda _now: 2)


def ready() -> None:
    """Be ready."""


def closed() -> None:
    raise StorageError("desk.db: is damaged")


def asked(address, path):
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_the_numbers_are_read_back_by_prometheus_own_parser(metrics):
    with serving(metrics, "127.0.0.1:0", ready) as address:
        status, text = asked(address, "/metrics")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in parser.text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert status == 200
    assert found["newsdesk_sources", "new"] == 1
    assert found["newsdesk_sources_silent",] == 2
    assert found["newsdesk_leader",] == 0


def test_who_asks_whether_it_lives_or_is_ready_is_told(metrics):
    with serving(metrics, "127.0.0.1:0", closed) as address:
        assert asked(address, "/healthz") == (200, "ok\n")
        assert asked(address, "/readyz") == (503, "desk.db: is damaged\n")
        assert asked(address, "/elsewhere")[0] == 404
    with serving(metrics, "127.0.0.1:0", ready) as address:
        assert asked(address, "/readyz") == (200, "ready\n")


def test_a_file_is_written_for_cron(metrics, tmp_path):
    write_textfile(metrics, tmp_path / "newsdesk.prom")
    assert 'newsdesk_sources{state="new"} 1.0' in (tmp_path / "newsdesk.prom").read_text()


def test_every_family_says_what_it_counts():
    found = {family.name: family for family in families(WELL, 0)}
    assert all(name.startswith("newsdesk_") and family.documentation for name, family in found.items())
    delays = {sample.labels["quantile"]: sample.value for sample in found["newsdesk_delay_seconds"].samples}
    assert delays == {"0.5": 3060.0, "0.9": 5460.0, "0.99": 6000.0}


@pytest.mark.parametrize("listen", ["9464", "localhost", "127.0.0.1:http", "127.0.0.1:70000"])
def test_an_address_that_is_none_is_refused(metrics, listen):
    with pytest.raises(ConfigError, match=r"metrics\.listen"), serving(metrics, listen, ready):
        pass
