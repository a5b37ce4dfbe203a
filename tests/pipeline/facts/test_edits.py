"""Which stated values an edit changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.facts.edits import changed_values

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
TEXT = "Ferrow shipped 300,000 phones in March. The phone costs $99. It employs 40 people in Oslo."


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("300,000 phones", "400,000 phones", [("300,000", "400,000")]),
        ("$99", "$119", [("$99", "$119")]),
        ("40 people", "about 40 people", []),  # a hedge is no other value
        ("300,000 phones", "phones", []),  # nothing stands in its place
        ("It employs", "It still employs", []),
    ],
)
def test_a_value_that_became_another_is_told(old, new, changed):
    found = changed_values(TEXT, TEXT.replace(old, new), NOON)
    assert [(one.before, one.after) for one in found] == changed
    assert all(one.after in one.sentence for one in found)


def test_two_changes_are_two_in_the_order_of_the_text():
    found = changed_values(TEXT, TEXT.replace("300,000", "400,000").replace("40 people", "52 people"), NOON)
    assert [(one.before, one.after) for one in found] == [("300,000", "400,000"), ("40", "52")]
