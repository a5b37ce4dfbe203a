"""What coverage is about, by made-up topics; the topics of the configuration have sentences of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import EntityTag
from pipeline.tag import Alias, Catalog, Entity, Topic
from pipeline.tag.topics import MOST_TOPICS, Topics, problems_of

CATALOG = Catalog.of([Entity("org:vela", "Vela", (Alias("Vela"),), "chip")])
FUNDING = Topic(
    "topic:funding", "funding", {"raise* #": 2, "investors": 1, "series b": 1}, never=("raised # questions",)
)
CHIPS = Topic("topic:chips", "chips", {"chip/chips": 0.5}, entities={"chip": 2})
TOPICS = Topics([FUNDING, CHIPS])
FILLER = "Nothing else of any note was told to the people who had come to hear it on the day. " * 9


def found(title: str = "", text: str = "", *, main: str | None = None) -> list[str]:
    entities = [EntityTag(main, 0.9, main=True, mentions=3)] if main else []
    return [tag.topic_id for tag in TOPICS.find(CATALOG, title, text, (), entities)]


def test_one_clear_phrase_is_enough_in_title_or_lead_and_not_far_below():
    assert found(title="Vela raises $5m") == ["topic:funding"]
    assert found(text="It raised $5m.") == ["topic:funding"]
    assert found(text=FILLER + "It raised $5m.") == []


def test_two_likely_phrases_make_a_topic_and_one_said_twice_does_not():
    assert found(text="Investors came for the Series B.") == ["topic:funding"]
    assert found(text="Investors and investors and investors came.") == []


def test_inside_a_forbidden_phrase_nothing_counts():
    assert found(title="The report raised 14 questions") == []


def test_words_count_once_however_many_phrases_they_are_in():
    overlapping = Topics([Topic("topic:x", "x", {"new model": 1, "new": 1, "model": 1})])
    alone = Topics([Topic("topic:x", "x", {"new model": 1, "quick": 1})])
    assert overlapping.find(CATALOG, "New model", "") == alone.find(CATALOG, "New model", "")


def test_the_main_entity_speaks_for_a_topic_and_others_do_not():
    assert found(title="A quiet week", main="org:vela") == ["topic:chips"]
    assert TOPICS.find(CATALOG, "", "", (), [EntityTag("org:vela", 0.2, main=False, mentions=1)]) == ()


@given(st.lists(st.sampled_from(["raises $5m", "investors", "chips", "series b", "rain"]), max_size=8))
def test_scores_are_shares_in_order_and_more_evidence_never_weakens_a_topic(words):
    text = ". ".join(words)
    less, more = TOPICS.find(CATALOG, "", text), TOPICS.find(CATALOG, "Investors", text)
    assert all(0 < tag.score < 1 for tag in less)
    assert [tag.score for tag in less] == sorted((tag.score for tag in less), reverse=True)
    after = {tag.topic_id: tag.score for tag in more}
    assert all(after.get(tag.topic_id, 0) >= tag.score for tag in less)


def test_an_article_has_the_strongest_five_at_most():
    many = Topics([Topic(f"topic:{letter}", letter, {"word": 2 + place}) for place, letter in enumerate("abcdefg")])
    assert [tag.topic_id for tag in many.find(CATALOG, "word", "")] == [f"topic:{letter}" for letter in "gfedc"]
    assert len(many.find(CATALOG, "word", "")) == MOST_TOPICS


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        (Topic("topic:x", "x", {"(new) model": 1}), "cannot be missing"),
        (Topic("topic:x", "x", {"model": -1}), "must be positive"),
        (Topic("topic:x", "x"), "never be found"),
    ],
)
def test_a_topic_that_cannot_work_is_told(topic, says):
    assert says in problems_of([topic])[0]


LAW = Topic("topic:law", "law", {"sued": 1}, words=("court", "judge*", "fair use"))


def test_words_that_texts_about_a_topic_have_speak_for_it_with_its_phrases():
    law = Topics([LAW])
    text = "Vela was sued. The judges of the court heard of fair use."
    (tag,) = law.find(CATALOG, "Vela in court", text)
    assert tag.topic_id == "topic:law"
    assert tag.because[0] == "sued"
    assert set(tag.because[1:]) <= {"court", "judge", "fair use"}
    assert law.find(CATALOG, "Vela moves", "Vela courted nobody and prejudged nothing.") == ()


def test_a_word_counts_once_in_a_zone_and_parts_of_words_do_not():
    evidence = Topics([LAW]).evidence(CATALOG, "", "Court, court and court-martial. No courtyard; fair-use.")
    assert evidence["topic:law"].words == (set(), {"court", "fair use"}, set())


def test_a_clear_phrase_is_enough_without_words():
    assert [
        one.topic_id
        for one in Topics([Topic("topic:x", "x", {"plain": 2}, words=("rain",))]).find(CATALOG, "", "A plain day.")
    ] == ["topic:x"]
