"""What the newsroom says of itself agrees with what it prints."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsdesk.demo.newsroom import bases_at, open_newsroom
from newsdesk.demo.outlets import OUTLETS
from newsdesk.demo.truth import Truth

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return open_newsroom(NOON, bases_at({outlet.slug: 40_000 + n for n, outlet in enumerate(OUTLETS)})).truth()


def test_there_is_enough_to_tell_apart(truth: Truth):
    assert len({article.outlet for article in truth.articles}) >= 8
    assert len({article.published_at.date() for article in truth.articles}) >= 3
    assert len(truth.articles) == len({article.url for article in truth.articles}) >= 60


def test_every_article_belongs_to_one_event(truth: Truth):
    of_events = [article for event in truth.events for article in event.articles]
    assert sorted(of_events, key=lambda article: article.id) == sorted(truth.articles, key=lambda article: article.id)


def test_who_was_first_wrote_it_and_nobody_was_earlier(truth: Truth):
    for event in truth.events:
        assert event.first.copy_of is None
        assert event.first.published_at == min(article.published_at for article in event.articles)


def test_a_copy_is_later_than_its_original_in_the_same_event_and_shares_its_words(truth: Truth):
    copies = [article for article in truth.articles if article.copy_of]
    assert len(copies) >= 6
    for copy in copies:
        original = truth.article(copy.copy_of)
        assert original.event == copy.event
        assert original.published_at < copy.published_at
        assert original.outlet != copy.outlet
        shared = set(copy.text.split()) & set(original.text.split())
        assert len(shared) > 0.9 * len(set(copy.text.split()))


def test_the_same_event_is_told_in_several_outlets_own_words(truth: Truth):
    lantern = truth.event("llama-lantern")
    assert len({article.outlet for article in lantern.articles}) >= 5
    assert all(article.copy_of is None for article in lantern.articles)
    assert {"org:meta", "org:msl", "model:llama"} <= set(lantern.first.entities)


def test_a_follow_up_names_an_earlier_event(truth: Truth):
    follow_ups = [event for event in truth.events if event.follows]
    assert follow_ups
    for event in follow_ups:
        assert truth.event(event.follows).first.published_at < event.first.published_at


def test_who_is_credited_with_a_scoop_had_it_first(truth: Truth):
    crediting = [article for article in truth.articles if article.attribution]
    assert crediting
    for article in crediting:
        assert truth.event(article.event).first.outlet == article.attribution
        assert article.attribution in article.text


def test_the_daily_report_is_a_new_item_each_day_and_no_copy(truth: Truth):
    reports = [article for article in truth.articles if article.kind == "template"]
    assert len(reports) == 4
    assert len({article.event for article in reports}) == len({article.text for article in reports}) == 4


def test_what_cannot_be_read_is_marked(truth: Truth):
    unreadable = {article.id for article in truth.articles if not article.readable}
    assert unreadable == {"members-only", "gone-chips", "missing-story"}
