"""Story features come back from JSON as they went in."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import StoryFeatures
from storage.features import features_from_json, features_to_json

weights = st.floats(0.01, 9.0)
stems = st.from_regex(r"[a-z0-9][a-z0-9.'-]{0,8}", fullmatch=True)
ids = stems.map(lambda stem: f"org:{stem}")
some_features = st.builds(
    StoryFeatures,
    words=st.dictionaries(stems, weights),
    entities=st.dictionaries(ids, weights),
    names=st.lists(stems, unique=True).map(tuple),
    dates=st.lists(st.dates(date(2000, 1, 1)), unique=True).map(tuple),
    mains=st.lists(ids, unique=True).map(tuple),
)


@given(some_features)
def test_features_come_back_as_they_were_stored(features):
    stored = json.loads(json.dumps(features_to_json(features)))
    assert features_from_json(stored) == features


def test_a_name_that_is_also_a_word_stays_both():
    features = StoryFeatures(words={"nokia": 2.5}, names=("nokia",))
    assert features_from_json(features_to_json(features)) == features
