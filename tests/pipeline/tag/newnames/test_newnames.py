"""Names nobody knew yesterday are found on the day of their launch, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, Mention, Part
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger
from pipeline.tag.newnames import MOST, new_names

CATALOG = Catalog.of(
    [
        Entity("org:meta", "Meta", (Alias("Meta"),), "bigtech"),
        Entity("org:msl", "Meta Superintelligence Labs", (Alias("Meta Superintelligence Labs"),), "lab", "org:meta"),
        Entity("model:muse-spark", "Muse Spark", (Alias("Muse Spark"),), None, "org:msl"),
        Entity("model:llama", "Llama", (Alias("Llama"),), None, "org:meta"),
        Entity("org:anthropic", "Anthropic", (Alias("Anthropic"),), "lab"),
        Entity("person:wang", "Alexandr Wang", (Alias("Alexandr Wang"),)),
        Entity("bench:swe", "SWE-Bench", (Alias("SWE-Bench"),)),
        Entity("product:word", "Palette", (Alias("Palette", Ambiguity.WORD),)),
    ]
)
TAGGER = Tagger(CATALOG)


def found(text: str, title: str = "", tagger: Tagger = TAGGER) -> dict[str, tuple[str | None, str | None]]:
    """Return what is new, with its type and its maker. An AI sentence goes before, for names are sought in AI news."""
    text = f"Anthropic makes artificial intelligence, a large language model and a chatbot.\n\n{text}"
    tags = tagger.tag(Article(url="", title=title, text=text, outlet="The Wire", source="wire"))
    return {one.surface: (one.kind, one.parent_id) for one in tags.new_names}


LAUNCHES = {
    "a launch": """
        Meta on Wednesday launched Muse Spark, its first model that is not open. It comes from the newly formed
        Meta Superintelligence Labs, which Alexandr Wang leads.
        """,
    "a leak": """
        A model called “Muse Spark” appeared in a log of Meta's on Monday. People at Meta Superintelligence Labs,
        the lab behind it, would not comment.
        """,
    "a comparison": """
        Llama is old news: Muse Spark outperforms it on SWE-Bench. The lab, Meta Superintelligence Labs, is less
        than a year old. Muse Spark took nine months.
        """,
    "an opinion": """
        Nobody at Meta Superintelligence Labs will say what Muse Spark costs. With the Muse Spark model, Meta turns
        its back on openness, and Meta Superintelligence Labs on its past.
        """,
    "money": """
        Meta raised its budget. Meta Superintelligence Labs, a unit of some hundred people, gets most of it; Muse
        Spark, a language model for shopping, is what there is to show.
        """,
}


@pytest.mark.parametrize("article", LAUNCHES.values(), ids=LAUNCHES)
def test_a_model_and_a_lab_struck_from_the_catalog_are_both_found_again(article):
    article = " ".join(article.split())
    assert found(article) == {}
    struck = found(article, tagger=Tagger(CATALOG.without(["org:msl", "model:muse-spark"])))
    assert {"Muse Spark", "Meta Superintelligence Labs"} <= set(struck)
    assert struck["Meta Superintelligence Labs"] == ("organisation", "org:meta")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Anthropic released Zorbax today.", "Zorbax", None),
        ("The startup Quenta raised $40M.", "Quenta", "organisation"),
        ("Lynkso, a model that hears hallucinations, was shown.", "Lynkso", "model"),
        ("They also tried vdr-2b-multi-v1, a new model.", "vdr-2b-multi-v1", "model"),
        ("It scored 84% on MedZQA.", "MedZQA", "benchmark"),
        ("It has a competitive ZZ-Briefcase score, and the ZZ-Briefcase set is new.", "ZZ-Briefcase", "benchmark"),
        ("Meta has acquired Astralis to build agents.", "Astralis", "organisation"),
        ("He was the CEO of Ankix Robotics.", "Ankix Robotics", "organisation"),
        ("Carl Franz, writing for a magazine, broke it.", "Carl Franz", "person"),
        (
            "Results cover SWE-Bench, PR Ledger Legal and more, and results on PR Ledger Legal differ.",
            "PR Ledger Legal",
            None,
        ),
        ("Tools like FilmTractor AI draw frames.", "FilmTractor AI", "organisation"),
        ("The browser Diax opened.", "Diax", "product"),
        ("They fine-tuned Sky-T9-32B-Preview.", "Sky-T9-32B-Preview", "model"),
        ("rStarling-Math surpasses its teacher.", "rStarling-Math", None),
        ("Orphey 3B, a speech model, speaks.", "Orphey 3B", "model"),
        ("said chief analyst Lian Jye Moe", "Lian Jye Moe", "person"),
        ("Boris Soffel, the co-founder, left.", "Boris Soffel", "person"),
        ("Robert McAllister said the model was fine.", "Robert McAllister", "person"),
    ],
)
def test_what_is_said_around_a_name_tells_what_it_is(text, name, kind):
    names = found(text)
    assert name in names
    assert kind is None or names[name][0] in (kind, None)


@pytest.mark.parametrize(
    "text",
    [
        "Nearly 3,000 people came.",
        "Nearly 3 of 4 agreed.",
        "Buses 6 and 6A will start from the church.",
        "Selling 200,000 units a year is a model for chips.",
        "I gave Llama 1,100 pages to read.",
        "Anthropic announced on Tuesday that Thursdays are free.",
        "Anthropic released its AI Model in Europe.",
        "The model has 20GB and an AI-powered, Paris-based API.",
        "Using the Apache 2.0 licence, CC-BY-4.0 and an RTX 4090, it shipped.",
        "Models like Pro, Max and Mini were released.",
        "A Palette of models was launched.",
        "It is anAI model.",
        "The models run at Meta's site in Abilene, Anthropic's town.",
        "See https://example.com/Model-X1 for the model.",
    ],
)
def test_numbers_quantities_verbs_and_terms_of_the_trade_are_no_names(text):
    assert found(text) == {}


def test_a_headline_and_a_heading_make_no_names_by_their_capitals():
    assert found("It went well.", title="Anthropic Launches Better Models For Bakers") == {}
    assert found("Anthropic's Future Just Got Murkier\n\nIt went well.") == {}


def test_a_name_in_a_plain_title_is_found_there():
    assert "Zorbax" in found("It is here.", title="Anthropic releases the model Zorbax to everyone")


def test_the_maker_is_who_launches_owns_or_is_said_to_be():
    assert found("Meta released Zorbax today.")["Zorbax"][1] == "org:meta"
    assert found("Meta's new assistant Zorbax talks.")["Zorbax"][1] == "org:meta"
    assert found("They tried Zorbax-3 by Meta.")["Zorbax-3"][1] == "org:meta"
    assert found("Hands on with the tool Zorbax, Meta's answer to it.")["Zorbax"][1] == "org:meta"
    assert found("Ex-Meta engineers launch Zorbax Robotics.")["Zorbax Robotics"][1] is None


def test_a_thing_is_what_is_said_of_it_by_any_of_its_names():
    names = found("Meta Zorbax was released today. They tried Zorbax, a language model that the company built.")
    assert names == {"Meta Zorbax": ("model", "org:meta")}
    assert found("Zorbax, a free program that the company Meta wrote, is out.")["Zorbax"][0] == "product"


def test_words_of_a_longer_name_are_not_listed_by_themselves():
    names = found("Meta released Zorbax Robotics, a startup. The startup Zorbax grew.")
    assert set(names) == {"Zorbax Robotics"}


def test_names_are_sought_only_in_articles_that_may_be_about_ai():
    article = Article(
        url="", title="Fair", text="The band called Zorbax Nine played.", outlet="The Wire", source="wire"
    )
    assert TAGGER.tag(article).new_names == ()


def test_an_article_gives_at_most_a_handful():
    assert (
        len(found("They tried the models " + ", ".join(f"Zor{'abcdefghijkl'[i]}-{i}B" for i in range(12)) + "."))
        == MOST
    )


@given(st.text(), st.text())
def test_every_new_name_stands_where_it_says(title, text):
    for one in new_names(CATALOG, title, text, [Mention("org:meta", Part.TEXT, 0, 4, text[:4])] if text else []):
        assert (title if one.part is Part.TITLE else text)[one.start :].startswith(one.surface)
