"""Search gives the newest first, however late articles were filed."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, update

from storage.schema.articles import article
from storage.search import index
from tests.storage.queries.asking import search
from tests.storage.queries.test_read_digest import a_story, an_article, at

COUNT = 450  # more than are looked at in one go
LATE = timedelta(hours=30)


@pytest.fixture
def filed_late(engine: Engine) -> list[int]:
    """Articles of which every third was filed up to LATE after its date; return their ids, newest first."""
    dice = random.Random(1)
    hours = {
        number: number / 10 - (dice.uniform(0, LATE.total_seconds() / 3600) if number % 3 == 0 else 0)
        for number in range(1, COUNT + 1)
    }
    with engine.begin() as connection:
        a_story(connection, 1)
        for number, hour in hours.items():
            an_article(connection, number, 1, hour)
            _file(connection, number)
        index.add(connection, [(number, "Lantern", f"It opens {number}") for number in hours])
    return sorted(hours, key=lambda number: (hours[number], number), reverse=True)


def _file(connection: Connection, number: int) -> None:
    connection.execute(update(article).where(article.c.id == number).values(filed_at=at(number / 10)))


@pytest.mark.parametrize(("limit", "offset"), [(1, 0), (20, 0), (20, 190), (COUNT, 0), (20, COUNT - 5)])
def test_the_newest_come_first_however_late_they_were_filed(engine, filed_late, limit, offset):
    with engine.connect() as connection:
        hits = search(connection, "lantern", limit=limit, offset=offset)
    assert [hit.article_id for hit in hits] == filed_late[offset : offset + limit]


def test_what_is_older_than_asked_for_is_left_out(engine, filed_late):
    since = at(30)
    with engine.connect() as connection:
        hits = search(connection, "lantern", since=since, limit=COUNT)
        every = search(connection, "lantern", limit=COUNT)
    assert hits == [hit for hit in every if hit.dated_at >= since]
