"""Labels are joined with the text that they were made of, and with no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.fit import labelled as labels
from benchmarks.fit.labelled import FOLDS, LABELS, f1, fold, read_rows


def write(folder: Path, text: str) -> Path:
    rows = [{"id": row["id"], "title": "T", "text": text} for row in read_rows(LABELS / "articles.jsonl")]
    (folder / "texts.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


def test_a_text_that_is_not_the_labelled_one_is_refused_by_its_name(tmp_path):
    with pytest.raises(ValueError, match="is not the text that was labelled"):
        labels.labelled(write(tmp_path, "Another text."), "articles")


def test_labels_hold_places_and_classes_and_never_words():
    for file in LABELS.glob("*.jsonl"):
        for row in read_rows(file):
            assert set(row) <= {"id", "sha256", "chars", "topics", "topics_optional", "main", "names", "quotes"}
            assert all(0 <= start < end <= row["chars"] for start, end, _ in row.get("names", ()))


def test_an_article_is_always_of_the_same_fold():
    assert fold("a") == fold("a") < FOLDS
    assert len({fold(str(number)) for number in range(100)}) == FOLDS


def test_figures_of_nothing_are_nought():
    assert f1(0, 0, 0) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert f1(3, 1, 1)["f1"] == 0.75
