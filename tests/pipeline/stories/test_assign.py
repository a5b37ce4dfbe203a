"""Coverage of one event is one story; another event is another; every decision says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.dates import event_dates
from pipeline.records import Article, CopyKind, CopyOf, EntityTag, Fingerprint, Prepared, StoryFeatures, Tags
from pipeline.stories.assign import assign
from pipeline.stories.features import story_features
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import Member
from pipeline.stories.rules import StoryRules

NOON = datetime(2026, 4, 9, 12, tzinfo=UTC)

LANTERN = "Meta opened the weights of Llama Lantern, a model for long documents, said Ada Quill in Dublin."
LANTERN_AGAIN = "Llama Lantern, whose weights Meta opened in Dublin, reads long documents, Ada Quill says."
FERRIES = "Mistral signed a contract with the ferry line Nordhavn for customs forms, people in Marseille say."


def an_article(text, *, at=NOON, entities=(), title=None, outlet="The Wire"):
    article = Article(url="", title=title or text[:50], text=text, outlet=outlet, source="wire", published_at=at)
    tags = Tags(entities=tuple(EntityTag(one, 0.9, main=True, mentions=5) for one in entities))
    return Prepared(article, tags, Fingerprint(b"", (), len(text.split())), story_features(article, tags))


class Shelf:
    """Stories in memory, all of them open."""

    def __init__(self):
        self.stories = StoryIndex()
        self.members = []

    def open(self):
        return self.stories

    def story_of(self, article_id):
        return next(member.story_id for member in self.members if member.article_id == article_id)

    def about(self, entities, since, until):
        return [
            member
            for member in self.members
            if since <= member.dated_at <= until and any(one in member.features.entities for one in entities)
        ]

    def add(self, prepared, at, copy=None, *, keep_open=True):
        placement = assign(prepared, copy, self, at)
        number = len(self.members) + 1
        story = placement.story_id or 100 + number
        member = Member(number, story, prepared.article.outlet, at, at, prepared.features, prepared.fingerprint.words)
        self.members.append(member)
        if keep_open:
            self.stories.put(member)
        return placement, story


def test_two_accounts_of_one_event_are_one_story_and_say_why():
    shelf = Shelf()
    _, first = shelf.add(an_article(LANTERN), NOON)
    placement, second = shelf.add(an_article(LANTERN_AGAIN), NOON + timedelta(hours=3))
    assert first == second
    assert "word: lantern" in placement.why


def test_another_event_is_another_story():
    shelf = Shelf()
    _, first = shelf.add(an_article(LANTERN), NOON)
    placement, second = shelf.add(an_article(FERRIES), NOON)
    assert first != second
    assert placement.story_id is None
    assert placement.why


def test_the_same_words_a_month_later_are_another_story():
    shelf = Shelf()
    _, first = shelf.add(an_article(LANTERN), NOON)
    _, second = shelf.add(an_article(LANTERN_AGAIN), NOON + timedelta(days=30))
    assert first != second


def test_a_copy_goes_where_its_original_is():
    shelf = Shelf()
    _, first = shelf.add(an_article(LANTERN), NOON)
    placement, _ = shelf.add(an_article(FERRIES), NOON, CopyOf(1, CopyKind.WIRE, 0.9))
    assert placement.story_id == first
    assert "wire of article 1" in placement.why[0]


def a_look_back(day):
    return an_article(
        f"Weeks ago, on {day}, everything changed for one company and nobody has said it plainly since.",
        at=NOON + timedelta(days=20),
        entities=("model:muse-spark", "org:meta"),
    )


def the_launch():
    text = "On April 8 the company showed what it had built, and the room was quiet for a while."
    return an_article(text, entities=("model:muse-spark", "org:meta"))


def test_a_late_account_of_the_same_event_joins_its_story_weeks_after_the_window_has_closed():
    shelf = Shelf()
    _, first = shelf.add(the_launch(), NOON, keep_open=False)
    placement, second = shelf.add(a_look_back("April 8"), NOON + timedelta(days=20))
    assert first == second
    assert placement.why[0] == "a late account of 2026-04-08"


def test_an_account_of_another_day_does_not():
    shelf = Shelf()
    _, first = shelf.add(the_launch(), NOON, keep_open=False)
    _, second = shelf.add(a_look_back("April 22"), NOON + timedelta(days=20))
    assert first != second


def test_a_headline_finds_a_compound_that_another_writes_apart():
    found = story_features(
        Article(url="", title="Google adds add-ons to Docs", text="", outlet="", source="wire"), Tags()
    )
    assert {"add-on", "on", "add"} & found.words.keys() == {"add-on", "add"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It began on April 8.", [date(2026, 4, 8)]),
        ("It began on 8 April 2025.", [date(2025, 4, 8)]),
        ("It began on 2026-03-31, a Tuesday.", [date(2026, 3, 31)]),
        ("It began on December 30.", [date(2025, 12, 30)]),
        ("It will begin on April 30, 2026.", []),
        ("On February 31 nothing began.", []),
    ],
)
def test_days_are_read_as_their_text_means_them(text, expected):
    assert list(event_dates(text, date(2026, 4, 9))) == expected


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcdef")), max_size=30))
def test_what_was_put_and_dropped_leaves_nothing_behind(steps):
    stories = StoryIndex()
    for number, (story, term) in enumerate(steps):
        stories.put(Member(number % 7, story, "o", NOON, NOON, StoryFeatures({term: 1.0, "x": 2.0}), 5))
    for number in range(7):
        stories.drop(number)
    assert len(stories) == 0
    assert stories.stories == {}
    wanted = stories.vectorize(StoryFeatures({"x": 1.0}))
    assert stories.candidates(wanted.ids, wanted.weights, 5) == []
    stories.evict_before(NOON)
    assert len(stories.vocabulary) == 0


def test_a_new_event_days_later_follows_the_story_that_it_is_nearly_like():
    shelf = Shelf()
    text = "Brussels proposed a one-page label for models, with twelve boxes on energy and data."
    _, story = shelf.add(an_article(text, entities=("org:eu",)), NOON)
    at = NOON + timedelta(hours=47)
    text = "Brussels gave all four more weeks: its consultation on the label drew replies by the thousand."
    later = an_article(text, at=at, entities=("org:eu",), outlet="The Star")
    placement = assign(later, None, shelf, at, StoryRules(join=0.45))
    assert (placement.story_id, placement.follows_story_id) == (None, story)


def test_what_one_outlet_writes_day_by_day_is_not_one_event():
    shelf = Shelf()
    report = "Market minute: the index closed up {} per cent on {} in quiet trade, dealers in the city say."
    stories = set()
    for day, name in enumerate(["Monday", "Tuesday", "Wednesday"]):
        at = NOON + timedelta(days=day)
        stories.add(shelf.add(an_article(report.format(day + 1.5, name), at=at), at)[1])
    assert len(stories) == 3
