"""The open stories in memory: sums of vectors, what leaves the window, and searches that cost no more as it fills."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import StoryFeatures
from pipeline.stories.changes import Merge, Move, Parted
from pipeline.stories.index import MOST_POSTINGS, StoryIndex
from pipeline.stories.open_story import Member

NOON = datetime(2026, 4, 9, 12, tzinfo=UTC)

terms = st.sampled_from("abcdefgh")
features = st.builds(
    StoryFeatures,
    words=st.dictionaries(terms, st.floats(0.5, 5.0), min_size=1),
    names=st.lists(terms, unique=True, max_size=3).map(tuple),
)


def a_member(number, story, *, words=None, placed=NOON, said=None):
    said = said or StoryFeatures(dict.fromkeys(words or ("x",), 1.0))
    return Member(number, story, "The Wire", NOON, placed, said, 9)


def open_stories(*members):
    stories = StoryIndex()
    for member in members:
        stories.put(member)
    return stories


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), features), min_size=1, max_size=20))
def test_a_story_is_the_sum_of_what_its_articles_say_wherever_they_were_before(steps):
    stories = StoryIndex()
    for number, story, said in steps:
        stories.put(a_member(number, story, said=said))
    for story in stories.stories.values():
        vectors = [stories.vector_of(member.article_id) for member in story.members]
        total = dict.fromkeys(story.ids.tolist(), 0.0)
        mentions, names = dict(total), dict(total)
        for vector in vectors:
            for number, weight in zip(vector.ids.tolist(), vector.weights.tolist(), strict=True):
                total[number] += weight
                mentions[number] += 1
            for number in vector.names.tolist():
                names[number] += 1
        assert np.allclose(story.vector.total, list(total.values()), atol=1e-5)
        assert story.vector.mentions.tolist() == list(mentions.values())
        assert story.vector.names.tolist() == list(names.values())


def test_a_story_leaves_when_nothing_was_added_to_it_for_the_window():
    stories = open_stories(
        a_member(1, 1, placed=NOON),
        a_member(2, 1, placed=NOON + timedelta(hours=9)),
        a_member(3, 2, placed=NOON + timedelta(hours=1)),
    )
    stories.evict_before(NOON + timedelta(hours=2))
    assert sorted(stories.stories) == [1]
    stories.evict_before(NOON + timedelta(hours=10))
    assert len(stories) == 0


def test_a_story_that_lost_its_newest_article_leaves_with_the_one_before():
    stories = open_stories(a_member(1, 1, placed=NOON), a_member(2, 1, placed=NOON + timedelta(hours=9)))
    stories.evict_before(NOON + timedelta(hours=2))
    stories.put(a_member(2, 5, placed=NOON + timedelta(hours=9)))
    stories.evict_before(NOON + timedelta(hours=2))
    assert sorted(stories.stories) == [5]


def test_a_term_that_all_have_finds_the_newest_stories_alone():
    stories = open_stories(*(a_member(number, number, words=("x",)) for number in range(1, MOST_POSTINGS + 20)))
    wanted = stories.vectorize(StoryFeatures({"x": 1.0}))
    found = {story.story_id for story in stories.candidates(wanted.ids, wanted.weights, 10 * MOST_POSTINGS)}
    assert found == set(range(20, MOST_POSTINGS + 20))


def test_a_rare_term_finds_its_story_however_old():
    stories = open_stories(
        a_member(1, 1, words=("x", "rare")),
        *(a_member(number, number) for number in range(2, MOST_POSTINGS + 20)),
    )
    wanted = stories.vectorize(StoryFeatures({"x": 1.0, "rare": 1.0}))
    assert stories.candidates(wanted.ids, wanted.weights, 1)[0].story_id == 1


def test_what_one_run_parted_it_does_not_join_again():
    stories = open_stories(*(a_member(number, 1) for number in range(1, 4)))
    parted = Parted()
    parted.note(Move((3,), None, ()), stories)
    stories.put(a_member(3, 2))
    assert not parted.allows(Merge(1, 2, ()), stories)
    assert not parted.allows(Move((3,), 1, ()), stories)
    assert Parted().allows(Merge(1, 2, ()), stories)


def test_what_it_did_not_part_it_may_join():
    stories = open_stories(a_member(1, 1), a_member(2, 2), a_member(3, 3))
    parted = Parted()
    parted.note(Merge(1, 2, ()), stories)
    assert parted.allows(Merge(1, 3, ()), stories)
