"""`newsdesk --quiet run` as cron calls it: a good round prints nothing, and a bad one what went wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsdesk.cli.context import log_level

SCRIPT = Path(sys.executable).with_name("newsdesk")
FEED = """<rss version="2.0"><channel><title>Ledger</title>{items}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>{url}</link><guid>{url}</guid><description>Words.</description></item>"
SENTENCE = "The town library lends its model of the river to every school that asks for it this winter. "


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site with a feed of one article, and nothing else."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = f"http://127.0.0.1:{self.server.server_address[1]}"
            title = "The library lends a river"
            page = f"<html lang=en><title>{title}</title><article><h1>{title}</h1>{f'<p>{SENTENCE * 3}</p>' * 4}"
            answers = {
                "/feed": ("application/rss+xml", FEED.format(items=ITEM.format(title=title, url=f"{base}/river"))),
                "/river": ("text/html; charset=utf-8", page),
            }
            kind, body = answers.get(self.path, ("text/plain", ""))
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def config(tmp_path: Path, site: str) -> Path:
    shutil.copytree("config/entities", tmp_path / "entities")
    shutil.copy("config/topics.toml", tmp_path)
    (tmp_path / "sources").mkdir()
    (tmp_path / "newsdesk.toml").write_text(
        f"[database]\nurl = {json.dumps(f'sqlite:///{tmp_path}/newsdesk.db')}\n"
        '[crawl]\nallowed_networks = ["127.0.0.0/8"]\ndelay_s = 0.01\n[process]\nworkers = 1\n'
        f"[digest]\nout = {json.dumps(str(tmp_path / 'digests'))}\n"
    )
    feed(tmp_path, f"{site}/feed")
    return tmp_path


def feed(config: Path, url: str) -> None:
    (config / "sources" / "press.toml").write_text(f'[[source]]\nname = "ledger"\nurl = {json.dumps(url)}\n')


def newsdesk(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(SCRIPT), "--config", str(config), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=config)


def test_a_good_round_prints_nothing_and_says_more_when_asked(config: Path):
    first = newsdesk(config, "--quiet", "run")
    assert (first.stdout, first.stderr, first.returncode) == ("", "", 0)
    told = newsdesk(config, "stories", "--all").stdout
    assert "The library lends a river" in told
    assert newsdesk(config, "run").stdout.startswith("crawl: ")


def test_a_round_that_failed_prints_what_went_wrong_alone(config: Path, site: str):
    feed(config, f"{site}/gone-missing")
    ended = newsdesk(config, "--quiet", "run")
    assert ended.returncode != 0
    assert any(line.startswith("ledger: ") for line in ended.stdout.splitlines())
    assert "sources polled" not in ended.stdout


@pytest.mark.parametrize(
    ("configured", "options", "level"),
    [
        ("info", {}, "info"),
        ("info", {"quiet": True}, "warning"),
        ("error", {"quiet": True}, "error"),
        ("error", {"verbose": True}, "debug"),
    ],
)
def test_quiet_brings_back_nothing_that_the_settings_silence(configured: str, options: dict[str, bool], level: str):
    assert log_level(configured, **({"verbose": False, "quiet": False} | options)) == level
