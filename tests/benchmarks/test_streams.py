"""Streams of labelled articles: their dates may be moments or days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from benchmarks.growth import growth
from benchmarks.streams import Row, arrival, bench_engine, in_order, moment, place_stream, prepared, resampled, shuffled
from pipeline.records import Precision
from pipeline.tag import Tagger
from pipeline.tag.catalog import Catalog

FERRY = "The ferry between Larnholm and Vesk stops for a week, the harbour office of Larnholm says."


def a_row(number: int, published: str | None) -> Row:
    return {"id": f"r{number}", "title": FERRY[:50], "text": FERRY, "published": published, "cluster": "ferry"}


DAYS = [a_row(1, "2026-05-02"), a_row(2, "2026-05-02T18:00:00+00:00"), a_row(3, "2026-05-03")]


def test_a_day_stands_for_its_noon_and_a_moment_without_a_zone_is_in_utc():
    assert moment("2026-05-02") == datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert moment("2026-05-02T06:30:00") == datetime(2026, 5, 2, 6, 30, tzinfo=UTC)
    assert moment("2026-05-02T06:30:00+02:00") == datetime(2026, 5, 2, 4, 30, tzinfo=UTC)


def test_rows_are_in_the_order_of_their_moments_however_these_are_written():
    rows = [a_row(1, "2026-05-02T13:00:00+00:00"), a_row(2, "2026-05-02"), a_row(3, None)]
    assert [row["id"] for row in in_order(rows)] == ["r3", "r2", "r1"]


def test_a_row_without_a_date_is_named():
    with pytest.raises(ValueError, match="row r3 has no date"):
        arrival(a_row(3, None))


def test_an_article_of_a_day_says_that_its_time_is_not_known():
    article = prepared(DAYS[0], Tagger(Catalog())).article
    assert (article.published_precision, article.published_at) == (Precision.DAY, datetime(2026, 5, 2, tzinfo=UTC))


def test_a_stream_dated_by_days_is_placed_shuffled_resampled_and_grown():
    tagger = Tagger(Catalog())
    ready = {row["id"]: prepared(row, tagger) for row in DAYS}
    with bench_engine() as engine:
        assert set(place_stream(engine, DAYS, ready)) == {"r1", "r2", "r3"}
    assert len(shuffled(DAYS, "1")) == 3
    assert {row["cluster"] for row in resampled(DAYS, "1")} == {"ferry"}
    assert growth(DAYS, ready, "sqlite")
