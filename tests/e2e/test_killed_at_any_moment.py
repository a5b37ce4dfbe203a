"""`kill -9` at any moment costs nothing: what was begun is taken up again, and nothing is there twice."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from newsdesk.demo.newsroom import Newsroom, open_newsroom, serving
from newsdesk.demo.walk import NOON, Folder, configure, environment
from pipeline.canonical import canonical_url

CATALOG = Path(__file__).resolve().parents[2] / "config"
KILLS = 8
LONGEST_S = 2.5  # a whole round takes about twice as long, most of it at the start


def begin_a_round(folder: Folder, later: timedelta) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsdesk", "--config", str(folder.config), "run"],
        env=environment(NOON + later),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def killed_rounds(folder: Folder) -> int:
    """Kill rounds at random moments of their lives; return how many were still at work."""
    moments = random.Random(20)
    killed = 0
    for number in range(KILLS):
        with begin_a_round(folder, timedelta(seconds=10 * number)) as round_:
            with contextlib.suppress(subprocess.TimeoutExpired):
                round_.wait(moments.uniform(0.5, LONGEST_S))
            killed += round_.poll() is None
            round_.kill()
    return killed


def filed(folder: Folder) -> Counter[str]:
    with closing(sqlite3.connect(f"file:{folder.database}?mode=ro", uri=True)) as connection:
        return Counter(url for (url,) in connection.execute("SELECT url FROM articles"))


def unsettled(folder: Folder) -> int:
    with closing(sqlite3.connect(f"file:{folder.database}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT count(*) FROM page WHERE settled_at IS NULL").fetchone()[0]


def readable(room: Newsroom) -> set[str]:
    return {canonical_url(article.url) or "" for article in room.truth().articles if article.readable}


def test_after_rounds_killed_at_random_one_clean_round_leaves_every_article_there_once(tmp_path: Path):
    folder = Folder(tmp_path)
    with serving() as servers:
        servers.room = open_newsroom(NOON, servers.bases)
        configure(folder, servers.room, CATALOG)
        assert killed_rounds(folder) > KILLS / 3
        with begin_a_round(folder, timedelta(hours=2)) as round_:
            _, errors = round_.communicate()
        assert round_.returncode == 0, errors.decode()
        found = filed(folder)
        assert set(found.values()) == {1}
        assert readable(servers.room) <= set(found)
        assert unsettled(folder) == 0
