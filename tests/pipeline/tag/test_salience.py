"""Whom an article is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article
from pipeline.tag import Alias, Catalog, Entity, Tagger

CATALOG = Catalog.of(
    [
        Entity("org:vela", "Vela", (Alias("Vela"),), "lab"),
        Entity("model:lyra", "Lyra", (Alias("Lyra"), Alias("Project Harp")), None, "org:vela"),
        Entity("model:lyra-mini", "Lyra Mini", (Alias("Lyra Mini"),), None, "model:lyra"),
        Entity("org:corvus", "Corvus", (Alias("Corvus"),)),
        Entity("org:altair", "Altair", (Alias("Altair"),)),
        Entity("person:ada-novak", "Ada Novak", (Alias("Ada Novak"),), related=("org:vela",)),
        Entity("outlet:morning-wire", "Morning Wire", (Alias("Morning Wire"),)),
        Entity("community:forum", "Open Forum", (Alias("Open Forum"),)),
    ]
)  # fmt: skip
TAGGER = Tagger(CATALOG)
NAMES = ("Vela", "Lyra", "Corvus", "Altair", "Ada Novak")
FILLER = "The talks went on for most of the week and nobody was willing to give a date. "


def tags_of(title: str, text: str):
    return TAGGER.tag(Article(url="", title=title, text=text, outlet="Paper", source="paper")).entities


def about(title: str, text: str) -> set[str]:
    return {tag.entity_id for tag in tags_of(title, text) if tag.main}


def salience(title: str, text: str, entity_id: str) -> float:
    """Return 0 for whom only a child implies: that is another scale."""
    named = (tag.salience for tag in tags_of(title, text) if tag.entity_id == entity_id and not tag.implied)
    return next(named, 0.0)


def test_a_model_and_its_maker_are_both_main_when_the_news_is_its_launch():
    text = "Vela released Lyra on Monday. " + FILLER * 5 + "Vela says Lyra is faster than Corvus."
    assert about("Vela launches Lyra", text) == {"org:vela", "model:lyra"}


def test_a_maker_named_once_at_the_end_is_not_main():
    text = "Lyra was out for hours. Users of Lyra complained. " + FILLER * 6 + "A spokesperson for Vela did not reply."
    assert about("Lyra goes dark", text) == {"model:lyra"}


def test_a_family_is_not_main_for_the_sake_of_its_new_member():
    text = "Vela launched Lyra Mini on Monday. Lyra Mini is small. " + FILLER * 6 + "Lyra came first."
    assert about("Vela launches Lyra Mini", text) == {"org:vela", "model:lyra-mini"}


def test_a_headline_counts_by_whatever_name_it_uses():
    assert "model:lyra" in about("Project Harp is here", "Users were glad. " + FILLER * 6 + "Lyra had been long due.")


def test_whom_an_article_speaks_of_throughout_is_main_without_the_title():
    text = "".join(f"{FILLER}Corvus moved again. " for _ in range(8))
    assert about("A long week in town", text) == {"org:corvus"}


def test_a_rival_in_a_comparison_is_not_main():
    assert about("Lyra beats Corvus", "Lyra came out on Monday. Lyra is small. " + FILLER * 5) == {"model:lyra"}


def test_names_in_a_list_of_examples_are_not_main():
    text = "Thieves took files from apps such as Vela, Corvus and Altair. " + FILLER * 5
    assert about("Files are stolen", text) == set()


def test_who_is_only_quoted_is_not_main():
    text = "Corvus raised money on Monday. " + FILLER * 5 + "“They needed it,” said Ada Novak. " + FILLER
    assert about("Corvus raises money", text) == {"org:corvus"}


@pytest.mark.parametrize("name", ["Morning Wire", "Open Forum"])
def test_an_outlet_or_a_forum_is_never_main(name):
    assert about(f"{name} was told", f"{name} has it. {name} reports. " * 3) == set()


def test_a_text_without_a_title_begins_with_one():
    assert about("", "Corvus moves to Dublin\nNobody had thought so. " + FILLER * 5) == {"org:corvus"}


def test_a_title_repeated_on_top_of_the_text_counts_once():
    title, text = "Corvus moves to Dublin", "Nobody had thought so. " + FILLER * 5
    assert salience(title, f"{title}\n{text}", "org:corvus") == salience(title, f"Moved it has\n{text}", "org:corvus")


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[str]]:
    sentences = draw(st.lists(st.sampled_from([FILLER, *(f"There was {name} again. " for name in NAMES)]), max_size=14))
    return draw(st.sampled_from(["A week in town", *(f"{name} again" for name in NAMES)])), sentences


@given(articles())
def test_salience_is_a_share_and_whom_only_a_child_implies_is_never_main(article):
    for tag in tags_of(article[0], "".join(article[1])):
        assert 0 <= tag.salience <= 1
        assert not (tag.main and tag.implied)


@given(articles(), st.sampled_from([("Corvus", "org:corvus"), ("Vela", "org:vela")]))
def test_a_place_in_the_title_never_makes_an_entity_less_salient(article, whom):
    text, (name, entity_id) = "".join(article[1]), whom
    assert salience(f"There was {name} again", text, entity_id) >= salience("There was rain again", text, entity_id)


@given(articles(), st.sampled_from([("Corvus", "org:corvus"), ("Vela", "org:vela")]))
def test_a_place_in_the_lead_never_makes_an_entity_less_salient(article, whom):
    (title, sentences), (name, entity_id) = article, whom
    rest = "".join(sentences) + FILLER * 3
    first, last = f"There was {name} again. {rest}", f"{rest}There was {name} again. "
    assert salience(title, first, entity_id) >= salience(title, last, entity_id) - 0.05  # a later one may spread wider
