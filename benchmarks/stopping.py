"""How long a round takes to stop with many items in hand, on a disk whose fsync takes its time.

python -m benchmarks.stopping
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from newsdesk.clock import utc_now
from newsdesk.configuration import read_configuration
from newsdesk.jobs.registry import JobDeps
from newsdesk.jobs.round import run_round
from newsdesk.settings.load import load
from newsdesk.signals import Stop
from newsdesk.wiring.database import open_database
from newsdesk.wiring.jobs import open_job_deps
from storage.schema.collect import host, item, source

FEEDS = 10
ITEMS = 200  # of each feed: as many as are claimed at once
FSYNC_S = 0.010
_CONFIG = Path(__file__).resolve().parents[1] / "config"


class _Outlet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        where = self.headers["Host"]
        links = (f"http://{where}/story-{number}" for number in range(ITEMS))
        items = "".join(f"<item><title>Story {link}</title><link>{link}</link></item>" for link in links)
        listed = f'<rss version="2.0"><channel><title>Outlet</title>{items}</channel></rss>'
        body = (listed if self.path == "/feed" else "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def outlets() -> Iterator[list[str]]:
    """Serve FEEDS hosts on loopback; yield the addresses of their feeds."""
    with ExitStack() as stack:
        found = []
        for number in range(FEEDS):
            server = stack.enter_context(ThreadingHTTPServer((f"127.0.0.{11 + number}", 0), _Outlet))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            found.append(f"http://127.0.0.{11 + number}:{server.server_address[1]}/feed")
        yield found


def configure(folder: Path, feeds: list[str]) -> None:
    shutil.copytree(_CONFIG, folder, ignore=shutil.ignore_patterns("sources"), dirs_exist_ok=True)
    (folder / "sources").mkdir()
    tables = (
        f'[[source]]\nname = "of-{number}"\nurl = "{feed}"\nkind = "feed"\ntitle = "{number}"\ncategory = "press"\n'
        for number, feed in enumerate(feeds)
    )
    (folder / "sources" / "all.toml").write_text("\n".join(tables))
    (folder / "newsdesk.toml").write_text(
        f'[database]\nurl = "sqlite:///{folder}/desk.db"\n[crawl]\ncontact_url = "http://127.0.0.1/"\nrobots = false\n'
        'allowed_networks = ["127.0.0.0/8"]\ndelay_s = 5.0\n'  # so that pages wait for their turn
        "[process]\nworkers = 1\n"
    )


async def measure(deps: JobDeps) -> dict[str, Any]:
    """Return what stopping took, and what was left leased."""
    commits: list[float] = []

    def slow_commit(_connection: object) -> None:
        time.sleep(FSYNC_S)
        commits.append(time.monotonic())

    def count(table: Any) -> int:
        with deps.engine.connect() as connection:
            return int(connection.execute(select(func.count()).where(table.c.leased_by.is_not(None))).scalar_one())

    def until_all_are_leased() -> None:
        while count(item) < FEEDS * ITEMS - FEEDS:
            time.sleep(0.2)

    stop = Stop()
    working = asyncio.ensure_future(run_round(deps, stop=stop))
    await asyncio.to_thread(until_all_are_leased)
    in_hand = count(item)
    event.listen(deps.engine, "commit", slow_commit)
    began = time.monotonic()
    stop.set()
    await working
    took = time.monotonic() - began
    left = {table.name: count(table) for table in (item, source, host)}
    return {"in_hand": in_hand, "seconds": round(took, 2), "transactions": len(commits), "left": left}


def main() -> int:
    """Print the result; return 1 when anything was left leased or it took longer than the daemon's grace."""
    with outlets() as feeds, tempfile.TemporaryDirectory() as name:
        configure(Path(name), feeds)
        configuration = read_configuration(load(Path(name), {}))
        with (
            open_database(configuration.settings, create=True) as engine,
            open_job_deps(configuration, engine, utc_now) as deps,
        ):
            found = asyncio.run(measure(deps))
        print(found)
        return int(found["seconds"] > configuration.settings.daemon.grace_s or any(found["left"].values()))


if __name__ == "__main__":
    sys.exit(main())
