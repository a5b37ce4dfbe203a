"""`kill -9` at any moment costs nothing: what was begun is taken up again, and nothing is there twice."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from newsdesk.demo.newsroom import Newsroom, open_newsroom, serving
from newsdesk.demo.walk import NOON, Folder, configure, environment
from pipeline.canonical import canonical_url
from storage.engine import open_engine
from storage.transactions import reading

CATALOG = Path(__file__).resolve().parents[2] / "config"
KILLS = 8
LONGEST_S = 2.5  # a whole round takes about twice as long, most of it at the start


@dataclass(frozen=True)
class Installation:
    """A configuration folder and the database that its commands are given."""

    folder: Folder
    database_url: str

    def rows(self, query: str) -> list[Any]:
        engine = open_engine(self.database_url)
        with reading(engine) as connection:
            found = connection.execute(text(query)).all()
        engine.dispose()
        return list(found)


def begin_a_round(installed: Installation, later: timedelta) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsdesk", "--config", str(installed.folder.config), "run"],
        env=environment(NOON + later) | {"NEWSDESK_DATABASE_URL": installed.database_url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def killed_rounds(installed: Installation) -> int:
    """Kill rounds at random moments of their lives; return how many were still at work."""
    moments = random.Random(20)
    killed = 0
    for number in range(KILLS):
        with begin_a_round(installed, timedelta(seconds=10 * number)) as round_:
            with contextlib.suppress(subprocess.TimeoutExpired):
                round_.wait(moments.uniform(0.5, LONGEST_S))
            killed += round_.poll() is None
            round_.kill()
    return killed


def filed(installed: Installation) -> Counter[str]:
    return Counter(url for (url,) in installed.rows("SELECT url FROM articles"))


def unsettled(installed: Installation) -> int:
    ((count,),) = installed.rows("SELECT count(*) FROM page WHERE settled_at IS NULL")
    return count


def readable(room: Newsroom) -> set[str]:
    return {canonical_url(article.url) or "" for article in room.truth().articles if article.readable}


def test_after_rounds_killed_at_random_one_clean_round_leaves_every_article_there_once(
    database_url: str, tmp_path: Path
):
    installed = Installation(Folder(tmp_path), database_url)
    with serving() as servers:
        servers.room = open_newsroom(NOON, servers.bases)
        configure(installed.folder, servers.room, CATALOG)
        assert killed_rounds(installed) > KILLS / 3
        with begin_a_round(installed, timedelta(hours=2)) as round_:
            _, errors = round_.communicate()
        assert round_.returncode == 0, errors.decode()
        found = filed(installed)
        assert set(found.values()) == {1}
        assert readable(servers.room) <= set(found)
        assert unsettled(installed) == 0
