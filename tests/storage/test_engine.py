import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, func, insert, select, text

from pipeline.errors import ConfigError, StorageError
from storage.engine import open_engine
from storage.faults import ConnectionLostError, DatabaseBusyError
from storage.schema.base import Id, Json, UtcDateTime
from storage.transactions import BUSY_ATTEMPTS, reading, transact

NOTE = Table(
    "test_note",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("made_at", UtcDateTime),
    Column("facts", Json),
)


@pytest.fixture
def notes(blank_engine: Engine) -> Engine:
    path = blank_engine.url.database
    if blank_engine.dialect.name == "sqlite" and path:
        Path(path).touch()
    NOTE.metadata.create_all(blank_engine)
    return blank_engine


def test_a_time_comes_back_aware_and_in_utc(notes: Engine):
    evening_in_tokyo = datetime(2026, 4, 9, 21, 30, 0, 5, tzinfo=timezone(timedelta(hours=9)))
    with notes.begin() as connection:
        connection.execute(insert(NOTE).values(made_at=evening_in_tokyo))
        got = connection.execute(select(NOTE.c.made_at)).scalar_one()
    assert got == evening_in_tokyo
    assert got.tzinfo is UTC


def test_a_naive_time_is_refused(notes: Engine):
    with notes.begin() as connection, pytest.raises(Exception, match="must carry its zone"):
        connection.execute(insert(NOTE).values(made_at=datetime(2026, 4, 9)))  # noqa: DTZ001


def test_times_sort_in_the_database(notes: Engine):
    moments = [datetime(2026, 4, 9, tzinfo=UTC) + timedelta(microseconds=n) for n in (0, 1, 999_999, 1_000_000)]
    with notes.begin() as connection:
        connection.execute(insert(NOTE), [{"made_at": moment} for moment in reversed(moments)])
        assert connection.execute(select(NOTE.c.made_at).order_by(NOTE.c.made_at)).scalars().all() == moments
        later = select(func.count()).where(NOTE.c.made_at > moments[1])
        assert connection.execute(later).scalar_one() == 2


def test_sqlites_own_date_functions_read_a_stored_time():
    engine = open_engine("sqlite://")
    NOTE.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(NOTE).values(made_at=datetime(2026, 4, 9, 12, 30, tzinfo=UTC)))
        shown = connection.execute(text("SELECT strftime('%H:%M', made_at) FROM test_note")).scalar_one()
        older = connection.execute(
            text("SELECT made_at < datetime('2026-04-09 12:30:00', '+1 second') FROM test_note")
        ).scalar_one()
    assert (shown, older) == ("12:30", 1)


def test_json_keeps_its_letters_and_none_is_null(notes: Engine):
    with notes.begin() as connection:
        connection.execute(insert(NOTE), [{"facts": {"name": "Aleš"}}, {"facts": None}])
        assert connection.execute(select(func.count()).where(NOTE.c.facts.is_(None))).scalar_one() == 1
        assert connection.execute(select(NOTE.c.facts).where(NOTE.c.facts.is_not(None))).scalar_one() == {
            "name": "Aleš"
        }


@pytest.mark.parametrize("url", ["", "mysql://root:hunter2@db/news", "not a url:hunter2", "postgresql//x"])
def test_a_url_that_cannot_be_used_is_a_config_error_without_its_password(url: str):
    with pytest.raises(ConfigError) as caught:
        open_engine(url)
    assert "hunter2" not in str(caught.value)
    assert "sqlite:///newsdesk.db" in str(caught.value)


def test_an_unreachable_postgres_is_named_without_its_password():
    engine = open_engine("postgresql://desk:hunter2@127.0.0.1:9/news")
    with pytest.raises(StorageError, match="cannot connect") as caught, engine.connect():
        pass
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1:9/news" in str(caught.value)


def test_a_read_only_engine_writes_nothing(database_url: str):
    engine = open_engine(database_url, read_only=True)
    with pytest.raises(Exception, match=r"read-?only|cannot be written"), engine.begin() as connection:
        connection.execute(text("CREATE TABLE extra (id INTEGER)"))
    engine.dispose()


def test_a_second_writer_waits_and_a_reader_does_not(tmp_path):
    path = tmp_path / "busy.db"
    path.touch()
    engine = open_engine(f"sqlite:///{path}", busy_timeout=timedelta(milliseconds=20))
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
    NOTE.metadata.create_all(engine)
    pauses: list[float] = []
    with engine.begin():
        with reading(engine) as reader:
            assert reader.execute(select(func.count()).select_from(NOTE)).scalar_one() == 0
        with pytest.raises(DatabaseBusyError, match=r"busy\.db: held by another process"):
            transact(engine, lambda _: None, pause=pauses.append)
    assert len(pauses) == BUSY_ATTEMPTS - 1
    assert transact(engine, lambda connection: connection.execute(insert(NOTE).values(facts={})).rowcount) == 1


def test_a_transaction_is_repeated_once_after_a_cut_connection(database_url: str):
    engine = open_engine(database_url)
    if engine.dialect.name == "sqlite":
        pytest.skip("a file has no connection to cut")
    runs: list[int] = []

    def cut_the_first(connection):
        runs.append(1)
        if len(runs) == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return connection.execute(text("SELECT 7")).scalar_one()

    assert transact(engine, cut_the_first) == 7
    assert len(runs) == 2

    def cut_always(connection):
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(ConnectionLostError, match="connection lost"):
        transact(engine, cut_always)
    engine.dispose()


def test_two_threads_write_in_turns(tmp_path):
    path = tmp_path / "turns.db"
    path.touch()
    engine = open_engine(f"sqlite:///{path}")
    NOTE.metadata.create_all(engine)

    def add_twenty():
        for _ in range(20):
            transact(engine, lambda connection: connection.execute(insert(NOTE).values(facts={})))

    threads = [threading.Thread(target=add_twenty) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(NOTE)).scalar_one() == 60
    engine.dispose()
