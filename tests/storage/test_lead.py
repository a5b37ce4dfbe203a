"""At most one process leads, and one that has lost the lead changes nothing more."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select, text

from pipeline.records import Source
from storage.engine import database_file, open_engine
from storage.lead import LeadLostError, take_lead, unfenced
from storage.leases import Lease, is_gone, this_process
from storage.runs import begin_run, end_run
from storage.schema.articles import lease, run
from storage.sources import claim_sources, sync_sources
from storage.transactions import reading, transact

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SILENT = timedelta(seconds=10)


@pytest.fixture
def ours(database_url: str):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def theirs(database_url: str):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def take(engine: Engine, now: datetime = NOW):
    return take_lead(engine, now, silent=SILENT)


def begin(engine: Engine) -> int:
    return transact(engine, lambda connection: begin_run(connection, "round", NOW))


def runs(engine: Engine) -> list[tuple[str | None, bool]]:
    with reading(engine) as connection:
        return [(row.outcome, row.ended_at is not None) for row in connection.execute(select(run).order_by(run.c.id))]


WIRE = Source(name="wire", url="https://wire.example/feed", title="Harbour Wire")


def claim(connection: Connection):
    return claim_sources(connection, Lease(this_process(), NOW, timedelta(minutes=2)), {WIRE.name: WIRE})


def lose_the_lock(engine: Engine) -> None:
    """Cut the session that holds the lock, or delete the file that is locked."""
    path = database_file(engine)
    if path is not None:
        path.with_name(path.name + ".lock").unlink()
        return
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )


def claimed_by_another(engine: Engine) -> None:
    transact(unfenced(engine), lambda connection: connection.execute(lease.update().values(holder="elsewhere/1/1/x/1")))


def test_one_leads_and_the_other_does_not(ours, theirs):
    lead = take(ours)
    assert lead is not None
    assert lead.held()
    assert take(theirs) is None
    lead.give_up()


def test_a_lead_that_was_given_up_is_taken_over_without_waiting(ours, theirs):
    take(ours).give_up()
    lead = take(theirs)
    assert lead is not None
    assert not lead.predecessor_may_live
    lead.give_up()


def test_a_memory_database_is_always_led_by_its_process():
    engine = open_engine("sqlite://")
    from storage.migrate import upgrade

    upgrade(engine)
    lead = take(engine)
    assert lead is not None
    assert lead.held()
    lead.give_up()
    engine.dispose()


def test_a_leader_notices_that_its_lock_is_gone(ours, theirs):
    lead = take(ours)
    lose_the_lock(theirs)
    assert not lead.held()
    lead.give_up()


def test_a_lead_that_was_lost_is_given_up_without_a_complaint_and_can_be_taken_again(ours, theirs):
    first = take(ours)
    lose_the_lock(theirs)
    first.give_up()
    second = take(ours)
    assert second is not None
    assert second.held()
    assert not second.predecessor_may_live  # it was this very process
    begin(ours)
    second.give_up()


def test_whoever_lost_the_lead_writes_nothing_more_even_before_it_has_noticed(ours, theirs):
    lead = take(ours)
    begin(ours)
    claimed_by_another(theirs)
    with pytest.raises(LeadLostError):
        begin(ours)
    assert len(runs(theirs)) == 1
    lead.give_up()


def test_whoever_lost_the_lead_may_still_read_and_give_back(ours, theirs):
    lead = take(ours)
    number = begin(ours)
    claimed_by_another(theirs)
    transact(unfenced(ours), lambda connection: end_run(connection, number, "stopped", {}, NOW))
    assert runs(ours) == [("stopped", True)]
    lead.give_up()


def test_a_successor_ends_the_rounds_that_were_left_open(ours, theirs):
    lead = take(ours)
    number = begin(ours)
    lose_the_lock(theirs)
    successor = take(theirs)
    assert runs(theirs) == [("failed", True)]
    transact(unfenced(ours), lambda connection: end_run(connection, number, "ok", {}, NOW))
    assert runs(theirs) == [("failed", True)]  # what the successor noted stands
    lead.give_up()
    successor.give_up()


def test_a_successor_releases_what_its_predecessor_had_leased(ours, theirs):
    lead = take(ours)
    transact(ours, lambda connection: sync_sources(connection, [WIRE], NOW))
    leased = transact(ours, claim)
    assert len(leased) == 1
    lose_the_lock(theirs)
    successor = take(theirs)
    assert len(transact(theirs, claim)) == 1
    lead.give_up()
    successor.give_up()


def test_a_predecessor_that_was_killed_here_need_not_be_waited_for(ours):
    with ours.begin() as connection:
        row = {"name": "rounds", "holder": "elsewhere/1/1/0a1b2c3d/1", "taken_at": NOW, "expires_at": NOW}
        connection.execute(lease.insert().values(**row))
    lead = take(ours)
    assert lead.predecessor_may_live  # on another machine nobody can tell
    lead.give_up()


def test_a_process_that_was_killed_is_gone_even_before_its_parent_has_asked():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as child:
        started = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[19]
        holder = f"{socket.gethostname()}/{child.pid}/{started}/0a1b2c3d"
        assert not is_gone(holder)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie
        assert is_gone(holder)


def test_after_a_lead_others_write_as_they_like(ours, theirs):
    take(ours).give_up()
    claimed = take(theirs)
    begin(ours)  # e.g. a command that a person gave
    with reading(theirs) as connection:
        assert connection.execute(select(func.count()).select_from(run)).scalar() == 1
    claimed.give_up()


def test_a_database_file_that_was_replaced_is_noticed(ours, tmp_path):
    path = database_file(ours)
    if path is None:
        pytest.skip("Postgres has no file")
    lead = take(ours)
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    copy.replace(path)
    assert not lead.held()
    lead.give_up()
