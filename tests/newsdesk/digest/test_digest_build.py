"""What a digest says of a day, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.digest.build import DigestRules, build_digest
from newsdesk.digest.due import day_bounds
from newsdesk.digest.model import Digest, Story
from storage.queries.digest import ArticleRow, DigestRows, EditRow, NamedRow, QuoteRow, StoryRow
from storage.queries.first_named import NewNameRow

DAY = date(2026, 10, 15)
START = datetime(2026, 10, 15, tzinfo=UTC)
_ids = count(1)


def an_article(outlet: str = "Ledger", hour: float = 8, title: str | None = None, **fields) -> ArticleRow:
    number = fields.pop("id", None) or next(_ids)
    made = ArticleRow(
        id=number,
        story_id=0,
        url=f"https://{outlet.lower()}.example/{number}",
        title=title or f"{outlet} on the matter",
        summary=None,
        text="The model reads long documents. It was released on Thursday. Nobody has repeated the test.",
        outlet=outlet,
        weight=1.0,
        authors=(),
        dated_at=START + timedelta(hours=hour),
        words=300,
        relevance=0.9,
        paywalled=False,
        credits=None,
        original_id=None,
        copy_kind=None,
    )
    return replace(made, **fields)


def a_copy(original: ArticleRow, outlet: str, hour: float) -> ArticleRow:
    return an_article(outlet, hour, original_id=original.id, copy_kind="wire")


def a_story(*articles: ArticleRow, id: int = 1, relevance: float = 0.9, **fields) -> StoryRow:  # noqa: A002
    ordered = tuple(sorted(articles, key=lambda article: (article.dated_at, article.id)))
    return StoryRow(id, relevance, fields.get("lead"), fields.get("follows"), fields.get("headline"), ordered)


def digest_of(*stories: StoryRow, new_names: tuple[NewNameRow, ...] = (), remembers: bool = True, **rules) -> Digest:
    return build_digest(DigestRows(stories, new_names, remembers), DAY, DigestRules(**rules))


def only(digest: Digest) -> Story:
    (story,) = (*digest.stories, *digest.brief)
    return story


def named(name: str, *, main: bool = False, salience: float = 0.3, mentions: int = 1) -> NamedRow:
    return NamedRow(f"org:{name.lower()}", name, "organisation", salience, main, mentions)


def test_what_more_outlets_tell_in_their_own_words_stands_first():
    few = a_story(an_article("A", 20), an_article("B", 21), id=1)
    many = a_story(*(an_article(outlet, 6) for outlet in "ABCDE"), id=2)
    assert [story.id for story in digest_of(few, many).stories] == [2, 1]


def test_copies_do_not_count_as_outlets_and_lie_under_their_original():
    wire = an_article("Wire", 3)
    copied = a_story(wire, *(a_copy(wire, outlet, 4) for outlet in "CDEF"), id=1)
    told_twice = a_story(an_article("A", 3), an_article("B", 4), id=2)
    digest = digest_of(copied, told_twice)
    assert [story.id for story in (*digest.stories, *digest.brief)] == [2, 1]
    (coverage,) = digest.brief[0].coverage
    assert [copy.outlet for copy in coverage.copies] == ["C", "D", "E", "F"]
    assert (digest.brief[0].outlets, digest.totals.copies) == (1, 4)


def test_texts_that_one_agency_signs_count_as_one_outlet():
    signed = [an_article(outlet, 3, text_of="Wire", credits="Wire") for outlet in "AB"]
    story = only(digest_of(a_story(*signed, an_article("C", 4))))
    assert (story.outlets, story.with_copies) == (2, 3)


def test_the_first_reporter_is_whom_the_story_names_and_later_ones_say_what_they_add():
    liar = an_article("A", 1, credits="B", adds=("a port",), novelty=0.5)
    first = an_article("B", 2, adds=("a ferry",), novelty=1.0)
    dull = an_article("C", 3, adds=("a gull",), novelty=0.1)
    row = replace(a_story(liar, first, dull), first_article_id=first.id, credited_outlet=None)
    story = only(digest_of(row))
    assert (story.first_outlet, [one.first for one in story.coverage]) == ("B", [False, True, False])
    assert [one.adds for one in story.coverage] == [("a port",), (), ()]


def test_a_copy_whose_original_is_in_no_story_of_the_day_is_not_lost():
    stray = an_article("Copyist", 5, original_id=999, copy_kind="wire")
    story = only(digest_of(a_story(an_article("A", 3), stray)))
    assert [copy.outlet for copy in story.coverage[0].copies] == ["Copyist"]


def test_an_hour_of_a_day_that_is_over_does_not_outweigh_outlets():
    late = a_story(an_article("A", 23.5), an_article("B", 23.5), id=1)
    early = a_story(*(an_article(outlet, 1) for outlet in "CDEFG"), id=2)
    assert [story.id for story in digest_of(late, early).stories] == [2, 1]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"hour": 22}, {"hour": 2}),
        ({"weight": 1.3}, {"weight": 0.7}),
    ],
    ids=["later", "of heavier sources"],
)
def test_among_equals_the_better_stands_first(better: dict, worse: dict):
    stories = [
        a_story(*(an_article(outlet, **{"hour": 8} | kind) for outlet in "AB"), id=number)
        for number, kind in enumerate([worse, better], 1)
    ]
    assert [story.id for story in digest_of(*stories).stories] == [2, 1]


def test_relevance_lets_a_story_in_and_moves_none():
    widely = a_story(*(an_article(outlet) for outlet in "ABC"), id=1, relevance=0.51)
    surely = a_story(an_article("A"), an_article("B"), id=2, relevance=1.0)
    off_topic = a_story(*(an_article(outlet) for outlet in "CDEFG"), id=3, relevance=0.49)
    digest = digest_of(surely, widely, off_topic)
    assert [story.id for story in digest.stories] == [1, 2]
    assert digest.totals.stories == 2


def test_a_story_of_yesterday_counts_by_what_is_new_today():
    yesterday = [an_article(outlet, -10) for outlet in "ABC"]
    running = a_story(*yesterday, an_article("D", 9, title="What is new"), id=1, lead=yesterday[0].id)
    fresh = a_story(an_article("A", 9), an_article("B", 9), id=2)
    digest = digest_of(running, fresh)
    assert [story.id for story in digest.stories] == [2, 1]
    story = digest.stories[1]
    assert (story.outlets, story.all_outlets, story.running) == (1, 4, True)
    assert story.headline == "What is new"
    assert (story.first_outlet, [each.earlier for each in story.coverage]) == ("A", [True, True, True, False])


def test_who_was_first_is_the_first_original():
    wire = an_article("Wire", 3)
    story = only(digest_of(a_story(wire, a_copy(wire, "Copyist", 3.5), an_article("B", 4))))
    assert [(each.outlet, each.first) for each in story.coverage] == [("Wire", True), ("B", False)]


def test_the_lead_is_quoted_from_the_storys_own_lead_article():
    one, two = an_article("A", 3, text="A first sentence stands here."), an_article("B", 4, text="Another stands here.")
    story = only(digest_of(a_story(one, two, lead=two.id)))
    assert (story.outlet, story.lead) == ("B", ("Another stands here.",))


def test_names_that_articles_are_about_stand_first_and_implied_ones_not_at_all():
    about = named("Meta", main=True)
    more = an_article("A", named=(about, named("Aside"), named("Implied", mentions=0)))
    story = only(digest_of(a_story(more, an_article("B", named=(named("Aside"), about)))))
    assert [(each.name, each.main) for each in story.names] == [("Meta", True), ("Aside", False)]


def test_an_aside_of_one_article_among_several_is_no_name_of_the_story():
    aside, about = named("Aside"), named("Meta", main=True)
    alone = only(digest_of(a_story(an_article("A", named=(about, aside)))))
    several = only(digest_of(a_story(an_article("A", named=(about, aside)), an_article("B"))))
    assert [each.name for each in alone.names] == ["Meta", "Aside"]
    assert [each.name for each in several.names] == ["Meta"]


def test_new_names_are_those_of_stories_that_are_shown():
    fresh = NewNameRow("Lantern", "model", "model:lantern", (1,), 2)
    hidden = NewNameRow("Elsewhere", None, None, (7,), 5)
    story = a_story(an_article("A", named=(replace(named("Lantern"), id="model:lantern"),)), an_article("B"))
    digest = digest_of(story, new_names=(fresh, hidden))
    assert [each.name.name for each in digest.new_names] == ["Lantern"]
    assert only(digest).names[0].new


def test_a_young_database_calls_no_name_new():
    fresh = NewNameRow("Lantern", "model", "model:lantern", (1,), 2)
    story = a_story(an_article("A", named=(replace(named("Lantern"), id="model:lantern"),)), an_article("B"))
    digest = digest_of(story, new_names=(fresh,), remembers=False)
    assert ([each.name.name for each in digest.new_names], digest.names_are_new) == (["Lantern"], False)
    assert not any(each.new for each in only(digest).names)


def said(words: str, speaker: str | None = "Dilys Roy") -> QuoteRow:
    return QuoteRow(words, speaker)


DELIGHT = said("We are incredibly excited and proud to share this amazing journey with you")
FIGURES = said("Forty harbours will steer 300 cranes with it before the winter is over")
PLAIN = said("The union agreed to a trial on two quays in the old harbour")


@pytest.mark.parametrize(
    ("first", "better"),
    [
        (DELIGHT, FIGURES),
        (PLAIN, FIGURES),
        (said("And that is why we think that it will be so in the end"), PLAIN),
        (said("The model reads long documents, it was released on Thursday"), PLAIN),  # the lead says so
    ],
    ids=["delight", "no figures", "hanging", "told already"],
)
def test_a_quotation_is_chosen_for_what_it_tells_not_for_being_first(first: QuoteRow, better: QuoteRow):
    for quotes in ((first, better), (better, first)):
        story = only(digest_of(a_story(an_article("A", quotes=quotes))))
        assert story.quote is not None
        assert story.quote.words == better.quote


def test_a_quotation_that_several_outlets_chose_is_taken():
    lone, shared = said("Nobody has asked the gulls of the old harbour yet"), said("The gulls were asked, said nothing")
    articles = [an_article("A", 3, quotes=(lone, shared)), an_article("B", 4, quotes=(shared,))]
    story = only(digest_of(a_story(*articles)))
    assert story.quote is not None
    assert (story.quote.words, story.quote.outlet) == (shared.quote, "A")


def test_a_quotation_needs_a_speaker_and_to_stand_alone():
    lone = QuoteRow("We were choosing between cold water and no water,", None)
    bit = QuoteRow("worried", "A spokesperson")
    good = QuoteRow("We were choosing between cold water and no water,", "Dilys Roy")
    story = only(digest_of(a_story(an_article("A", quotes=(lone, bit, good)))))
    assert story.quote is not None
    assert (story.quote.words, story.quote.speaker) == (good.quote.rstrip(","), "Dilys Roy")


def test_an_edit_is_told_with_what_the_outlet_said_of_it():
    notice = "Correction: it was eight to five."
    tail = "Reporting by the night desk"
    voted = "The council voted by {} in the end, after a long debate about the pool."
    later = voted.format("eight to five") + f"\n{notice}"
    edits = (
        EditRow(2, START, "silent", None, "One.", "Two."),
        EditRow(3, START, "correction", notice, voted.format("nine to four") + f"\n{tail}", later, frozenset({tail})),
        EditRow(4, START, "completed", None, later, later + "\nMore was read."),
    )
    digest = digest_of(a_story(an_article("A", edits=edits), an_article("B")))
    (change,) = digest.changes
    assert (change.edit.correction, change.edit.notice) == (True, notice)
    (passage,) = change.edit.passages
    assert [(each.fate.value, each.text) for each in passage] == [
        ("kept", "The council voted by"),
        ("removed", "nine"),
        ("added", "eight"),
        ("kept", "to"),
        ("removed", "four"),
        ("added", "five"),
        ("kept", "in the end, after a long debate …"),
    ]


def test_at_most_so_many_stories_are_shown_but_all_are_counted():
    stories = [a_story(an_article("A"), id=number) for number in range(5)]
    digest = digest_of(*stories, max_stories=3)
    assert (len(digest.brief), digest.totals.stories) == (3, 5)


def test_an_empty_day_is_a_digest_too():
    digest = digest_of()
    assert (digest.stories, digest.brief, digest.totals.articles, digest.reading_minutes) == ((), (), 0, 1)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [(DAY, "UTC", 24), (date(2026, 10, 25), "Europe/Berlin", 25), (date(2026, 3, 29), "Europe/Berlin", 23)],
)
def test_a_day_lasts_from_midnight_to_midnight_of_its_zone(day: date, zone: str, hours: int):
    start, end = day_bounds(day, zone)
    assert end - start == timedelta(hours=hours)
    assert start.utcoffset() == timedelta(0)


@given(st.permutations(range(6)))
def test_the_order_of_the_rows_does_not_matter(order: list[int]):
    stories = [
        a_story(*(an_article(outlet, 5 + n, id=100 * n + m) for m, outlet in enumerate("ABC"[: n % 3 + 1])), id=n)
        for n in range(6)
    ]
    assert digest_of(*(stories[n] for n in order)) == digest_of(*stories)
