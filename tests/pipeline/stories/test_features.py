"""Terms that tell a story from others, in whatever language it is told."""

from __future__ import annotations

import pytest

from pipeline.records import Article, Tags
from pipeline.stories.features import terms


def of(title: str, text: str = "", language: str | None = None) -> dict[str, float]:
    return dict(terms(Article(url="", title=title, text=text, outlet="", source="", language=language), Tags()))


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
    assert not any(term.startswith("^") for term in of("Fabrik", text, "de"))
