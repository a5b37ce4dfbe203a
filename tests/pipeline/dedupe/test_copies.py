"""A copy is known however it was cut; what only looks like one is not."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe import Rival, find_copy, fingerprint
from pipeline.records import Article, CopyKind, Prepared, Tags

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLACES = ["harbour", "market", "station", "library", "museum", "theatre", "garden", "school"] * 3
TEXT = " ".join(
    f"Sentence {number} of the agency says that item {number * 37 % 101} moved from shelf {number} "
    f"to the {place} in {number + 3} minutes."
    for number, place in enumerate(PLACES)
)


class Shelf:
    """Articles, found by text and by band."""

    def __init__(self, *articles):
        self.rivals = {}
        self.prints = {}
        for number, (article, at) in enumerate(articles, 1):
            self.rivals[number] = Rival(
                number, number, article.outlet, article.title, article.text, article.authors, at
            )
            self.prints[number] = fingerprint(article)

    def same_text(self, text_hash):
        return [self.rivals[key] for key, found in self.prints.items() if found.text_hash == text_hash]

    def sharing_bands(self, bands, limit):
        shared = Counter({key: len(set(bands) & set(found.bands)) for key, found in self.prints.items()})
        return [self.rivals[key] for key, count in shared.most_common(limit) if count]


def an_article(text, *, title="Shelves move", outlet="The Star", authors=()):
    return Article(url="https://x.example/", title=title, text=text, outlet=outlet, source="x", authors=authors)


WIRE = an_article(TEXT, outlet="Harbour Wire")


def copy_of(article, shelf=None, at=NOON):
    shelf = shelf or Shelf((WIRE, NOON - timedelta(hours=1)))
    return find_copy(Prepared(article, Tags(), fingerprint(article)), shelf, at)


def test_the_same_text_under_another_headline_is_a_copy():
    found = copy_of(an_article(TEXT.upper(), title="Other words"))
    assert (found.copy.article_id, found.copy.kind, found.copy.similarity) == (1, CopyKind.SAME_TEXT, 1.0)


def test_a_copy_that_credits_the_agency_is_a_wire_copy():
    found = copy_of(an_article(TEXT + " (Harbour Wire)", authors=("Harbour Wire",)))
    assert found.copy.kind is CopyKind.WIRE


def test_a_changed_copy_without_blanks_between_its_words_is_known():
    places = "港口市场车站图书馆博物馆剧院花园学校"
    lines = [
        f"通讯社第{number}句说，物品从货架移到{places[number % 16 :][:3]}，用了{number + 3}分钟。"
        for number in range(24)
    ]
    original = an_article("".join(lines), outlet="Harbour Wire")
    found = copy_of(
        an_article("".join(lines[:20]) + "本报记者补充报道。"), Shelf((original, NOON - timedelta(hours=1)))
    )
    assert found.copy.article_id == 1
    assert fingerprint(original).words > 200


def test_the_first_part_of_a_text_is_an_excerpt():
    words = TEXT.split()
    assert copy_of(an_article(" ".join(words[: len(words) // 2]))).copy.kind is CopyKind.EXCERPT


def test_the_agency_is_the_original_even_when_it_comes_later():
    star = an_article(TEXT, authors=("Harbour Wire",))
    found = copy_of(WIRE, Shelf((star, NOON - timedelta(hours=2))))
    assert (found.swapped, found.copy.article_id, found.copy.kind) == (True, 1, CopyKind.WIRE)


def test_the_earlier_of_two_is_the_original_when_neither_credits_the_other():
    star = an_article(TEXT)
    late = Shelf((an_article(TEXT, outlet="The Moon"), NOON + timedelta(hours=1)))
    assert copy_of(star, late, NOON).swapped


def a_quotation_deep_in_another_text():
    own = " ".join(f"Word{number} stands alone here." for number in range(160))
    return f"{own} {' '.join(TEXT.split()[60:110])} {own}"


def a_report_made_from_the_same_template():
    return "".join(str(9 - int(char)) if char.isdigit() else char for char in TEXT)


def a_short_note():
    return " ".join(TEXT.split()[:20])


@pytest.mark.parametrize(
    "situation", [a_quotation_deep_in_another_text, a_report_made_from_the_same_template, a_short_note]
)
def test_what_only_shares_words_is_no_copy(situation):
    assert copy_of(an_article(situation())) is None


def test_two_short_notes_are_copies_only_under_one_headline():
    note = an_article("The shop is closed today.", title="Closed")
    shelf = Shelf((note, NOON))
    assert copy_of(an_article(note.text, title="Closed", outlet="B"), shelf) is not None
    assert copy_of(an_article(note.text, title="The baker", outlet="B"), shelf) is None


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["", "Read more: subscribe to our letter today. "]))
def test_a_reprint_with_its_ends_cut_and_furniture_added_is_found(head, tail, furniture):
    words = TEXT.split()
    reprint = furniture + " ".join(words[head : len(words) - tail]) + " " + furniture
    found = copy_of(an_article(reprint))
    assert found is not None
    assert found.copy.article_id == 1
