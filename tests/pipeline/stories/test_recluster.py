"""What grew together is merged, what was wrongly joined is parted, whatever the order in which it arrived."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, Tags
from pipeline.stories.changes import Merge, Move
from pipeline.stories.embeddings import packed
from pipeline.stories.features import story_features
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import Member
from pipeline.stories.recluster import partition, recluster
from pipeline.stories.rules import StoryRules

NOON = datetime(2026, 4, 9, 12, tzinfo=UTC)

PORT = "A fire at Port Hollow burned {} barges on the quay. Port Hollow closed its gates; the mayor Ruth Vane spoke."
MILL = "A fire at Salt Mill burned {} barges on the canal. Salt Mill shut its locks; the owner Tom Arden spoke."
PROTEST = (
    "Shops closed for an hour in protest against the rate that the bank set, and its governor heard what they said."
)
RATES = "The bank held its rate at {} per cent, and its governor Ida Lund told Parliament that prices would fall."


def a_member(number, story, text, *, hours=0.0, outlet=None, copy_of=None):
    article = Article(url="", title=text.split(".")[0], text=text, outlet="", source="wire", published_at=NOON)
    at = NOON + timedelta(hours=hours)
    words = len(text.split())
    return Member(number, story, outlet or f"outlet {number}", at, at, story_features(article, Tags()), words, copy_of)


def a_headline(number, story, title, direction=None):
    article = Article(url="", title=title, text="", outlet="", source="wire", published_at=NOON)
    embedding = b"" if direction is None else packed(np.array(direction, np.float32))
    return Member(
        number, story, f"outlet {number}", NOON, NOON, story_features(article, Tags()), 0, embedding=embedding
    )


def open_stories(*members):
    stories = StoryIndex()
    for member in members:
        stories.put(member)
    return stories


def after(members, changes):
    """Return the story of each article once *changes* are made; a new story is named by its first article."""
    story = {member.article_id: member.story_id for member in members}
    for change in changes:
        if isinstance(change, Merge):
            story = {article: change.kept if at == change.gone else at for article, at in story.items()}
        else:
            story |= dict.fromkeys(change.article_ids, change.story_id or f"new {change.article_ids[0]}")
    return story


def two_fires(story_of_port, story_of_mill):
    return [a_member(number, story_of_port, PORT.format(number), hours=number) for number in range(1, 5)] + [
        a_member(number, story_of_mill, MILL.format(number), hours=40 + number) for number in range(5, 8)
    ]


def test_stories_that_grew_together_are_merged_into_the_larger_one():
    members = [a_member(number, 1 if number < 3 else 2, RATES.format(number)) for number in range(1, 4)]
    (merge,) = recluster(open_stories(*members))
    assert (merge.kept, merge.gone) == (1, 2)
    assert merge.why[0] == "story 2 turned out to be this one"
    assert "word: parliament" in merge.why


def test_two_events_told_in_the_same_words_are_parted_and_the_larger_one_keeps_the_number():
    members = two_fires(1, 1)
    (move,) = recluster(open_stories(*members))
    assert move == Move((5, 6, 7), None, ("parted: another event",), follows=1)


def test_two_events_apart_stay_apart():
    assert recluster(open_stories(*two_fires(1, 2))) == []


def test_an_article_that_was_placed_with_the_wrong_fire_moves_to_its_own():
    members = [*two_fires(1, 2), a_member(8, 1, MILL.format(9), hours=44)]
    (move,) = recluster(open_stories(*members))
    assert (move.article_ids, move.story_id) == ((8,), 2)


def test_what_an_outlet_writes_again_after_a_long_silence_is_news_of_its_own():
    members = [
        a_member(1, 1, RATES.format(1), outlet="The Wire"),
        a_member(2, 1, RATES.format(2), hours=2, outlet="The Star"),
        a_member(3, 1, PROTEST, hours=47, outlet="The Wire"),
    ]
    assert recluster(open_stories(*members)) == [Move((3,), None, ("parted: another event",), follows=1)]
    at_once = [*members[:2], replace(members[2], dated_at=NOON + timedelta(hours=9))]
    assert recluster(open_stories(*at_once)) == []


def test_copies_go_where_their_originals_go():
    copies = [
        a_member(8, 1, "Salt Mill fire, shortened.", hours=46, copy_of=5),
        a_member(9, 1, "Shortened again.", hours=47, copy_of=8),
    ]
    (move,) = recluster(open_stories(*two_fires(1, 1), *copies))
    assert move.article_ids == (5, 6, 7, 8, 9)


def test_a_story_with_older_articles_keeps_its_number_with_the_first_that_are_open():
    members = [a_member(number, 1, PORT.format(number), hours=number) for number in range(1, 4)]
    members += [a_member(number, 1, MILL.format(number), hours=40 + number) for number in range(4, 9)]
    (free,) = recluster(open_stories(*members))
    (held,) = recluster(open_stories(*members), held={1})
    assert free.article_ids == (1, 2, 3)
    assert held.article_ids == (4, 5, 6, 7, 8)


def test_what_has_not_changed_is_not_looked_over_again():
    stories = open_stories(*two_fires(1, 1))
    stories.changed.clear()
    assert recluster(stories) == []


def test_headlines_of_one_event_are_merged():
    stories = open_stories(
        a_headline(1, 1, "Lantern opens weights in Dublin"),
        a_headline(2, 2, "Weights of Lantern open in Dublin"),
        a_headline(3, 3, "Ferry strike ends"),
    )
    assert [(merge.kept, merge.gone) for merge in recluster(stories)] == [(1, 2)]


def test_headlines_that_mean_another_thing_are_parted_and_those_that_mean_the_same_are_merged():
    stories = open_stories(
        a_headline(1, 1, "Pilots strike grounds flights", (1, 0)),
        a_headline(2, 1, "Strike of gold in the hills", (0, 1)),
        a_headline(3, 2, "Crews walk out over pay", (0.98, 0.2)),
    )
    members = [member for story in stories.stories.values() for member in story.members]
    assert after(members, recluster(stories)) == {1: 1, 2: "new 2", 3: 1}


@given(st.permutations([*two_fires(1, 2), a_member(9, 3, RATES.format(3))]), st.data())
def test_neither_the_order_of_arrival_nor_the_first_placing_decides(members, data):
    placed = [
        Member(one.article_id, data.draw(st.integers(1, 3)), one.outlet, one.dated_at, one.placed_at, one.features, 9)
        for one in members
    ]
    story = after(placed, recluster(open_stories(*placed)))
    together = defaultdict(set)
    for article, at in story.items():
        together[at].add(article)
    # Only what stands in one story, or in stories that are alike, is looked over together.
    for fires in ({1, 2, 3, 4}, {5, 6, 7}):
        assert len({story[article] for article in fires}) == 1
    assert not any(group & {1, 2, 3, 4} and group & {5, 6, 7} for group in together.values())


@st.composite
def similarities(draw):
    count = draw(st.integers(1, 12))
    upper = draw(st.lists(st.floats(0, 1), min_size=count * count, max_size=count * count))
    alike = np.triu(np.array(upper).reshape(count, count), 1)
    hours = np.array(draw(st.lists(st.floats(0, 96), min_size=count, max_size=count)))
    return alike + alike.T, hours


@given(similarities())
def test_every_article_is_in_one_group(given_):
    alike, hours = given_
    groups = partition(alike, hours)
    assert sorted(place for group in groups for place in group) == list(range(len(alike)))


def test_a_headline_that_is_nearer_to_another_story_moves_there():
    stories = open_stories(
        a_headline(1, 1, "Ferry strike at Nordhavn ends"),
        a_headline(2, 1, "Nordhavn ferry strike called off"),
        a_headline(6, 1, "Nordhavn ferry crews end strike"),
        a_headline(7, 1, "Ferry strike in Nordhavn settled"),
        a_headline(3, 1, "Lantern weights open"),
        a_headline(4, 2, "Lantern opens its weights"),
        a_headline(5, 2, "Weights of Lantern are open"),
    )
    changes = recluster(stories, rules=StoryRules(join_headlines=0.3))
    assert [(move.article_ids, move.story_id) for move in changes] == [((3,), 2)]
