"""What an article is known by among others, in whatever language: strong words, entities, repeated names and days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, EntityTag, Tags
from pipeline.stories.features import MOST_TERMS, is_entity, story_features

NOON = datetime(2026, 4, 9, 12, tzinfo=UTC)


def features_of(title, text="", *entities, language=None):
    article = Article(
        url="", title=title, text=text, outlet="The Wire", source="wire", published_at=NOON, language=language
    )
    return story_features(article, Tags(entities=entities))


def of(title: str, text: str = "", language: str | None = None) -> dict[str, float]:
    return dict(features_of(title, text, language=language).words)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("轨道公司发布新型芯片", "新型芯片由轨道公司推出", "zh"),
        ("軌道社が新型チップを発表", "新型チップを軌道社が公開", "ja"),
        ("บริษัทวงโคจรเปิดตัวชิปใหม่", "ชิปใหม่ของบริษัทวงโคจร", "th"),
        ("오비탈이 새로운 반도체를 공개했다", "새로운 반도체는 오비탈의 제품", "ko"),
        ("Der Hersteller verkauft seine neuen Fabriken", "Fabrik des Herstellers wird verkauft", "de"),
        ("L'éditeur annonce ses nouvelles puces", "De nouvelle puce annoncée par l'éditeur", "fr"),
    ],
)
def test_two_reports_of_one_event_share_terms_in_their_language(one, other, language):
    shared = of(one, language=language).keys() & of(other, language=language).keys()
    assert len(shared) >= 2


def test_function_words_are_no_terms():
    assert not of("Der und die", language="de")
    assert "的" not in "".join(of("模型的未来", language="zh"))


def test_a_script_tells_the_language_that_nothing_else_does():
    assert of("模型的未来").keys() == of("模型的未来", language="zh").keys()


def test_a_long_text_without_blanks_is_read_as_far_as_one_with_them():
    lead, background = "轨道公司发布芯片。" * 3, "旧闻背景材料。" * 300
    assert "轨道" in of("新闻", lead + background, "zh")
    assert "尾声" not in of("新闻", lead + background + "尾声尾声", "zh")


def test_nouns_with_capitals_are_no_names_that_part_german_stories():
    text = "Heute sagt die Fabrik, dass der Fabrik etwas fehlt. Dann kam der Fabrik Hilfe."
    assert features_of("Fabrik", text, language="de").names == ()


def test_words_entities_names_and_days_are_kept_apart():
    text = "On April 8 the shipyard of Turku paused. Workers in Turku said that Turku waits for steel."
    found = features_of("Shipyard pauses", text, EntityTag("org:meyer", 0.5, True, 3))
    assert found.words["shipyard"] > found.words["steel"]
    assert found.entities == {"org:meyer": 2.0}
    assert found.names == ("turku",)
    assert found.dates == (date(2026, 4, 8),)


def test_an_entity_that_is_only_implied_tells_no_story():
    assert features_of("T", "Text", EntityTag("org:meyer", 0.9, False, 0, implied=True)).entities == {}


@given(st.text(max_size=400), st.text(max_size=4000))
def test_words_and_entities_never_share_a_key_and_are_bounded(title, text):
    found = features_of(title, text, EntityTag("org:meyer", 0.5, True, 3))
    assert len(found.words) + len(found.entities) <= MOST_TERMS
    assert not any(is_entity(word) for word in found.words)
    assert all(map(is_entity, found.entities))
