"""Who is meant, who is not, and what follows from it."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, Part
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger, Topic

CATALOG = Catalog.of(
    [
        Entity(
            "org:meta",
            "Meta",
            (
                Alias("Meta", Ambiguity.BRAND, never=("«Meta»[- ](?:analys|tag)", "(?:so|very) «Meta»")),
                Alias("Meta Platforms"),
            ),
            "bigtech",
        ),
        Entity(
            "org:msl",
            "Meta Superintelligence Labs",
            (Alias("Meta Superintelligence Labs"), Alias("MSL", Ambiguity.WORD, near=("Meta|Zuckerberg",))),
            "lab",
            "org:meta",
        ),
        Entity(
            "model:llama",
            "Llama",
            (Alias("Llama", Ambiguity.NAME, never=("[Aa] «Llama»(?! model)",)),),
            None,
            "org:meta",
        ),
        Entity("org:anthropic", "Anthropic", (Alias("Anthropic"),), "lab"),
        Entity(
            "model:claude",
            "Claude",
            (Alias("Claude", Ambiguity.NAME, never=("«Claude» (?:Monet|Debussy)",)),),
            None,
            "org:anthropic",
        ),
        Entity("model:claude-opus", "Claude Opus", (Alias("Claude Opus"),), None, "model:claude"),
        Entity("model:qwen", "Qwen", (Alias("Qwen"),)),
        Entity("person:dario-amodei", "Dario Amodei", (Alias("Dario Amodei"),), handles=("DarioAmodei",)),
    ]
)  # fmt: skip
TAGGER = Tagger(CATALOG, [Topic("topic:model-release", "model release", {"releas* ... <model>/model": 2})])


def tags_of(text: str, title: str = ""):
    return TAGGER.tag(Article(url="", title=title, text=text, outlet="The Wire", source="wire"))


def named(text: str, title: str = "") -> list[str]:
    return [mention.entity_id for mention in tags_of(text, title).mentions]


def test_a_company_is_named_and_its_word_in_another_sense_is_not():
    assert named("Meta hired again.") == ["org:meta"]
    assert named("A Meta-analysis of trials was so Meta.") == []


def test_an_abbreviation_needs_its_company_near():
    assert named("MSL is a lab of Meta.") == ["org:msl", "org:meta"]
    assert named("The town lies 300 m above MSL.") == []


def test_a_name_is_believed_with_a_version_or_in_the_company_of_a_relative():
    assert named("Llama 4 is out.") == ["model:llama"]
    assert named("Meta says Llama is out.") == ["org:meta", "model:llama"]
    assert named("A Llama looked over the fence.") == []


def test_claude_may_be_monet():
    assert named("Claude Monet painted it.") == []
    assert named("Anthropic showed Claude to Claude Monet's heirs.") == ["org:anthropic", "model:claude"]


@pytest.mark.parametrize(
    ("text", "entity", "version"),
    [
        ("Qwen3 is out.", "model:qwen", "3"),
        ("They ran Llama-3.1-8B-Instruct.", "model:llama", "3.1-8B-Instruct"),
        ("Claude Opus 4.6 is out.", "model:claude-opus", "4.6"),
        ("Qwen 2.5 in 2026.", "model:qwen", "2.5"),
    ],
)
def test_versions_glued_and_spaced_are_kept(text, entity, version):
    mention = tags_of(text).mentions[0]
    assert (mention.entity_id, mention.version) == (entity, version)


def test_the_longest_name_wins_and_words_are_not_cut():
    assert named("Meta Platforms and Metaphor Inc. and Anthropics") == ["org:meta"]


def test_a_handle_counts_and_an_address_does_not():
    assert named("as @DarioAmodei wrote") == ["person:dario-amodei"]
    assert named("write to press@Anthropic.com or see anthropic.com/Meta") == []


def test_what_belongs_to_a_named_thing_is_kept_apart_from_what_was_said():
    tags = tags_of("Claude Opus 4.6 is out.", "Claude Opus 4.6")
    said = {tag.entity_id: tag.implied for tag in tags.entities}
    assert said == {"model:claude-opus": False, "model:claude": True, "org:anthropic": True}


def test_the_title_makes_an_entity_the_main_one():
    tags = tags_of("The lab said so on Monday. " * 20 + "Qwen is mentioned.", "Anthropic moves to Dublin")
    assert [(tag.entity_id, tag.main) for tag in tags.entities if not tag.implied] == [
        ("org:anthropic", True),
        ("model:qwen", False),
    ]


def test_the_speaker_is_whom_a_verb_of_saying_names():
    quotes = tags_of(
        "“We are on time,” said Dario Amodei of Anthropic. “It is late,” he added. A “so-called open” one."
    ).quotes
    assert [(quote.quote, quote.speaker_id) for quote in quotes] == [
        ("We are on time,", "person:dario-amodei"),
        ("It is late,", "person:dario-amodei"),
    ]


@pytest.mark.parametrize(
    ("who", "speaker", "entity"),
    [
        ("a spokesperson", "Anthropic spokesperson", "org:anthropic"),
        ("a spokesperson for Anthropic", "Anthropic spokesperson", "org:anthropic"),
        ("a spokesperson for Nordhavn Ruter", "spokesperson for Nordhavn Ruter", None),
        ("a Nordhavn spokesperson", "Nordhavn spokesperson", None),
    ],
)
def test_a_spokesperson_speaks_for_whom_the_text_says_and_for_nobody_else(who, speaker, entity):
    (quote,) = tags_of(f"Anthropic signed on Friday. “Nobody joined a shipping line to type,” {who} said.").quotes
    assert (quote.speaker, quote.speaker_id) == (speaker, entity)


def test_a_quote_without_a_verb_has_no_speaker():
    (quote,) = tags_of("Dario Amodei smiled. The sign read “closed until further notice” all day.").quotes
    assert quote.speaker is None


def test_a_name_nobody_knows_is_found_where_launches_are_written_about():
    names = {
        name.surface: name.parent_id
        for name in tags_of("Anthropic launched a new model called Zorb-2 today.").new_names
    }
    assert names == {"Zorb-2": "org:anthropic"}


def test_a_tagger_survives_the_way_to_another_process():
    again = pickle.loads(pickle.dumps(TAGGER))
    assert [mention.entity_id for mention in again.tag(Article("", "", "Anthropic.", "", "")).mentions] == [
        "org:anthropic"
    ]


WORDS = st.lists(
    st.sampled_from(
        ["Meta", "MSL", "Llama", "3.1", "“so", "it”", "said", "Claude", "Opus", "\n", "@", "Qwen3", "é", ".", "a"]
    ),
    max_size=40,
)


@given(WORDS, WORDS)
def test_every_mention_and_quote_stands_where_it_says(title, text):
    article = Article(url="", title=" ".join(title), text=" ".join(text), outlet="", source="")
    tags = TAGGER.tag(article)
    parts = {Part.TITLE: article.title, Part.TEXT: article.text}
    assert all(parts[one.part][one.start : one.end] == one.surface for one in tags.mentions)
    assert all(article.text[one.start : one.end] == one.quote for one in tags.quotes)
    assert all(0 <= one.salience <= 1 for one in tags.entities)
    assert 0 <= tags.relevance <= 1


def test_names_in_other_scripts_are_found_as_their_scripts_part_words():
    catalog = Catalog.of(
        [
            Entity("org:vela", "Vela", (Alias("Vela"), Alias("维拉科技"), Alias("ヴェラ"))),
            Entity("org:corvus", "Corvus", (Alias("Corvus"),)),
        ]
    )
    tagger = Tagger(catalog)

    def found(text: str, tag: str) -> list[str]:
        article = Article(url="", title="", text=text, outlet="", source="", language=tag)
        return [one.surface for one in tagger.tag(article).mentions]

    assert found("昨天维拉科技发布了新产品。", "zh") == ["维拉科技"]
    assert found("ヴェラが発表した。ヴェラパイは別だ。", "ja") == ["ヴェラ"]


def test_where_any_noun_has_a_capital_no_new_names_are_sought():
    text = "Anthropic stellt ein neues KI-Modell namens Zorbax vor, sagt das Unternehmen."
    for tag, any_names in (("de", False), ("en", True)):
        article = Article(url="", title="", text=text, outlet="", source="", language=tag)
        assert bool(TAGGER.tag(article).new_names) is any_names
