"""What is coverage of the AI industry, in titles and leads made up here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Mention, Part
from pipeline.tag import Alias, Catalog, Entity
from pipeline.tag.relevance import Group, Model, Relevance, read_model, shipped_model

CATALOG = Catalog.of(
    [
        Entity("org:nordlab", "Nordlab", (Alias("Nordlab"),), "lab"),
        Entity("person:jane-doe", "Jane Doe", (Alias("Jane Doe"),), related=("org:nordlab",)),
        Entity("person:max-roe", "Max Roe", (Alias("Max Roe"),), related=("org:ferry",)),
        Entity("product:sage", "Sage", (Alias("Sage"),), parent="org:nordlab"),
        Entity("model:borealis", "Borealis", (Alias("Borealis"),), parent="org:nordlab"),
        Entity("org:ferry", "Ferry", (Alias("Ferry"),), "company"),
    ]
)
RELEVANCE = Relevance(CATALOG)

COVERAGE = {
    "a launch": ("Nordlab unveils an AI model that reasons", "The large language model is open to developers today."),
    "a study": (
        "Chatbots get the news wrong",
        "Four AI assistants misread the news in half of all answers, a study finds.",
    ),
    "模型": ("新的大模型发布", "这家公司发布了新的大语言模型。人工智能行业十分关注。"),
    "Modelle": ("Neues Sprachmodell vorgestellt", "Die künstliche Intelligenz schreibt Texte. KI ist ein Thema."),
    "robots": (
        "A humanoid wins the half marathon",
        "The robot ran alone. Its maker says autonomous robots learn from machine learning in simulation.",
    ),
    "policy": (
        "Senate takes up a bill on A.I.",
        "The bill would make makers of artificial intelligence answer for harm.",
    ),
}
OTHER = {
    "a sale": (
        "The best laptops on sale",
        "A discount on an AI-powered laptop with a fine display, at a price to watch.",
    ),
    "a passing mention": ("Ferry opens a new line", "The line runs daily. The company also sells tickets with an app."),
    "天气": ("天气", "今天下雨，港口关闭。没有人受伤。"),
    "weather": ("Storm closes the harbour", "Ships stayed in port on Monday. Nobody was hurt."),
    "another agent": ("Estate agents fear the autumn", "House prices fell and agents sold fewer homes."),
}


@pytest.mark.parametrize(("title", "text"), COVERAGE.values(), ids=COVERAGE)
def test_coverage_of_the_industry_is_relevant(title, text):
    assert RELEVANCE.of(title, text, ()) >= 0.5


@pytest.mark.parametrize(("title", "text"), OTHER.values(), ids=OTHER)
def test_what_only_uses_its_words_is_not(title, text):
    assert RELEVANCE.of(title, text, ()) < 0.5


def named(entity_id: str, part: Part = Part.TEXT) -> Mention:
    return Mention(entity_id, part, 0, 1, "")


@pytest.mark.parametrize("entity", ["org:nordlab", "person:jane-doe", "product:sage", "model:borealis"])
def test_naming_a_lab_and_what_is_its_own_raises_relevance(entity):
    title, text = OTHER["a passing mention"]
    assert RELEVANCE.of(title, text, [named(entity)]) > RELEVANCE.of(title, text, ())


@pytest.mark.parametrize("entity", ["org:ferry", "person:max-roe", "org:unheard-of"])
def test_naming_others_changes_nothing(entity):
    title, text = OTHER["a passing mention"]
    assert RELEVANCE.of(title, text, [named(entity)]) == RELEVANCE.of(title, text, ())


def test_an_entity_counts_once_in_each_part():
    once = RELEVANCE.signs("", "", [named("org:nordlab")])
    assert RELEVANCE.signs("", "", [named("org:nordlab")] * 3) == once
    assert sum(RELEVANCE.signs("", "", [named("org:nordlab"), named("org:nordlab", Part.TITLE)])) == 2 * sum(once)


def test_words_count_as_written_only_if_they_have_a_capital():
    model = Model(0.0, (Group("g", (1.0, 1.0, 1.0), ("AI", "chat bot")),))
    relevance = Relevance(CATALOG, model)
    assert relevance.signs("AI", "", ())[0] == relevance.signs("Chat-Bot", "", ())[0] > 0
    assert relevance.signs("j'ai", "", ()) == [0.0, 0.0, 0.0]


def test_a_word_that_is_also_a_kind_of_entities_is_only_a_word():
    relevance = Relevance(CATALOG, Model(0.0, (Group("g", (1.0, 1.0, 1.0), entities="models"),)))
    assert relevance.signs("models", "", ()) == [0.0, 0.0, 0.0]


def test_the_shipped_model_can_be_met_by_what_is_read():
    model = shipped_model()
    for group in model.groups:
        assert len(group.weights) == 3
        assert group.entities in (None, "labs", "people", "models")
        assert bool(group.words) is (group.entities is None)
        assert len(set(group.words)) == len(group.words)
        for word in group.words:
            relevance = Relevance(CATALOG, Model(0.0, (Group("g", (1.0, 1.0, 1.0), (word,)),)))
            assert relevance.signs(f"so {word} is", "", ())[0] > 0, word


def test_a_model_is_read_from_toml():
    text = 'bias = -1.5\n[[group]]\nname = "g"\nweights = [1.0, 2.0, 3.0]\nwords = ["a"]\n'
    assert read_model(text) == Model(-1.5, (Group("g", (1.0, 2.0, 3.0), ("a",)),))


@given(st.text(max_size=80), st.text(max_size=300))
def test_relevance_lies_between_nothing_and_certainty(title, text):
    assert 0.0 <= RELEVANCE.of(title, text, ()) <= 1.0
