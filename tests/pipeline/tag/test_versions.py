"""Which version of a model a text names, however it writes that."""

from __future__ import annotations

import pytest

from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger

TAGGER = Tagger(
    Catalog.of(
        [
            Entity("org:acme", "Acme", (Alias("Acme"),), "lab"),
            Entity("model:claude", "Claude", (Alias("Claude", Ambiguity.NAME),)),
            Entity("model:claude-opus", "Claude Opus", (Alias("Claude Opus"), Alias("Opus", Ambiguity.VERSION))),
            Entity("model:claude-sonnet", "Claude Sonnet", (Alias("Claude Sonnet"), Alias("Claude 3.5 Sonnet"))),
            Entity("model:gpt", "GPT", (Alias("GPT", Ambiguity.VERSION), Alias("GPT Pro"))),
            Entity("model:gpt-4o", "GPT-4o", (Alias("GPT-4o"),), None, "model:gpt"),
            Entity("model:gpt-codex", "GPT Codex", (Alias("GPT-5-Codex"),), None, "model:gpt"),
            Entity("model:o-series", "o-series", (Alias("o3", Ambiguity.NAME), Alias("o3-mini"))),
            Entity("model:llama", "Llama", (Alias("Llama", Ambiguity.NAME),)),
            Entity("model:qwen", "Qwen", (Alias("Qwen"),)),
            Entity("model:qwen-coder", "Qwen Coder", (Alias("Qwen Coder"), Alias("Qwen3-Coder")), None, "model:qwen"),
            Entity("model:kimi", "Kimi", (Alias("Kimi K2"),)),
            Entity("model:gemini", "Gemini", (Alias("Gemini", Ambiguity.NAME),)),
            Entity(
                "model:thought",
                "DeepThought V-series",
                (Alias("DeepThought V3"), Alias("Deepthought V", Ambiguity.VERSION)),
            ),
            Entity("product:tpu", "TPU", (Alias("TPU"),)),
            Entity("bench:terminal", "Terminal-Bench", (Alias("Terminal-Bench"),)),
        ]
    )
)


def found(text: str) -> list[tuple[str, str, str | None]]:
    tags = TAGGER.tag(Article(url="", title="", text=text, outlet="The Wire", source="wire"))
    return [(one.surface, one.entity_id.partition(":")[2], one.version) for one in tags.mentions]


@pytest.mark.parametrize(
    ("text", "surface", "entity", "version"),
    [
        ("They ran Qwen2.5-72B here.", "Qwen2.5-72B", "qwen", "2.5-72B"),
        ("Qwen3-Coder-480B-A35B-Instruct won.", "Qwen3-Coder-480B-A35B-Instruct", "qwen-coder", "3-480B-A35B-Instruct"),
        ("It was Kimi K2 Thinking.", "Kimi K2 Thinking", "kimi", "K2 Thinking"),
        ("It was GPT-4-turbo-2024-04-09.", "GPT-4-turbo-2024-04-09", "gpt", "4-turbo-2024-04-09"),
        ("It is Gemini 2.5 Flash-Lite.", "Gemini 2.5 Flash-Lite", "gemini", "2.5 Flash-Lite"),
        ("They ran DeepThoughtV3 here.", "DeepThoughtV3", "thought", "V3"),
        ("They ran Deepthought V3.1 here.", "Deepthought V3.1", "thought", "V3.1"),
        ("They asked o3-mini.", "o3-mini", "o-series", "o3-mini"),
        ("It runs on a TPUv7 at Acme.", "TPUv7", "tpu", "v7"),
        ("It won Terminal-Bench 2.0.", "Terminal-Bench 2.0", "terminal", "2.0"),
        ("A bare GPT-4o is none.", "GPT-4o", "gpt-4o", None),
    ],
)
def test_a_version_is_what_follows_the_name_or_what_an_alias_says_beyond_it(text, surface, entity, version):
    assert (surface, entity, version) in found(text)


@pytest.mark.parametrize(
    ("text", "surface", "entity", "version"),
    [
        ("Claude 3 Opus is older.", "Claude 3 Opus", "claude-opus", "3"),
        ("Claude 3.7 Sonnet is newer.", "Claude 3.7 Sonnet", "claude-sonnet", "3.7"),
        ("Claude 3.5 Sonnet v2 came.", "Claude 3.5 Sonnet v2", "claude-sonnet", "3.5 v2"),
        ("GPT-5.2-Codex writes.", "GPT-5.2-Codex", "gpt-codex", "5.2"),
        ("GPT-5 Pro thinks.", "GPT-5 Pro", "gpt", "5 Pro"),
        ("It is called claude-opus-4-6 there.", "claude-opus-4-6", "claude-opus", "4-6"),
    ],
)
def test_a_version_may_stand_in_the_middle_of_a_name(text, surface, entity, version):
    assert found(text) == [(surface, entity, version)]


def test_a_list_of_versions_names_each():
    assert found("Between Opus 4.6/4.8 and Opus 5.") == [
        ("Opus 4.6", "claude-opus", "4.6"),
        ("4.8", "claude-opus", "4.8"),
        ("Opus 5", "claude-opus", "5"),
    ]
    assert found("We tried Llama 4 Scout and Maverick.") == [
        ("Llama 4 Scout", "llama", "4 Scout"),
        ("Maverick", "llama", "4 Maverick"),
    ]
    assert found("Qwen 2.5 and 3 percent more") == [("Qwen 2.5", "qwen", "2.5")]


@pytest.mark.parametrize(
    "counted",
    [
        "Gemini 2026",
        "Gemini 3 billion users",
        "Gemini 20 percent",
        "Gemini 7,500",
        "Gemini 3rd",
        "Gemini 10:30",
        "Gemini 12 GB",
    ],
)
def test_a_number_that_counts_something_is_no_version(counted):
    assert found(f"For {counted} it is.") == []


@pytest.mark.parametrize("text", ["https://acme.example/opus-4-launch", "see acme.example/claude-opus-4-6 for more"])
def test_an_address_names_nothing(text):
    assert found(text) == []
