"""Transactions that outlive a busy database and a dropped connection."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine

from storage.faults import ConnectionLostError, DatabaseBusyError

Result = TypeVar("Result")

BUSY_ATTEMPTS = 4  # each of them waits up to the busy timeout


def transact(
    engine: Engine, work: Callable[[Connection], Result], *, pause: Callable[[float], None] = time.sleep
) -> Result:
    """Run *work* in one transaction, commit, and return its result.

    A busy database is tried `BUSY_ATTEMPTS` times in all, with growing pauses (*pause* takes seconds);
    after a dropped connection *work* runs once more on a new one. Since the connection may drop during the
    commit itself, *work* must be safe to repeat: upserts, or inserts guarded by a key.

    Raises DatabaseBusyError or ConnectionLostError when that did not help.
    """
    busy = lost = 0
    while True:
        try:
            with engine.begin() as connection:
                return work(connection)
        except DatabaseBusyError:
            busy += 1
            if busy >= BUSY_ATTEMPTS:
                raise
            pause(random.uniform(0.05, 0.25) * 2**busy)
        except ConnectionLostError:
            lost += 1
            if lost > 1:
                raise
            engine.dispose()  # its other connections went the same way


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout and holds up no writer."""
    options = {"reading": True}
    if engine.dialect.name == "postgresql":
        options |= {"postgresql_readonly": True}
        with engine.connect().execution_options(isolation_level="REPEATABLE READ", **options) as connection:
            yield connection
    else:
        with engine.connect().execution_options(**options) as connection:
            yield connection
