"""From articles in the database to what is planned for whom, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from newsdesk.alerts.health import Measured
from newsdesk.alerts.schedule import HOUR
from newsdesk.digest.cut import rules_of
from newsdesk.jobs.alerts import AlertDeps, look
from newsdesk.settings.model import Settings
from newsdesk.settings.watching import Health, Kind, Recipient, Schedule, Watching, Watchlist
from storage.digests import record_digest
from storage.queries.deliveries import list_alerts, list_deliveries
from storage.schema.articles import revision
from storage.schema.stories import story, story_member
from storage.schema.tags import article_entity
from storage.transactions import reading, transact
from tests.newsdesk.alerts.situations import watchlist
from tests.storage.queries.test_read_digest import a_story, an_article, at

NOW = at(12)
ANNA = Recipient("anna", "mail", "anna@example.org")
BERT = Recipient("bert", "mail", "bert@example.org", digests=True)


class Desk:
    """A database with a story of one article, that was there before anybody watched."""

    def __init__(self, engine, *watchlists, measured=None):
        watching = Watching(watchlists or (watchlist(name="lanterns", recipients=()),), (ANNA, BERT))
        self.engine = engine
        self.deps = AlertDeps(
            engine, watching, ZoneInfo("UTC"), rules_of(Settings()), lambda *_: measured or Measured()
        )
        self.files(1, 1, "Lantern was old news.", hour=2)
        self.looks(at(3))

    def files(self, number, in_story, text, *, hour=11.0, outlets=1, **fields):
        def work(connection):
            if not connection.execute(story.select().where(story.c.id == in_story)).first():
                a_story(connection, in_story)
            connection.execute(update(story).where(story.c.id == in_story).values(outlets=outlets))
            an_article(connection, number, in_story, hour, text=text, **fields)

        transact(self.engine, work)

    def does(self, statement):
        transact(self.engine, lambda connection: connection.execute(statement))

    def looks(self, now=NOW):
        return look(self.deps, now)

    def alerts(self):
        with reading(self.engine) as connection:
            return list_alerts(connection)[::-1]

    def deliveries(self):
        with reading(self.engine) as connection:
            return [(one.recipient, one.subject) for one in list_deliveries(connection)[::-1]]


def lanterns(**given):
    return replace(watchlist(**given), recipients=("anna", "bert"))


def test_what_was_filed_before_anybody_watched_is_not_told(engine):
    desk = Desk(engine, lanterns())
    assert desk.alerts() == []


def test_a_matching_article_is_told_once_to_each_recipient(engine):
    desk = Desk(engine, lanterns())
    desk.files(2, 2, "Lantern is open.")
    desk.looks()
    desk.looks()
    desk.files(3, 2, "Lantern, told by another outlet.", outlet="Ember")
    desk.looks()
    assert [(one.kind, one.told) for one in desk.alerts()] == [("story", True)]
    assert desk.deliveries() == [("anna", "[lanterns] Story 2"), ("bert", "[lanterns] Story 2")]


def test_several_finds_of_one_look_are_one_message(engine):
    desk = Desk(engine, lanterns())
    for number in (2, 3, 4):
        desk.files(number, number, "Lantern is open.")
    desk.looks()
    assert [subject for _, subject in desk.deliveries()] == ["[lanterns] Story 2 and 2 more"] * 2


def test_an_hourly_watchlist_tells_at_the_full_hour(engine):
    desk = Desk(engine, lanterns(schedule=Schedule(HOUR)))
    desk.files(2, 2, "Lantern is open.")
    desk.looks(at(12.1))
    assert desk.deliveries() == []
    desk.looks(at(13))
    assert len(desk.deliveries()) == 2


def test_a_story_is_told_when_it_passes_the_threshold(engine):
    desk = Desk(engine, lanterns(min_outlets=2))
    desk.files(2, 2, "Lantern is open.")
    desk.looks()
    assert [(one.due_at, one.told) for one in desk.alerts()] == [(None, False)]
    desk.files(3, 2, "In other words.", outlet="Ember", outlets=2)
    desk.looks()
    assert [(one.why, one.told) for one in desk.alerts()] == [("2 outlets tell it", True)]


def test_a_story_that_was_merged_into_another_is_not_told_again(engine):
    desk = Desk(engine, lanterns())
    desk.files(2, 2, "Lantern is open.")
    desk.looks()
    desk.files(3, 3, "Something else.")
    desk.does(update(story).where(story.c.id == 2).values(merged_into=3))
    desk.does(update(story_member).where(story_member.c.article_id == 2).values(story_id=3))
    desk.files(4, 3, "More on Lantern.")
    desk.looks()
    assert len(desk.alerts()) == 1


def test_a_story_whose_told_article_was_moved_into_it_is_not_told_again(engine):
    desk = Desk(engine, lanterns())
    desk.files(2, 2, "Lantern is open.")
    desk.looks()
    desk.files(3, 3, "Something else.")
    desk.does(update(story_member).where(story_member.c.article_id == 2).values(story_id=3))
    desk.files(4, 3, "More on Lantern.")
    desk.looks()
    assert len(desk.alerts()) == 1


def test_an_edit_is_told_and_one_from_before_the_watch_is_not(engine):
    desk = Desk(engine, lanterns(tell=frozenset({Kind.CORRECTION})))
    row = {"title": "Story 1", "text": "Lantern.", "text_hash": b"x", "edited": "silent"}
    desk.does(insert(revision).values(article_id=1, number=2, seen_at=at(2.5), **row))
    desk.does(insert(revision).values(article_id=1, number=3, seen_at=at(11), **row))
    desk.looks()
    desk.looks()
    assert [(one.kind, one.why) for one in desk.alerts()] == [("correction", "edited without a notice")]


def test_the_first_mention_of_an_entity_is_told(engine):
    desk = Desk(engine, lanterns(query="entity:org:acme", tell=frozenset({Kind.FIRST_MENTION})))
    for number in (2, 3):
        desk.files(number, number, "Acme.")
        facts = {"salience": 0.5, "main": True, "mentions": 1, "implied": False, "dated_at": at(11)}
        desk.does(insert(article_entity).values(article_id=number, entity_id="org:acme", **facts))
        desk.looks()
    assert [(one.kind, one.headline) for one in desk.alerts()] == [("first_mention", "Title 2")]


def test_a_burst_about_an_entity_is_told_as_a_spike(engine):
    desk = Desk(engine, lanterns(query="entity:org:acme", tell=frozenset({Kind.SPIKE})))
    days = {number: at(-24 * number) for number in range(1, 50)}  # one a day for weeks
    facts = {"salience": 0.5, "main": True, "mentions": 1, "implied": False}
    for number, when in enumerate([*days.values(), *[at(11)] * 9], start=100):
        desk.files(number, number, "Acme.", dated_at=when)
        desk.does(insert(article_entity).values(article_id=number, entity_id="org:acme", dated_at=when, **facts))
    desk.looks()
    desk.looks()
    (found,) = desk.alerts()
    assert (found.kind, found.why) == ("spike", "9 articles on org:acme in 24 hours, about 1 expected")


def test_a_digest_is_planned_once_for_those_who_get_digests(engine):
    desk = Desk(engine, lanterns())
    day = at(0).date() - timedelta(days=1)
    for _ in range(2):
        transact(engine, lambda connection: record_digest(connection, day, [], {}, at(6)))
        desk.looks()
    assert desk.deliveries() == [("bert", "newsdesk daily, 2026-10-14")]


def test_newsdesk_itself_is_watched(engine):
    house = Watchlist("house", ("anna",), health=frozenset({Health.DISK}))
    desk = Desk(engine, house, measured=Measured(free=0.01))
    desk.looks()
    desk.looks()
    assert desk.deliveries() == [("anna", "[house] The disk is nearly full")]
    desk.looks(NOW + timedelta(days=1))
    assert len(desk.deliveries()) == 2


def test_a_watchlist_that_is_added_later_begins_then(engine):
    desk = Desk(engine, lanterns())
    desk.files(2, 2, "Ember is open.")
    desk.looks()
    both = Watching((lanterns(), replace(lanterns(query="ember"), name="embers")), (ANNA, BERT))
    desk.deps = replace(desk.deps, watching=both)
    desk.looks()
    assert desk.alerts() == []
    desk.files(3, 3, "Ember again.")
    desk.looks()
    assert [one.watchlist for one in desk.alerts()] == ["embers"]


@pytest.mark.parametrize("hours", [1, 60])
def test_the_report_counts(engine, hours):
    desk = Desk(engine, lanterns())
    desk.files(2, 2, "Lantern is open.", dated_at=(NOW - timedelta(hours=hours)).astimezone(UTC))
    report = desk.looks()
    assert report.lines() == (["alerts: 1 decided, 2 deliveries planned"] if hours == 1 else [])
