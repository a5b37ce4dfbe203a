"""Dates are read to the minute, in UTC, however people, feeds and systems write them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Precision
from pipeline.text.dates import MOST_CHARS, Label, find_date, find_dates, read_date


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("March 9, 2026, 7:45 PM", (2026, 3, 9, 19, 45)),
        ("March 9, 2026, 12:10 AM", (2026, 3, 9, 0, 10)),
        ("9 Mar 2026 12:10 P.M.", (2026, 3, 9, 12, 10)),
        ("9 de marzo de 2026 7:45 p. m.", (2026, 3, 9, 19, 45)),
        ("March 9, 2026 7 pm", (2026, 3, 9, 19, 0)),
        ("2026.03.09. 오후 7:45", (2026, 3, 9, 19, 45)),
        ("2026년 3월 9일 오전 7시 5분", (2026, 3, 9, 7, 5)),
        ("2026年3月9日 下午7点45分", (2026, 3, 9, 19, 45)),
        ("2026年3月9日 午前7時45分", (2026, 3, 9, 7, 45)),
        ("9 मार्च 2026, 07:45 अपराह्न", (2026, 3, 9, 19, 45)),
        ("9 Μαρ 2026, 7:45 μ.μ.", (2026, 3, 9, 19, 45)),
    ],
)
def test_clocks_of_twelve_hours_are_read_in_any_case_and_language(written, at):
    found = find_date(written)
    assert found is not None
    assert found.at == datetime(*at, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("9 March 2026, 19:45 EST", (2026, 3, 10, 0, 45)),
        ("9 March 2026, 19:45 (PST)", (2026, 3, 10, 3, 45)),
        ("Mon, 09 Mar 2026 09:15:00 CET", (2026, 3, 9, 8, 15)),
        ("Mon, 09 Mar 2026 09:15:00 KST", (2026, 3, 9, 0, 15)),
        ("9. März 2026, 9:15 Uhr MEZ", (2026, 3, 9, 8, 15)),
        ("9 марта 2026, 09:15 MSK", (2026, 3, 9, 6, 15)),
        ("9 марта 2026, 09:15 мск", (2026, 3, 9, 6, 15)),
        ("9 March 2026 09:15 AEDT", (2026, 3, 8, 22, 15)),
        ("9 March 2026 09:15 GMT+9", (2026, 3, 9, 0, 15)),
        ("2026-03-09 09:15 UTC-05:30", (2026, 3, 9, 14, 45)),
        ("2026-03-09T09:15+0100", (2026, 3, 9, 8, 15)),
        ("July 9, 2026 9:15 AM ET", (2026, 7, 9, 13, 15)),
        ("January 9, 2026 9:15 AM Eastern Time", (2026, 1, 9, 14, 15)),
        ("Published 9:15 AM EDT, Thu July 9, 2026", (2026, 7, 9, 13, 15)),
    ],
)
def test_a_zone_that_is_stated_moves_the_time(written, at):
    found = find_date(written)
    assert found is not None
    assert (found.at, found.zoned) == (datetime(*at, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "written",
    [
        "March 9, 2026",
        "9th March 2026",
        "9 March 2026",
        "2026 Mar 9",
        "2026/03/09",
        "2026.3.9",
        "2026年3月9日",
        "令和8年3月9日",
        "9 de março de 2026",
        "9 مارس 2026",
        "٩ مارس ٢٠٢٦",
        "۱۸ اسفند ۱۴۰۴",
        "9 มีนาคม 2569",
        "9 มี.ค. 2569",
        "9 במרץ 2026",
        "9 tháng 3, 2026",
        "Mon, 03/09/2026",
        "09.03.2026",
        "20260309",
    ],
)
def test_a_day_is_read_in_the_forms_of_many_languages_and_systems(written):
    found = read_date(written)
    assert found is not None
    assert (found.at, found.precision) == (datetime(2026, 3, 9, tzinfo=UTC), Precision.DAY)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Tue, 03/17/2026 - 08:20", (2026, 3, 17, 8, 20)),
        ("Tuesday, March 17, 2026 - 8:20pm", (2026, 3, 17, 20, 20)),
        ("Mar. 17, 2026, 8:20 a.m.", (2026, 3, 17, 8, 20)),
        ("Di, 17 Mär 2026 08:20:00 +0100", (2026, 3, 17, 7, 20)),
        ("mar., 17 mars 2026 08:20:00 +0100", (2026, 3, 17, 7, 20)),
        ("Ter, 17 Mar 2026 08:20:00 -0300", (2026, 3, 17, 11, 20)),
        ("Tue, 17 Mar 26 08:20:00 GMT", (2026, 3, 17, 8, 20)),
        ("2026-03-17T8:20:00Z", (2026, 3, 17, 8, 20)),
        ("1773735600", (2026, 3, 17, 8, 20)),
        ("1773735600000", (2026, 3, 17, 8, 20)),
    ],
)
def test_what_systems_write_is_read(written, at):
    found = read_date(written)
    assert found is not None
    assert found.at == datetime(*at, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["05/06/2026", "tomorrow", "version 2.10.3", "12345", "2026-13-01", "31 February 2026", "99999999999"]
)
def test_what_is_no_date_or_has_two_meanings_is_none(written):
    assert read_date(written) is None


def test_the_weekday_decides_between_day_and_month():
    friday_june_fifth = read_date("Fri, 06/05/2026 - 10:00")
    wednesday_may_sixth = read_date("Wed, 06/05/2026 - 10:00")
    assert friday_june_fifth is not None
    assert wednesday_may_sixth is not None
    assert friday_june_fifth.at.month == 6
    assert wednesday_may_sixth.at.month == 5


def test_a_month_alone_is_its_first_day_only_where_it_is_asked_for():
    found = read_date("2026-03", whole_months=True)
    assert found is not None
    assert found.at == datetime(2026, 3, 1, tzinfo=UTC)
    assert read_date("2026-03") is None


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("Updated March 9, 2026, 9 am Posted March 7, 2026, 8 am", [Label.UPDATED, Label.PUBLISHED]),
        ("Aktualisiert am 9. März 2026, erschienen am 7. März 2026", [Label.UPDATED, Label.PUBLISHED]),
        ("Publié le 7 mars 2026 à 8h20, mis à jour le 9 mars 2026", [Label.PUBLISHED, Label.UPDATED]),
        ("2026年3月7日 公開 2026年3月9日 更新", [Label.PUBLISHED, Label.UPDATED]),
        ("March 7, 2026 (updated March 9, 2026)", [None, Label.UPDATED]),
        ("입력 2026.03.07. 수정 2026.03.09.", [Label.PUBLISHED, Label.UPDATED]),
    ],
)
def test_the_words_beside_a_date_say_what_it_is_the_date_of(line, labels):
    assert [one.label for one in find_dates(line)] == labels


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("0123456789 :/.-,年月日時TZ+apmAPMNovJun오전후()\n٠۱ا令和de"))
    | st.text(max_size=60)
)
def test_no_text_raises_or_gives_a_year_that_is_not_plausible(text):
    found = [*find_dates(text), *find_dates(text, month_first=None)]
    for one in (*found, read_date(text), read_date(text, whole_months=True)):
        assert one is None or 1899 <= one.at.year <= 2100
    for one in found:
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize("unit", ["12. 3. 2024 ", "12 Nov 2024 ", "Nov ", "a.m. 12:30 ", "1 ", " ", "Updated "])
def test_reading_takes_steps_in_proportion_to_the_length_and_none_past_the_limit(unit):
    text = unit * (MOST_CHARS // len(unit))

    assert lines_run(text) <= 2.5 * lines_run(text[: len(text) // 2]) + 500
    assert lines_run(text * 50) <= 1.1 * lines_run(text) + 500


def lines_run(text: str) -> int:
    """Return how many lines of Python reading *text* takes."""
    find_dates("12 Nov 2024, 9 am CET")  # patterns are compiled once
    count = 0

    def step(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        find_dates(text)
    finally:
        sys.settrace(before)
    return count
