"""The scorer of fact ledgers, on one story of three articles."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.facts_scores import scores

Row = dict[str, Any]


def a_count(name: str, verdict: str, *labels: Row) -> Row:
    return {"id": name, "kind": "count", "verdict": verdict, "statements": list(labels)}


def a_label(article: str, start: int, surface: str) -> Row:
    return {"article": article, "start": start, "end": start + len(surface), "surface": surface, "bound": "exact"}


GOLD: list[Row] = [
    {
        "story": "s",
        "origins": {},
        "facts": [
            a_count("dead", "agree", a_label("a", 0, "two"), a_label("b", 0, "2")),
            a_count("hurt", "differs", a_label("a", 9, "40"), a_label("b", 9, "60")),
            {"id": "cost", "kind": "money", "verdict": "single", "statements": [a_label("c", 0, "$5m")]},
        ],
        "not_same": [{"a": "dead", "b": "hurt", "why": "other people"}],
        "covered": {"a": [[0, 20]], "b": [[0, 20]], "c": [[0, 20]]},
        "neutral": {"c": [[5, 9]]},
    }
]


def a_fact(name: str, verdict: str, *spans: tuple[str, int, int]) -> Row:
    stated = [{"article": article, "start": start, "end": end} for article, start, end in spans]
    return {"story": "s", "fact": name, "verdict": verdict, "statements": stated}


DEAD, HURT = (("a", 0, 3), ("b", 0, 1)), (("a", 9, 11), ("b", 9, 11))
RIGHT = [a_fact("1", "agree", *DEAD), a_fact("2", "differs", *HURT), a_fact("3", "single", ("c", 0, 3))]


def test_the_labels_themselves_are_right():
    found = scores(GOLD, RIGHT)
    wrong = {name for name, value in found.items() if value != 1.0}
    assert wrong == {"false_conflicts_per_story", "trap_merge_rate"}
    assert found["trap_merge_rate"] == found["false_conflicts_per_story"] == 0.0


def test_two_facts_in_one_are_a_trap_and_a_false_conflict():
    found = scores(GOLD, [a_fact("1", "differs", *DEAD, HURT[0])])
    assert (found["trap_merge_rate"], found["false_conflicts_per_story"]) == (1.0, 1.0)
    assert found["pair_p"] == pytest.approx(0.5)


def test_what_no_label_covers_is_wrong_unless_it_is_neutral():
    extra = (
        a_fact("4", "single", ("c", 6, 8)),
        a_fact("5", "single", ("c", 12, 14)),
        a_fact("6", "single", ("c", 30, 31)),
    )
    assert scores(GOLD, [*RIGHT, *extra])["span_p"] == pytest.approx(5 / 6)


def test_nothing_predicted_scores_nothing():
    assert set(scores(GOLD, []).values()) == {0.0}
