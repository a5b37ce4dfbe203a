"""What an article adds to its story: names, numbers, quotations, and how much is new in all."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.novelty import REMEMBERED, KnownFacts, Novelty, facts, hash_facts, novelty
from pipeline.facts.quantities import numbers_in
from pipeline.records import Article, EntityTag, Facts, Mention, Part, Quote, Tags

LEAD = Facts({"org:meta": "Meta"}, {"60 €": "60 euros"}, ("Nobody joined a shipping line to type",))
WORDS = ("ferry", "customs", "form")


def _novelty(found: Facts, words: Iterable[str], known: KnownFacts) -> Novelty:
    return novelty(found, hash_facts(found, words), known)


def after_the_lead() -> KnownFacts:
    return KnownFacts().plus(hash_facts(LEAD, WORDS))


def test_the_first_article_is_new_as_a_whole_and_the_same_again_not_at_all():
    assert _novelty(LEAD, WORDS, KnownFacts()).score == 1.0
    assert _novelty(LEAD, WORDS, after_the_lead()).score == 0.0


def test_what_a_later_article_adds_is_named():
    later = Facts(
        {"org:meta": "Meta", "org:mistral": "Mistral AI"},
        {"60 €": "60 euros", "2.1e+06": "2.1 million lorries", "300": "300"},
        ("Nobody joined a shipping line to type", "We looked at every form there is and wept"),
    )
    found = _novelty(later, ("ferry", "lorry"), after_the_lead())
    assert 0.3 < found.score < 0.7
    assert [(one.kind, one.text) for one in found.adds] == [
        ("name", "Mistral AI"),
        ("number", "2.1 million lorries"),
        ("quote", "We looked at every form there is and wept"),
    ]


def test_a_quotation_cut_short_is_not_a_new_one():
    assert _novelty(Facts(quotes=("nobody joined a shipping line",)), (), after_the_lead()).adds == ()


def test_an_article_without_facts_adds_nothing():
    assert _novelty(Facts(), (), KnownFacts()).score == 0.0


def test_names_in_passing_and_numbers_in_names_are_no_facts():
    text = "Meta opened Llama 405, says Meta. Previous letters: Mistral AI."
    mentions = (
        Mention("org:meta", Part.TEXT, 0, 4, "Meta"),
        Mention("model:llama", Part.TEXT, 12, 21, "Llama 405", "405"),
        Mention("org:meta", Part.TEXT, 28, 32, "Meta"),
        Mention("org:mistral", Part.TEXT, 52, 62, "Mistral AI"),
    )
    entities = (
        EntityTag("org:meta", 0.5, main=True, mentions=2),
        EntityTag("model:llama", 0.5, main=True, mentions=1),
        EntityTag("org:mistral", 0.1, main=False, mentions=1),
    )
    article = Article(url="", title="", text=text, outlet="", source="")
    found = facts(article, Tags(mentions, entities, quotes=(Quote(0, 4, "Meta"),)))
    assert found == Facts({"org:meta": "Meta", "model:llama": "Llama 405"}, {}, ("Meta",))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("raised $14.3 billion, or 14.3 billion dollars", ["$14.3 billion"]),
        ("fell 1.2 per cent and 1.2% again", ["1.2 per cent"]),
        ("a fleet of 90 robots", ["90 robots"]),
        ("on October 15, in 2026, at 10:30, two of 7", []),
        ("1,200 libraries and 60 million euros", ["1,200 libraries", "60 million euros"]),
    ],
)
def test_numbers_are_known_again_however_they_are_spelt(text, numbers):
    assert list(numbers_in(text).values()) == numbers


def test_what_a_story_remembers_is_bounded():
    told = KnownFacts()
    for number in range(400):
        told = told.plus(hash_facts(Facts(), [f"word{number}x{each}" for each in range(80)]))
    assert REMEMBERED <= len(told.hashes) <= REMEMBERED + 80


words = st.dictionaries(st.text("abcdef", min_size=1), st.just(1.0))
told_facts = st.builds(
    Facts,
    st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5)),
    st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5)),
    st.lists(st.text(max_size=60), max_size=3).map(tuple),
)


@given(told_facts, words, told_facts, words)
def test_novelty_is_a_share_and_what_was_told_is_never_new(found, found_words, earlier, earlier_words):
    told = KnownFacts().plus(hash_facts(earlier, earlier_words))
    assert KnownFacts.unpack(told.packed()) == told
    before = _novelty(found, found_words, told)
    assert 0.0 <= before.score <= 1.0
    again = _novelty(found, found_words, told.plus(hash_facts(found, found_words)))
    assert (again.score, again.adds) == (0.0, ())
