"""Whom a name means that is also a word: what is said with it, who else is named, what the firm is called in full."""

from __future__ import annotations

import pytest

from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger

TAGGER = Tagger(
    Catalog.of(
        [
            Entity("org:openai", "OpenAI", (Alias("OpenAI"),), "lab"),
            Entity("org:anthropic", "Anthropic", (Alias("Anthropic"),), "lab"),
            Entity("product:chatgpt", "ChatGPT", (Alias("ChatGPT"),), "assistant", "org:openai"),
            Entity("product:pages", "Pages", (Alias("Pages app"),), "app"),
            Entity("model:sonnet", "Claude Sonnet", (Alias("Sonnet", Ambiguity.WORD),), None, "org:anthropic"),
            Entity("model:gemini", "Gemini", (Alias("Gemini", Ambiguity.NAME),)),
            Entity("model:gemma", "Gemma", (Alias("Gemma", Ambiguity.NAME),)),
            Entity("org:stability", "Stability AI", (Alias("Stability AI"),), "lab"),
            Entity("org:magic", "Magic", (Alias("Magic", Ambiguity.WORD),), "startup"),
            Entity("org:router", "OpenRouter", (Alias("OpenRouter"),), "startup"),
            Entity("bench:arena", "Arena Test", (Alias("Arena Test"),)),
        ]
    )
)


def named(text: str) -> list[str]:
    tags = TAGGER.tag(Article(url="", title="", text=text, outlet="The Wire", source="wire"))
    return [one.surface for one in tags.mentions]


def test_a_word_with_a_release_behind_it_is_the_model():
    assert named("Parity of ChatGPT with Sonnet 4.6 is near.") == ["ChatGPT", "Sonnet 4.6"]
    assert named("The chatbot runs on Sonnet 4.6 now.") == ["Sonnet 4.6"]
    assert named("The Sonnet 4.6 package manager is out.") == []
    assert named("She recited Sonnet 18 by heart.") == []


def test_a_firm_is_called_by_its_word_after_its_full_name():
    assert named("Stability AI hired. Stability moved to London.") == ["Stability AI", "Stability"]
    assert named("Stability matters to bakers.") == []


@pytest.mark.parametrize("text", ["Magic AI", "Magic.ai", "magic.ai", "MagicAI", "OpenRouterAI", "Stability.ai"])
def test_a_firm_sets_itself_apart_from_a_word(text):
    assert named(f"They use {text} daily.") == [text]


def test_a_firm_that_acts_among_ai_firms_is_meant():
    assert named("OpenAI and Anthropic grew. Then Magic raised $320M.")[-1] == "Magic"
    assert named("OpenAI and Anthropic grew. The Magic of it raised eyebrows.") == ["OpenAI", "Anthropic"]
    assert named("A bakery grew. Then Magic raised $320M.") == []


def test_a_name_is_believed_among_models_labs_and_their_products():
    assert named("Gemini drew level with ChatGPT on the Arena Test.")[0] == "Gemini"
    assert named("Gemini is in the Pages app. It rose in May.") == ["Pages app"]


def test_the_name_of_a_model_is_believed_beside_words_for_models():
    assert named("The chatbot beats Gemma at chess.") == ["Gemma"]
    assert named("An AI assistant such as Gemini may err.") == ["Gemini"]
    assert named("Gemma beats her brother at chess.") == []


def test_a_lower_case_name_is_believed_with_a_release_behind_it():
    assert named("support for gemini 2.5 pro, and gemini-3.1") == ["gemini 2.5", "gemini-3.1"]
    assert named("a gemini 2 and a gemini") == []
