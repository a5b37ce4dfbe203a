"""Numbers for Prometheus: on an address of the daemon's, or in a file for the node exporter where cron does the rounds.

All of them are gauges of what the database says, so that every process, and a scrape after a restart, says the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsdesk.clock import Clock
from pipeline.errors import ConfigError, NewsdeskError
from pipeline.redact import one_line, redact
from storage.engine import Engine
from storage.queries.operation import Operation, RoundState, read_operation
from storage.transactions import reading

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

QUANTILES = (0.5, 0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Reads the numbers whenever they are asked for."""

    engine: Engine
    clock: Clock
    silent: Callable[[datetime], int]  # how many sources bring less than usual

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every metric; what Prometheus's client asks of a collector."""
        now = self.clock()
        with reading(self.engine) as connection:
            found = read_operation(connection, now)
        yield from families(found, self.silent(now))


def families(found: Operation, silent: int) -> Iterator[GaugeMetricFamily]:
    """Yield the metrics that say *found*."""
    states = {(state,): count for state, count in found.sources.items()}
    yield _gauge("sources", "Sources that are polled, by state.", states, "state")
    yield _gauge("sources_overdue", "Sources due for more than an hour.", found.overdue)
    yield _gauge("sources_silent", "Sources that bring less than they usually do.", silent)
    yield _gauge("fetches_last_hour", "Requests of the last hour.", found.fetches, "purpose", "outcome")
    yield _gauge("items_waiting", "Listed items whose pages are due to be fetched.", found.items_waiting)
    yield _gauge("pages_waiting", "Fetched pages that are not processed yet.", found.pages_waiting)
    oldest = (found.at - found.waiting_since).total_seconds() if found.waiting_since else 0
    yield _gauge("pages_waiting_oldest_seconds", "Age of the page that waits longest.", max(oldest, 0))
    yield _gauge("pages_quarantined", "Pages given up.", found.quarantined)
    yield _gauge("articles_last_hour", "Articles filed in the last hour.", found.articles_hour)
    delays = {(str(share),): _at(found.delays, share) for share in QUANTILES if found.delays}
    yield _gauge("delay_seconds", "From publication to storage, over the last day.", delays, "quantile")
    yield _gauge("leader", "1 while some process has the lead.", int(found.leader is not None))
    for name, one in (("last_round", found.last_round), ("last_good_round", found.last_good_round)):
        yield _gauge(f"{name}_timestamp_seconds", "When it ended, Unix time; 0 for none.", _ended(one))
    jobs = found.last_good_round.seconds if found.last_good_round else {}
    taken = {(job,): seconds for job, seconds in jobs.items()}
    yield _gauge("stage_seconds", "What each job of the last good round took.", taken, "stage")
    yield _gauge("database_bytes", "Size of the database.", found.database_bytes)


def registry_of(metrics: Metrics) -> CollectorRegistry:
    """Return the registry of *metrics*, and of nothing else. Raises ConfigError without the extra `metrics`."""
    try:
        from prometheus_client import CollectorRegistry
    except ModuleNotFoundError as exc:
        raise ConfigError("metrics need prometheus-client: pip install 'newsdesk[metrics]'") from exc
    registry = CollectorRegistry(auto_describe=False)
    registry.register(metrics)
    return registry


def write_textfile(metrics: Metrics, file: Path) -> None:
    """Write *file* whole or not at all, for the textfile collector of Prometheus's node exporter."""
    registry = registry_of(metrics)
    from prometheus_client import write_to_textfile

    write_to_textfile(str(file), registry)


@contextmanager
def serving(metrics: Metrics, listen: str, is_ready: Callable[[], None]) -> Iterator[str]:
    """Answer ``/metrics``, ``/healthz`` and ``/readyz`` on *listen* (``host:port``); give the address in use.

    ``/healthz`` says that the process lives; ``/readyz`` is 503 when *is_ready* raises, as while the database cannot be
    used. Nothing here asks who asks: listen on an address that only your own machines reach.
    """
    registry = registry_of(metrics)
    server = ThreadingHTTPServer(_address(listen), _handler(registry, is_ready))
    server.daemon_threads = False  # closing it waits for answers under way, which use the database
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield "{}:{}".format(*server.server_address[:2])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ConfigError(f"metrics.listen: expected host:port, such as 127.0.0.1:9464, not {listen!r}")
    return host.strip("[]"), int(port)


def _handler(registry: CollectorRegistry, is_ready: Callable[[], None]) -> type[BaseHTTPRequestHandler]:
    from prometheus_client import generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

    class Handler(BaseHTTPRequestHandler):
        timeout = 3  # seconds, for who connects and says nothing

        def do_GET(self) -> None:
            plain = "text/plain; charset=utf-8"
            try:
                if self.path == "/metrics":
                    self._answer(200, CONTENT_TYPE_PLAIN_0_0_4, generate_latest(registry))
                elif self.path == "/healthz":
                    self._answer(200, plain, b"ok\n")
                elif self.path == "/readyz":
                    is_ready()
                    self._answer(200, plain, b"ready\n")
                else:
                    self._answer(404, plain, b"/metrics, /healthz and /readyz are here\n")
            except NewsdeskError as exc:
                self._answer(503, plain, f"{one_line(redact(str(exc)))}\n".encode())

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: it would be a line for each scrape."""

    return Handler


def _gauge(name: str, help_text: str, values: Any, *labels: str) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    if not labels:
        return GaugeMetricFamily(f"newsdesk_{name}", help_text, value=values)
    family = GaugeMetricFamily(f"newsdesk_{name}", help_text, labels=labels)
    for key, value in sorted(values.items()):
        family.add_metric(list(key), value)
    return family


def _at(ascending: Any, share: float) -> float:
    return float(ascending[min(int(share * len(ascending)), len(ascending) - 1)])


def _ended(one: RoundState | None) -> float:
    return one.ended_at.timestamp() if one is not None and one.ended_at is not None else 0.0
