"""Entries of a list are told apart without a database: known, new, changed, or another source's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.canonical import url_key
from pipeline.records import FeedEntry
from storage.match_items import Holder, ItemKeys, KnownItems, StoredItem, keys_of, match, words_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://outlet.example/1"


def an_entry(number=1, **facts):
    return FeedEntry("outlet", **({"url": f"https://outlet.example/{number}", "title": f"Title {number}"} | facts))


def stored(**facts):
    return StoredItem(**({"id": 7, "guid": None, "url_key": url_key(URL), "title": "title 1"} | seen() | facts))


def seen(at=NOW - HOUR):
    return {"first_seen_at": at}


def matched(*entries, known=(), elsewhere=(), own=("outlet",)):
    items = KnownItems("outlet", NOW)
    for row in known:
        items.add(row)
    for holder in elsewhere:
        items.elsewhere[url_key(URL)].append(holder)
    return match(entries, keys_of(entries), items, lambda source, _url: source in own)


@given(st.lists(st.integers(1, 5), max_size=20))
def test_each_entry_is_new_once_however_often_a_list_has_it(numbers):
    found = matched(*(an_entry(number) for number in numbers))
    assert [one.entry.title for one in found.new] == [f"Title {number}" for number in dict.fromkeys(numbers)]
    assert found.known == found.changed == found.regained == ()


def kept(**facts):
    return stored(state="kept", updated_at=NOW - HOUR, **({"fetched_at": NOW - 2 * HOUR} | facts))


@pytest.mark.parametrize(
    ("row", "changed"),
    [
        (kept(), True),
        (kept(first_seen_at=NOW - timedelta(days=8)), False),  # too old to be edited
        (kept(fetched_at=NOW - HOUR / 2), False),  # fetched a moment ago
        (stored(state="wanted", updated_at=NOW - HOUR), False),  # it is fetched anyway
    ],
)
def test_an_item_is_fetched_again_when_it_says_that_it_changed(row, changed):
    found = matched(an_entry(updated_at=NOW), known=[row])
    assert [number for _, number in found.known] == [7]
    assert bool(found.changed) is changed


def test_an_address_that_another_source_has_is_not_fetched_unless_it_is_on_the_own_site():
    theirs = Holder(3, "wire")
    (new,) = matched(an_entry(), elsewhere=[theirs], own=()).new
    assert new.skip_reason() == "listed by wire before"
    (new,) = matched(an_entry(), elsewhere=[theirs], own=("outlet",)).new
    assert new.skip_reason() is None
    (new,) = matched(an_entry(), elsewhere=[theirs], own=("outlet", "wire")).new
    assert new.held_by == "wire"


def test_an_item_skipped_for_another_source_is_regained_once_that_source_has_it_no_more():
    row = stored(state="skipped", reason="listed by wire before")
    assert matched(an_entry(), known=[row], elsewhere=[Holder(3, "wire")], own=()).regained == ()
    ((entry, _, number),) = matched(an_entry(), known=[row]).regained
    assert (entry.title, number) == ("Title 1", 7)


def test_a_title_tells_an_item_only_where_there_is_no_address_and_for_a_week():
    words = an_entry(url=None, summary="What it says.")
    assert matched(words, known=[stored(url_key=None)]).new == ()
    assert len(matched(words, known=[stored(url_key=None, first_seen_at=NOW - timedelta(days=8))]).new) == 1
    assert len(matched(an_entry(2, title="Title 1"), known=[stored()]).new) == 1


def test_a_guid_that_the_whole_list_shares_tells_nothing_apart():
    keys = keys_of([an_entry(1, guid="all"), an_entry(2, guid="all"), an_entry(3, guid="own")])
    assert [key.guid for key in keys] == [None, None, "own"]
    assert isinstance(keys[0], ItemKeys)


CHANGES = "https://outlet.example/changelog"


def a_change(number, words, anchor="", **facts):
    said = {"guid": f"c{number}", "title": f"Change {number}", "summary": words, "url": CHANGES + anchor}
    return an_entry(**(said | facts))


@pytest.mark.parametrize("anchor", ["#{}", "#!/news/{}", ""])
def test_items_of_one_page_are_told_apart_by_guid_title_and_text(anchor):
    entries = [a_change(number, words, anchor.format(number)) for number, words in enumerate(("Batch.", "Speech."))]
    new = matched(*entries).new
    assert [(one.keys.url, one.skip_reason()) for one in new] == [(None, None), (None, None)]
    later = matched(*entries, known=[stored(guid="c0", url_key=None), stored(id=8, guid="c1", url_key=None)])
    assert (later.new, [number for _, number in later.known]) == ((), [7, 8])


@pytest.mark.parametrize(
    "second",
    [
        a_change(2, "Batch.", title="Change 2"),  # the same text
        a_change(2, "Speech.", title="Change 1"),  # the same title
        a_change(2, "Speech.", guid=None),
        a_change(2, None),
    ],
    ids=["text", "title", "no guid", "no text"],
)
def test_entries_of_one_page_that_share_more_than_the_address_are_one_item(second):
    (new,) = matched(a_change(1, "Batch."), second).new
    assert new.keys.url == CHANGES


def test_an_item_that_was_listed_beside_others_of_its_page_is_known_when_it_stands_alone():
    found = matched(a_change(1, "Batch."), known=[stored(guid="c1", url_key=None, title="change 1, at last")])
    assert [number for _, number in found.known] == [7]


@pytest.mark.parametrize(
    ("guid", "words", "is_new"),
    [("ep-2", "Of Mistral.", True), ("ep-2", "Of OpenAI.", False), (None, "Of Mistral.", False)],
    ids=["another episode", "a GUID that changes at every poll", "no guid"],
)
def test_items_without_an_address_share_a_title_and_are_others_by_guid_and_text(guid, words, is_new):
    first = an_entry(url=None, title="Daily brief", guid="ep-1", summary="Of OpenAI.")
    row = stored(guid="ep-1", url_key=None, title="daily brief", words=words_of(first))
    found = matched(an_entry(url=None, title="Daily brief", guid=guid, summary=words), known=[row])
    assert bool(found.new) is is_new


def test_a_headline_and_an_address_corrected_under_one_guid_are_one_item():
    row = stored(guid="wp-7", url_key="outlet.example/plant-open-in-oslo", title="plant open in oslo next year")
    found = matched(an_entry(2, guid="wp-7", title="Plant opens in Oslo next year"), known=[row])
    assert [number for _, number in found.known] == [7]
    assert len(matched(an_entry(2, guid="wp-7", title="Rates fall again"), known=[row]).new) == 1


@pytest.mark.parametrize(
    ("facts", "changed"),
    [
        ({"title": "Plant opens at last"}, True),
        ({"url": "https://outlet.example/1-corrected"}, True),
        ({}, False),
        ({"guid": "another", "title": "Plant opens at last"}, False),
    ],
    ids=["headline", "address", "neither", "another guid"],
)
def test_what_is_corrected_under_its_guid_is_fetched_again(facts, changed):
    row = kept(guid="wp-7", title="plant opens in may")
    found = matched(an_entry(**({"guid": "wp-7", "title": "Plant opens in May"} | facts)), known=[row])
    assert bool(found.changed) is changed


def test_the_text_is_looked_at_only_where_nothing_else_tells():
    def entry(number, **facts):
        return FeedEntry("outlet", **{"url": f"https://outlet.example/{number}", "content": f"Text {number}"} | facts)

    plain = [entry(1, title="One"), entry(2, title="Two")]
    assert [each.words for each in keys_of(plain)] == [None, None]
    for others in (
        [entry(1, title="One"), entry(1, title="Two")],  # one address
        [entry(1, title="Brief"), entry(2, title="Brief", url=None)],  # one title
    ):
        assert None not in [each.words for each in keys_of(others)]
