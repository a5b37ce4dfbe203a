"""What feeds say although their writers escaped too little, captioned photos, or listed the oldest first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import FeedLimits, with_escaped_ampersands

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = "https://outlet.example/feed.xml"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
CAPTION = "A crane stands over the old harbour in the rain, and gulls sit on its arm while the tide comes in."


def rss(*items):
    body = "".join(f"<item>{inner}</item>" for inner in items)
    return (
        f'<?xml version="1.0"?><rss version="2.0" {MEDIA}><channel><title>Wire</title>{body}</channel></rss>'.encode()
    )


def parsed(body, **limits):
    return parse_feed(
        body, url=AT, content_type="application/rss+xml", source="outlet", now=NOW, limits=FeedLimits(**limits)
    )


def test_bare_ampersands_are_read_as_written():
    (entry,) = parsed(
        rss(
            "<title>B&Q hires, AT&amp;T waits</title><link>https://outlet.example/a?id=1&lang=en&copy=3&reg=no</link>"
            "<description>Q&A on R&D at &lt;b&gt;H&M&lt;/b&gt;</description>"
        )
    ).entries
    assert (entry.title, entry.url) == (
        "B&Q hires, AT&T waits",
        "https://outlet.example/a?id=1&lang=en&copy=3&reg=no",
    )
    assert entry.summary == "Q&A on R&D at <b>H&M</b>"


def test_a_character_data_section_is_left_as_it_is():
    (entry,) = parsed(rss("<title><![CDATA[S&P 500 &amp; more]]></title><guid>1</guid>")).entries
    assert entry.title == "S&P 500 & more"


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        (b"a & b", b"a &amp; b"),
        (b"&nbsp;&#8217;&#x2019;&amp;", b"&nbsp;&#8217;&#x2019;&amp;"),
        (b"<![CDATA[a & b]]> & c", b"<![CDATA[a & b]]> &amp; c"),
        (b"x <![CDATA[cut & short", b"x <![CDATA[cut & short"),
    ],
)
def test_an_ampersand_that_begins_no_reference_is_escaped(written, escaped):
    assert with_escaped_ampersands(written) == escaped


@given(st.binary(max_size=200))
def test_escaping_twice_changes_nothing(body):
    once = with_escaped_ampersands(body)
    assert with_escaped_ampersands(once) == once


@pytest.mark.parametrize(
    "caption",
    [
        f"<media:description>{CAPTION}</media:description>",
        f'<media:content url="/a.jpg"><media:description type="plain">{CAPTION}</media:description></media:content>',
        f"<media:group><media:description>{CAPTION}</media:description></media:group>",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_caption_of_a_photo_is_neither_text_nor_summary(caption, is_first):
    told = "<description>The council voted.</description>"
    inner = caption + told if is_first else told + caption
    (entry,) = parsed(rss(f"<title>Vote</title><guid>1</guid>{inner}")).entries
    assert (entry.summary, entry.content) == ("The council voted.", None)


def test_the_description_of_a_video_is_its_summary_where_there_is_no_other():
    (entry,) = parsed(rss(f"<title>Talk</title><guid>1</guid><media:description>{CAPTION}</media:description>")).entries
    assert (entry.summary, entry.content) == (CAPTION, None)


def test_a_text_shorter_than_its_summary_is_not_the_whole():
    shorter = "<content:encoded>&lt;p&gt;In short.&lt;/p&gt;</content:encoded>"
    longer = f"<content:encoded>&lt;p&gt;{CAPTION}&lt;/p&gt;</content:encoded>"
    told = "<description>The council voted on Monday.</description>"
    one, other = parsed(rss(f"<guid>1</guid>{told}{shorter}", f"<guid>2</guid>{told}{longer}")).entries
    assert (one.content, other.content) == (None, f"<p>{CAPTION}</p>")


def dated(number):
    when = NOW - timedelta(days=10) + timedelta(minutes=number)
    return f"<title>{number}</title><guid>{number}</guid><pubDate>{format_datetime(when)}</pubDate>"


@pytest.mark.parametrize(
    "order",
    [list(range(30)), list(range(29, -1, -1)), [*range(15, 30), *range(15)]],
    ids=["oldest first", "newest first", "two runs"],
)
def test_of_a_list_that_is_too_long_the_newest_are_taken_and_the_others_counted(order):
    found = parsed(rss(*map(dated, order)), entries=10)
    assert [int(entry.guid) for entry in found.entries] == [number for number in order if number >= 20]
    assert (found.left_out, found.title) == (20, "Wire")


def test_without_dates_the_first_are_taken():
    found = parsed(rss(*(f"<guid>{number}</guid>" for number in range(5))), entries=3)
    assert [entry.guid for entry in found.entries] == ["0", "1", "2"]
    assert found.left_out == 2


def test_the_newest_of_a_json_feed_are_taken():
    items = [{"id": str(day), "date_published": f"2026-02-{day:02}T08:00:00Z"} for day in range(1, 9)]
    found = parsed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(), entries=3)
    assert [entry.guid for entry in found.entries] == ["6", "7", "8"]
    assert found.left_out == 5


ENCLOSED = '<enclosure url="/ep.mp3" length="9" type="audio/mpeg"/>'


@pytest.mark.parametrize(
    ("inner", "opened"),
    [
        (f"<guid>u-1</guid>{ENCLOSED}", "https://outlet.example/ep.mp3"),
        ("<guid>u-1</guid>", "https://outlet.example/show"),
        (f"<guid>u-1</guid><link>/1</link>{ENCLOSED}", None),
    ],
    ids=["enclosure", "homepage", "a page of its own"],
)
def test_an_item_without_a_page_names_what_can_be_opened(inner, opened):
    body = rss(f"<title>Episode</title>{inner}").replace(
        b"<item>", b"<link>https://outlet.example/show</link><item>", 1
    )
    (entry,) = parsed(body).entries
    assert entry.open_url == opened


def test_an_attachment_of_a_json_feed_can_be_opened():
    item = {"id": "7", "title": "Episode", "attachments": [{"url": "/7.mp3", "mime_type": "audio/mpeg"}]}
    body = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "/show", "items": [item]}
    (entry,) = parsed(json.dumps(body).encode()).entries
    assert (entry.url, entry.open_url) == (None, "https://outlet.example/7.mp3")
