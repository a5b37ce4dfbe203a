"""A digest says how complete it is: which sources did not answer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newsdesk.digest.build import build_digest
from newsdesk.digest.cut import DigestRules, cut_digest
from newsdesk.digest.render.words import summary
from storage.engine import Engine
from storage.queries.digest import Completeness, DigestRows
from storage.schema.collect import fetch
from storage.transactions import reading

DAY = date(2026, 10, 15)


def said(found: Completeness | None) -> str:
    return summary(build_digest(DigestRows((), (), completeness=found), DAY))


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (None, "Nothing was reported on this day."),
        (Completeness(4, 4, ()), "Nothing was reported on this day."),
        (Completeness(4, 3, ("star",)), "Nothing was reported on this day. 3 of 4 sources answered; not star."),
        (
            Completeness(4, 1, ("echo", "post", "star")),
            "This digest is cut from fewer than half of its sources. Nothing was reported on this day. "
            "1 of 4 sources answered; not echo, post, star.",
        ),
    ],
)
def test_what_could_not_be_had_is_said(found, line):
    assert said(found) == line


def test_a_source_answered_if_it_did_once_that_day(engine: Engine):
    def a_request(name: str, outcome: str, hour: int) -> dict[str, object]:
        at = datetime(2026, 10, 15, hour, tzinfo=UTC)
        url = f"https://{name}.example/"
        return {"source": name, "purpose": "list", "url": url, "started_at": at, "seconds": 0.1, "outcome": outcome}

    rows = [a_request("wire", "failed", 6), a_request("wire", "ok", 7), a_request("star", "failed", 8)]
    with engine.begin() as connection:
        connection.execute(fetch.insert(), rows)
    with reading(engine) as connection:
        digest = cut_digest(connection, DAY, DigestRules())
    assert (digest.sources_asked, digest.sources_answered, digest.sources_failed) == (2, 1, ("star",))
