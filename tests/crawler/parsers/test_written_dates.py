"""Dates of feeds, JSON Feeds and sitemaps are the ones that were written, never what a lenient parser fills in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import written_date
from crawler.parsers.sitemap import parse_sitemap

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def rss_date(written: str) -> datetime | None:
    body = f"<rss version='2.0'><channel><item><title>News</title><pubDate>{written}</pubDate></item></channel></rss>"
    found = parse_feed(
        body.encode(), url="https://outlet.example/feed", content_type="text/xml", source="outlet", now=NOW
    )
    return found.entries[0].published_at


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Tue, 17 Nov 2026 09:00:00 CET", (2026, 11, 17, 8, 0)),
        ("Tue, 17 Nov 2026 09:00:00 KST", (2026, 11, 17, 0, 0)),
        ("Tue, 17 Nov 2026 09:00:00 MSK", (2026, 11, 17, 6, 0)),
        ("Tue, 17 Nov 2026 09:00:00 PST", (2026, 11, 17, 17, 0)),
        ("Tue, 11/17/2026 - 21:05", (2026, 11, 17, 21, 5)),
        ("Nov. 17, 2026, 9:05 p.m.", (2026, 11, 17, 21, 5)),
        ("Di, 17 Nov 2026 09:00:00 +0100", (2026, 11, 17, 8, 0)),
        ("mar., 17 novembre 2026 09:00:00 +0100", (2026, 11, 17, 8, 0)),
        ("2026年11月17日 21:05", (2026, 11, 17, 21, 5)),
        ("2026/11/17", (2026, 11, 17, 0, 0)),
        ("2026.11.17 21:05", (2026, 11, 17, 21, 5)),
        ("2026 Nov 17", (2026, 11, 17, 0, 0)),
        ("November 17, 2026", (2026, 11, 17, 0, 0)),
        ("1794906300", (2026, 11, 17, 9, 5)),
    ],
)
def test_a_feeds_date_is_read_as_it_was_written(written, at):
    assert rss_date(written) == datetime(*at, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2026 sometime", "in 2026", "05/06/2026", "soon"])
def test_a_feeds_date_is_none_where_only_a_guess_is_to_be_had(written):
    assert rss_date(written) is None


@pytest.mark.parametrize(
    ("written", "at"),
    [("Tue, 17 Nov 2026 09:00:00 GMT", (2026, 11, 17, 9)), ("November 17, 2026 9 PM", (2026, 11, 17, 21))],
)
def test_a_json_feeds_date_is_read_in_any_form(written, at):
    item = {"id": "1", "title": "News", "date_published": written}
    found = parse_feed(
        json.dumps({"items": [item]}).encode(),
        url="https://outlet.example/feed",
        content_type="application/json",
        source="outlet",
        now=NOW,
    )
    assert found.entries[0].published_at == datetime(*at, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"), [("2026-11", (2026, 11, 1, 0)), ("2026-11-17T9:00:00Z", (2026, 11, 17, 9)), ("2026", None)]
)
def test_a_sitemaps_date_may_be_a_month_or_have_an_hour_of_one_digit(written, at):
    body = f"<urlset><url><loc>https://outlet.example/a</loc><lastmod>{written}</lastmod></url></urlset>"
    found = parse_sitemap(body.encode(), url="https://outlet.example/sitemap.xml", source="outlet", now=NOW)
    assert found.entries[0].updated_at == (datetime(*at, tzinfo=UTC) if at else None)


@pytest.mark.parametrize("day", ["Tue, 03 Mar 2026", "3 Mar 2026", "Mon, 3 Mar 2026"])
@pytest.mark.parametrize(
    ("clock", "at"), [("09:00:00 GMT", 9), ("09:00:00 +0530", 3.5), ("09:00:00 -0300", 12), ("09:00:00 Z", 9)]
)
def test_the_usual_form_is_read_as_any_other_is(day, clock, at):
    now = datetime(2026, 3, 4, tzinfo=UTC)
    assert written_date(f"{day} {clock}", now) == datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=at)


def test_a_day_that_no_month_has_is_no_date():
    assert written_date("Sat, 31 Feb 2026 09:00:00 GMT", datetime(2026, 3, 4, tzinfo=UTC)) is None
