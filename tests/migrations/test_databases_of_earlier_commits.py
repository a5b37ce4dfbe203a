"""Databases that earlier commits made, rows and all, become what a new one is, and newsdesk works on with them.

`old/` holds them; `make_old_databases` made them with the code of their day. Their clock stands in October 2026.
"""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from newsdesk.__main__ import run
from pipeline.errors import RetryLaterError, StorageError
from pipeline.records import Page
from storage.engine import open_engine
from storage.migrate import downgrade, upgrade
from storage.pages import keep_page
from storage.schema_version import check_schema

OLD = Path(__file__).parent / "old"
NAMES = sorted({path.name.split(".")[0] for path in OLD.iterdir()})
LATER = datetime(2026, 10, 16, 15, tzinfo=UTC)  # an hour after the last crawl
SETTINGS = """
[crawl]
contact_url = "http://127.0.0.1/desk"
allowed_networks = ["127.0.0.0/8"]

[process]
workers = 1
"""
DROPPED = [("run", "beat_at")]  # columns that a later migration takes away
UNLIKE = {"before_accounts", "before_prominent_credits", "before_embeddings"}  # their tables are not today's


@pytest.fixture(params=["file", "postgres"])
def store(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def old(store: str, name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as an earlier commit left it."""
    with _a_copy(store, name, request, tmp_path) as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


@contextmanager
def _a_copy(store: str, name: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if store == "file":
        path = folder / "old.db"
        path.write_bytes(lzma.decompress((OLD / f"{name}.sqlite.xz").read_bytes()))
        yield f"sqlite:///{path}"
        return
    script = lzma.decompress((OLD / f"{name}.postgres.sql.xz").read_bytes()).decode("utf-8")
    with request.getfixturevalue("_postgres").database(template="template0") as url:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.connection.driver_connection.execute(script)
        engine.dispose()
        yield url


@pytest.fixture
def config(old: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with the catalog that is shipped, over the sources of that day, none of which is due."""
    folder = tmp_path / "config"
    shutil.copytree(Path("config") / "entities", folder / "entities")
    shutil.copy(Path("config") / "topics.toml", folder)
    (folder / "sources").mkdir()
    with old.begin() as connection:
        connection.execute(text("UPDATE source SET next_fetch_at = '2026-10-20 00:00:00'"))
        columns = "name, url, kind, title, homepage, category, language"
        sources = connection.execute(text(f"SELECT {columns} FROM source")).mappings().all()
    tables = ("\n".join(f"{key} = {json.dumps(value)}" for key, value in one.items()) for one in sources)
    listed = "\n".join(f"[[source]]\n{table}\n" for table in tables)
    (folder / "sources" / "press.toml").write_text(listed, encoding="utf-8")
    url = json.dumps(old.url.render_as_string(hide_password=False))
    (folder / "newsdesk.toml").write_text(f"[database]\nurl = {url}\n{SETTINGS}", encoding="utf-8")
    monkeypatch.setenv("NEWSDESK_NOW", LATER.isoformat())
    return folder


@pytest.mark.parametrize("name", sorted(UNLIKE))
def test_it_is_told_what_it_lacks_and_what_to_run(old: Engine, config: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(StorageError, match=r"has schema 0005_views, .*no (table|column) .*; run `newsdesk migrate`$"):
        check_schema(old)
    assert newsdesk(config, "stories") == StorageError.exit_code
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", NAMES)
def test_it_becomes_what_a_new_one_is(old: Engine, blank: Engine):
    upgrade(old)
    upgrade(blank)
    assert described(old) == described(blank)
    check_schema(old)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_kept(old: Engine):
    with old.connect() as connection:
        before = rows_of(connection)
    assert len(before["article"]) > 20
    for table, column in DROPPED:
        before[table] = [{key: value for key, value in row.items() if key != column} for row in before[table]]
    upgrade(old)
    with old.connect() as connection:
        after = rows_of(connection, {table: list(rows[0]) for table, rows in before.items() if rows})
        unfiled = "SELECT count(*) FROM story_member WHERE article_id NOT IN (SELECT article_id FROM account)"
        assert connection.execute(text(unfiled)).scalar_one() == 0
    for table, rows in before.items():
        assert after[table] == rows, table


@pytest.mark.parametrize("name", NAMES)
def test_migrating_it_again_changes_nothing(old: Engine):
    upgrade(old)
    with old.connect() as connection:
        once = rows_of(connection)
    upgrade(old)
    with old.connect() as connection:
        assert rows_of(connection) == once


@pytest.mark.parametrize("name", NAMES)
def test_texts_and_bodies_that_were_set_apart_come_back(old: Engine):
    upgrade(old, "0010_recluster_mark")
    with old.connect() as connection:
        before = rows_of(connection)
    upgrade(old)
    downgrade(old, "0010_recluster_mark")
    with old.connect() as connection:
        after = rows_of(connection)
    assert any(row["body"] for row in before["page"])
    for table in ("article", "page", "article_entity"):
        assert after[table] == before[table], table


@pytest.mark.parametrize("name", NAMES)
def test_every_reading_command_and_a_round_work_on_it(old: Engine, config: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(config, "migrate") == 0
    article = whole_story(old)
    with old.begin() as connection:
        keep_page(connection, another_account(article))
        waiting = connection.execute(text("SELECT count(*) FROM page WHERE stage = 'waiting'")).scalar_one()
    assert waiting > 1, "pages of the old day wait as well"
    reads(config, capsys, article)

    # Its only source is nowhere, so the round says that nothing could be had, and processes what waits.
    assert newsdesk(config, "run") == RetryLaterError.exit_code

    with old.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM page WHERE stage = 'waiting'")).scalar_one()
        new = connection.execute(text("SELECT story_id FROM articles WHERE outlet = 'Second Courier'")).scalar_one()
        grown = text("SELECT articles, first_why FROM stories WHERE id = :id")
        articles, reasons = connection.execute(grown, {"id": new}).one()
        edited = connection.execute(text("SELECT count(*) FROM revisions WHERE number > 1")).scalar_one()
    assert left == 0
    assert new == article["story_id"], "the old story is found, and goes on"
    assert articles == 2
    assert reasons
    assert edited > 0
    reads(config, capsys, article)


def reads(config: Path, capsys: pytest.CaptureFixture[str], article: dict[str, Any]) -> None:
    """Ask everything that can be asked about one article, and find it named."""
    title, story, day = article["title"], article["story_id"], str(article["dated_at"])[:10]
    capsys.readouterr()
    for words, named in (
        (("stories", "--all", "--limit", "500"), f"{story}"),
        (("show", f"{story}", "--why"), title),
        (("show", f"a{article['id']}", "--why"), title),
        (("search", f'"{title}"'), title),
        (("digest", "--date", day), "newsdesk daily"),
        (("sources", "health"), ""),
        (("sources", "list"), ""),
        (("entities", "new"), ""),
        (("diff", f"{article['id']}"), ""),
    ):
        assert newsdesk(config, *words) == 0, words
        assert named in capsys.readouterr().out, words
    assert newsdesk(config, "doctor") in (0, 1)  # 1: no source is configured here
    assert "Traceback" not in capsys.readouterr().err


def whole_story(engine: Engine) -> dict[str, Any]:
    """Return the latest article that has a long text and a story of one outlet."""
    with engine.connect() as connection:
        return dict(
            connection.execute(
                text(
                    "SELECT a.id, a.story_id, a.title, a.text, a.dated_at FROM articles a"
                    " JOIN stories s ON s.id = a.story_id"
                    " WHERE s.merged_into IS NULL AND s.articles = 1 AND a.words > 100 AND a.relevance > 0.5"
                    " ORDER BY a.dated_at DESC, a.id DESC LIMIT 1"
                )
            )
            .mappings()
            .one()
        )


def another_account(article: dict[str, Any]) -> Page:
    """Return the page of another outlet that reports the same in other words."""
    paragraphs = [f"<p>{line}</p>" for line in reversed(article["text"].splitlines()[:-1])]
    body = (
        f"<html lang=en><head><title>{article['title']}</title></head><body><article><h1>{article['title']}</h1>"
        f"<p>The news was out this morning.</p>{''.join(paragraphs)}</article></body></html>"
    )
    url = "https://second-courier.example/2026/10/16/the-same"
    headers = (("content-type", "text/html"),)
    return Page(url, url, "second", "Second Courier", LATER, 200, headers, body.encode())


def newsdesk(config: Path, *words: str) -> int:
    return run(["--quiet", "--config", str(config), *words])


@pytest.fixture
def blank(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if store == "file":
        engine = open_engine(f"sqlite:///{tmp_path}/new.db")
        yield engine
        engine.dispose()
        return
    with request.getfixturevalue("_postgres").database(template="template0") as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """Return all that makes a schema: columns, keys, indexes and views, by name and in no order."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            made = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
            return {f"{kind} {name}": " ".join((sql or "").split()) for kind, name, sql in made}
        columns = connection.execute(
            text(
                "SELECT table_name, column_name, data_type, is_nullable, column_default"
                " FROM information_schema.columns WHERE table_schema = 'public'"
            )
        ).all()
        keys = connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace"
            )
        ).all()
        indexes = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
        views = connection.execute(text("SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'"))
        return {
            "columns": sorted(map(tuple, columns), key=str),
            "keys": sorted(map(tuple, keys), key=str),
            "indexes": dict(indexes.all()),
            "views": dict(views.all()),
        }


def rows_of(connection: Connection, columns: dict[str, list[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table; with *columns* only those, and only tables that are named."""
    inspector = inspect(connection)
    found = {}
    for table in inspector.get_table_names():
        if table == "schema_version" or table.startswith("article_search_"):
            continue
        names = [column["name"] for column in inspector.get_columns(table)]
        asked = (columns or {}).get(table, names)
        now = {name: name if name in names else RENAMED.get((table, name), name) for name in asked}
        listed = ", ".join(_where_it_is(table, name, names) for name in now.values())
        rows = connection.execute(text(f'SELECT {listed} FROM "{table}"')).mappings()
        found[table] = sorted(({old: one[new] for old, new in now.items()} for one in rows), key=repr)
    return found


RENAMED = {("credit", "lead"): "prominent"}
# Columns that stand in a table of their own by now: that table, and what names the row there.
MOVED = {
    ("article", "text"): ("article_text", "article_id"),
    ("article", "markdown"): ("article_text", "article_id"),
    ("page", "body"): ("page_body", "page_id"),
}


def _where_it_is(table: str, name: str, columns: list[str]) -> str:
    if name in columns:
        return _quoted(name)
    apart, key = MOVED[table, name]
    return f"(SELECT apart.{name} FROM {apart} apart WHERE apart.{key} = {table}.id) AS {name}"


def _quoted(name: str) -> str:
    return f'"{name}"'
