"""Which values a text states, and how exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.moments import Published
from pipeline.facts.values import values_in
from pipeline.records import Bound, Value, ValueKind

WEDNESDAY = Published.of(datetime(2026, 5, 6, 9, tzinfo=UTC))


def values(text: str) -> list[Value]:
    return values_in(text, WEDNESDAY)


def surfaces(text: str) -> list[str]:
    return [text[one.start : one.end] for one in values(text)]


@pytest.mark.parametrize(
    ("text", "surface", "kind", "amount", "unit"),
    [
        ("Tidewater raised £450m on Monday.", "£450m", ValueKind.MONEY, 450e6, "GBP"),
        ("It paid two million euros in cash.", "two million euros", ValueKind.MONEY, 2e6, "EUR"),
        ("The fine is $2.6-million in all.", "$2.6-million", ValueKind.MONEY, 2.6e6, "USD"),
        ("The agency wrote of e85 million in loans.", "e85 million", ValueKind.MONEY, 85e6, "EUR"),
        ("Sales grew 12.5 per cent.", "12.5 per cent", ValueKind.PERCENT, 12.5, "%"),
        ("One in every 500 users saw it.", "One in every 500", ValueKind.PERCENT, 0.2, "%"),
        ("Two thirds of the staff left.", "Two thirds", ValueKind.PERCENT, 200 / 3, "%"),
        ("The cable is 10 kilometres long.", "10 kilometres", ValueKind.SIZE, 10_000, "length"),
        ("A model of 70 billion parameters.", "70 billion parameters", ValueKind.SIZE, 70e9, "parameters"),
        ("The site draws 300MW at night.", "300MW", ValueKind.SIZE, 300e6, "power"),
        ("The outage took 1hr 4 mins.", "1hr 4 mins", ValueKind.DURATION, 3840, "duration"),
        ("They waited half an hour outside.", "half an hour", ValueKind.DURATION, 1800, "duration"),
        ("Mara Lind, 43, leads the lab.", "43", ValueKind.AGE, 43, "years"),
        ("A 22-year-old engineer found it.", "22-year-old", ValueKind.AGE, 22, "years"),
        ("The lab is on the third floor.", "third", ValueKind.RANK, 3, ""),
        ("It placed No. 5 on the list.", "5", ValueKind.RANK, 5, ""),
        ("Two hundred and fifty thousand use it.", "Two hundred and fifty thousand", ValueKind.COUNT, 250e3, ""),
        ("A bullet hurt a third engineer.", "a third", ValueKind.COUNT, 1, ""),
        ("The tool shipped as version 4.2 today.", "4.2", ValueKind.VERSION, 4.2, ""),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_its_unit(text, surface, kind, amount, unit):
    found = next(one for one in values(text) if one.kind is kind)
    assert text[found.start : found.end] == surface
    assert (found.point, found.unit) == (pytest.approx(amount), unit)


@pytest.mark.parametrize(
    ("text", "bound", "low", "high"),
    [
        ("At least 40 people came.", Bound.MIN, 40, None),
        ("Fewer than 40 people came.", Bound.MAX, None, 40),
        ("Nearly 40 people came.", Bound.APPROX, 40, 40),
        ("Between 40 and 60 people came.", Bound.RANGE, 40, 60),
        ("Three or four people came.", Bound.RANGE, 3, 4),
        ("Dozens of people came.", Bound.RANGE, 24, 119),
        ("Several hundred people came.", Bound.EXACT, 300, 300),
        ("More than 40 people or so came.", Bound.MIN, 40, None),
    ],
)
def test_the_words_before_a_value_bound_it(text, bound, low, high):
    (found,) = values(text)
    assert (found.bound, found.low, found.high) == (bound, low, high)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("It cost $14 billion.", 1e9),
        ("It cost $14.3 billion.", 1e8),
        ("It cost $119.99 in all.", 0.01),
        ("It hit 230,000 people.", 10_000),
        ("It hit 231,450 people.", 10),
    ],
)
def test_a_value_is_as_precise_as_it_is_written(text, step):
    assert values(text)[0].step == pytest.approx(step)


@pytest.mark.parametrize(
    "text",
    [
        "The firm bought an AK-47 and a Boeing.",
        "He spoke on Channel 5 about it.",
        "Researchers [2] and others [14] disagree.",
        "The Q10 has a screen that plays 1080p video.",
        "One of them said that no one knew.",
        "A pick-six and a four-by-four.",
        "The zero-day exploit arrived before Patch Tuesday came.",
    ],
)
def test_a_number_in_a_name_is_no_value(text):
    assert surfaces(text) == []


def test_what_is_given_as_a_name_is_left_out():
    text = "GPT 5 has 40 users."
    assert [text[one.start : one.end] for one in values_in(text, WEDNESDAY, [(0, 5)])] == ["40"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It opened on Wednesday.", (2026, 5, 6), (2026, 5, 6)),
        ("It opened on Thursday.", (2026, 4, 30), (2026, 4, 30)),
        ("It will open on Thursday.", (2026, 5, 7), (2026, 5, 7)),
        ("It opened last night.", (2026, 5, 5), (2026, 5, 5)),
        ("It opened on 8 October 2011.", (2011, 10, 8), (2011, 10, 8)),
        ("It opened on April 29th.", (2026, 4, 29), (2026, 4, 29)),
        ("It opened on Saturday December 13 2025.", (2025, 12, 13), (2025, 12, 13)),
        ("It opened in April last year.", (2025, 4, 1), (2025, 4, 30)),
        ("It opened in summer 2025.", (2025, 6, 1), (2025, 8, 31)),
        ("It opens in the second quarter.", (2026, 4, 1), (2026, 6, 30)),
        ("It opens in the second half of 2027.", (2027, 7, 1), (2027, 12, 31)),
        ("It opened at the end of March.", (2026, 3, 21), (2026, 3, 31)),
        ("It opened in 2004.", (2004, 1, 1), (2004, 12, 31)),
        ("It opened eight days ago.", (2026, 4, 28), (2026, 4, 28)),
    ],
)
def test_a_day_is_resolved_against_the_publication(text, first, last):
    (found,) = values(text)
    assert found.kind is ValueKind.DATE
    assert (found.low, found.high) == (date(*first).toordinal(), date(*last).toordinal())


@pytest.mark.parametrize("quarter", ["4th", "4TH", "fourth", "Fourth"])
def test_a_quarter_is_read_whether_it_is_numbered_in_digits_or_words(quarter):
    (found,) = values(f"Sales fell in the {quarter} quarter of 2025.")
    assert (found.low, found.high) == (date(2025, 10, 1).toordinal(), date(2025, 12, 31).toordinal())


@pytest.mark.parametrize(
    ("text", "minutes", "unit"),
    [
        ("It struck at 0737 GMT today.", 457, "UTC"),
        ("It struck at 3:37 a.m. EDT today.", 457, "UTC"),
        ("It struck at 4.30am today.", 270, "local"),
    ],
)
def test_a_time_of_day_with_a_zone_is_that_of_utc(text, minutes, unit):
    found = values(text)[0]
    assert (found.kind, found.point, found.unit) == (ValueKind.TIME, minutes, unit)


@given(st.text(alphabet="ab 0123456789.,-$€%()onehundredmillionMondayMay\n'", max_size=200))
def test_values_stand_in_order_and_part_nothing(text):
    found = values(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.low is None or one.high is None or one.low <= one.high for one in found if one.unit != "pair")
