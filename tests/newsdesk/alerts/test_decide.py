"""What is told of new articles: once by story and kind, and later only what is new."""

from __future__ import annotations

from datetime import timedelta

from newsdesk.alerts.decide import Known, decide, growth_level
from newsdesk.alerts.index import WatchIndex
from newsdesk.alerts.spikes import Spike
from newsdesk.settings.watching import Kind
from pipeline.records import Bound, Modality, Part, ValueKind, Verdict
from storage.queries.facts import StatedValue, StoredFact
from storage.queries.watched import Told, WatchedEdit
from tests.newsdesk.alerts.situations import NOON, article, watchlist

ACME = "org:acme"
NOTHING = Known()


def told(lists, new, known=NOTHING, edited=()):
    return [
        (one.kind, one.subject, one.due_at is not None) for one in decide(WatchIndex(lists), new, edited, known, NOON)
    ]


def test_two_articles_of_one_story_are_told_as_one():
    assert told([watchlist()], [article(1), article(2)]) == [("story", "story:17", True)]


def test_each_watchlist_is_told_by_itself():
    lists = [watchlist(), watchlist("entity:org:acme", name="acmes")]
    found = decide(WatchIndex(lists), [article(entities={ACME: False})], [], NOTHING, NOON)
    assert [one.watchlist for one in found] == ["lanterns", "acmes"]


def test_a_story_that_was_told_is_not_told_again():
    known = Known(Told(stories={("lanterns", 17): 2}, followed={17: frozenset({"lanterns"})}))
    assert told([watchlist()], [article(story_outlets=3)], known) == []


def test_a_story_below_the_threshold_waits():
    assert told([watchlist(min_outlets=3)], [article(story_outlets=2)]) == [("story", "story:17", False)]


def test_a_story_that_waits_is_told_when_it_passes_even_by_an_article_that_does_not_match():
    lists = [watchlist(min_outlets=3)]
    known = Known(Told(frozenset({("lanterns", "story", "story:17")}), followed={17: frozenset({"lanterns"})}))
    other = article(2, title="Something else", text="In other words.", story_outlets=3)
    assert told(lists, [other], known) == [("story", "story:17", True)]


def test_a_slow_story_does_not_pass_a_threshold_of_velocity():
    lists = [watchlist(min_velocity=2.0)]
    assert told(lists, [article(velocity=1.9)]) == [("story", "story:17", False)]
    assert told(lists, [article(velocity=2.0)]) == [("story", "story:17", True)]


def test_growth_is_told_at_each_doubling():
    lists = [watchlist(tell=frozenset({Kind.GROWTH, Kind.STORY}))]
    known = Known(Told(stories={("lanterns", 17): 2}))
    assert told(lists, [article(story_outlets=4)], known) == []
    assert told(lists, [article(story_outlets=7)], known) == [("growth", "story:17/outlets:5", True)]
    assert told(lists, [article(story_outlets=23)], known) == [("growth", "story:17/outlets:20", True)]
    assert [growth_level(count) for count in (0, 4, 5, 9, 10, 39, 40)] == [0, 0, 5, 5, 10, 20, 40]


def test_an_old_article_is_no_news():
    assert told([watchlist()], [article(dated_at=NOON - timedelta(days=3))]) == []
    assert told([watchlist(max_age=timedelta(days=4))], [article(dated_at=NOON - timedelta(days=3))]) != []


def test_the_first_article_ever_that_names_an_entity_is_told():
    lists = [watchlist("entity:org:acme", tell=frozenset({Kind.FIRST_MENTION}))]
    named = article(5, entities={ACME: False})
    assert told(lists, [named], Known(first_mentions={ACME: 5})) == [("first_mention", ACME, True)]
    assert told(lists, [named], Known(first_mentions={ACME: 2})) == []


def test_a_spike_is_told_once_in_its_days():
    lists = [watchlist("entity:org:acme", tell=frozenset({Kind.SPIKE}))]
    named = article(entities={ACME: False})
    spiking = {ACME: Spike(40, 6.0)}
    (found,) = decide(WatchIndex(lists), [named, article(2, entities={ACME: False})], [], Known(spikes=spiking), NOON)
    assert found.why == "40 articles on org:acme in 24 hours, about 6 expected"
    told_an_hour_ago = Known(spikes=spiking, last_spike={("lanterns", ACME): NOON - timedelta(hours=1)})
    assert told(lists, [named], told_an_hour_ago) == []
    told_last_week = Known(spikes=spiking, last_spike={("lanterns", ACME): NOON - timedelta(days=4)})
    assert len(told(lists, [named], told_last_week)) == 1


def test_an_edit_is_told_with_its_notice_or_that_there_was_none():
    lists = [watchlist(tell=frozenset({Kind.CORRECTION}))]
    edits = (
        WatchedEdit(2, "silent", None, NOON),
        WatchedEdit(3, "correction", "An earlier version misstated the price.", NOON),
    )
    found = decide(WatchIndex(lists), [], [article(9, edits=edits)], NOTHING, NOON)
    assert [(one.subject, one.why) for one in found] == [
        ("article:9/revision:2", "edited without a notice"),
        ("article:9/revision:3", "corrected: An earlier version misstated the price."),
    ]


def test_an_edit_is_nothing_to_a_watchlist_that_does_not_tell_edits():
    edited = article(9, edits=(WatchedEdit(2, "silent", None, NOON),))
    assert told([watchlist()], [], edited=[edited]) == []


def test_a_new_name_in_a_matching_article_is_told_once():
    lists = [watchlist(tell=frozenset({Kind.NEW_NAME}))]
    named = [article(1, new_names=(("orchid 2", "Orchid 2"),)), article(2, new_names=(("orchid 2", "Orchid 2"),))]
    assert told(lists, named) == [("new_name", "name:orchid 2", True)]


def a_fact(*said, verdict=Verdict.DIFFERS, disputed=False):
    stated = tuple(
        StatedValue(
            number, outlet, f"https://wire.example/{number}", NOON, outlet, Part.TEXT, 0, 3, value, f"It was {value}.",
            0, value, Bound.EXACT, Modality.ASSERTED, None, False,
        )
        for number, outlet, value in said
    )  # fmt: skip
    return StoredFact(17, 1, ValueKind.MONEY, verdict, disputed, len(said), 0, stated)


def test_a_value_on_which_sources_differ_is_told_once_with_who_says_what():
    lists = [watchlist(tell=frozenset({Kind.FACT}))]
    known = Known(contested={17: [a_fact((1, "Wire", "$400m"), (2, "Ledger", "$300m"))]})
    (found,) = decide(WatchIndex(lists), [article(2), article(1), article(3)], [], known, NOON)
    assert found.subject == "story:17/money:$300m|$400m"
    assert found.why == "sources differ: $400m (Wire), $300m (Ledger)"


def test_a_value_that_changed_is_told_with_the_newest_first():
    lists = [watchlist(tell=frozenset({Kind.FACT}))]
    known = Known(contested={17: [a_fact((1, "Wire", "12 dead"), (2, "Wire", "14 dead"), verdict=Verdict.UPDATED)]})
    (found,) = decide(WatchIndex(lists), [article(2)], [], known, NOON)
    assert found.why == "a value changed: 14 dead (Wire), before 12 dead (Wire)"


def test_an_old_difference_is_not_told_by_an_article_that_does_not_state_it():
    lists = [watchlist(tell=frozenset({Kind.FACT}))]
    known = Known(contested={17: [a_fact((1, "Wire", "$400m"), (2, "Ledger", "$300m"))]})
    assert told(lists, [article(3)], known) == []
