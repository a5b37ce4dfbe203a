"""What of a list is left aside before anything is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.filters import filter_entries, is_on_subject
from pipeline.records import FeedEntry, Source, SourceKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIST = "https://outlet.example/news"


def kept(*paths, source=None, **facts):
    source = source or Source("outlet", LIST)
    entries = [FeedEntry("outlet", f"https://outlet.example{path}", **facts) for path in paths]
    found = filter_entries(entries, source, listed_at=LIST, oldest=NOW - timedelta(days=30))
    return [entry.url.removeprefix("https://outlet.example") for entry in found]


def test_only_paths_that_are_included_are_kept():
    source = Source("outlet", LIST, include=("/news/*", "/blog/*"))
    assert kept("/news/a", "/blog/b/c", "/jobs/d", source=source) == ["/news/a", "/blog/b/c"]


def test_paths_that_are_excluded_are_left_out_even_when_included():
    source = Source("outlet", LIST, include=("/news/*",), exclude=("/news/es/*",))
    assert kept("/news/a", "/news/es/a", source=source) == ["/news/a"]


@pytest.mark.parametrize(
    "dated", [{"published_at": NOW - timedelta(days=60)}, {"updated_at": NOW - timedelta(days=60)}]
)
def test_old_entries_are_left_out_by_whatever_date_they_have(dated):
    assert kept("/a", **dated) == []


def test_an_old_article_published_lately_or_undated_is_kept():
    assert kept("/a", published_at=NOW) == ["/a"]
    assert kept("/a") == ["/a"]


@pytest.mark.parametrize("path", ["/news", "/a/a/a/a", "/1/2/3/4/5/6/7/8/9/10/11/12/13", "/x?" + "a=1&" * 9])
def test_the_list_itself_and_traps_are_left_out(path):
    assert kept(path) == []


def test_a_source_that_is_one_article_lists_itself():
    assert kept("/news", source=Source("outlet", LIST, SourceKind.ARTICLE)) == ["/news"]


@pytest.mark.parametrize(
    ("title", "muted"),
    [
        ("Your HOROSCOPE for Monday", True),
        ("Black\u00a0Friday: chips at half price", True),
        ("Horoscopes are written by models now", False),
        ("Blackfriday", False),
        ("“Sponsored”: a lab pays", True),
        ("今日の占いはAIが書く", True),
        ("C++ compilers learn", True),
        ("C compilers learn", False),
        (None, False),
    ],
)
def test_entries_with_a_muted_word_in_their_title_are_left_out(title, muted):
    source = Source("outlet", LIST, mute=("horoscope", "black friday", "sponsored", "占い", "c++"))
    entry = FeedEntry(source="outlet", url="https://outlet.example/news/1", title=title)
    assert (list(filter_entries([entry], source, listed_at=LIST, oldest=NOW - timedelta(days=30))) == []) is muted


# --- subject -------------------------------------------------------------------------------------------

PAPER = Source("paper", "https://paper.example/news.xml", subject=("AI", "chatbot", "Nvidia", "人工智能"))


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("How AI came to the harbour", True),
        ("NVIDIA opens a school", True),
        ("Chatbots: what a chatbot may say", True),
        ("市议会讨论人工智能", True),
        ("I giovani ai margini della città", False),  # Italian "ai"
        ("Rain stops play in the second test", False),
        ("The air over the chatbotics lab", False),
        ("Paid leave for all", False),
    ],
)
def test_of_a_whole_newspaper_what_is_on_the_subject_is_taken(title, taken):
    assert is_on_subject(FeedEntry("paper", url="https://paper.example/1", title=title), PAPER) is taken


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/2026/nvidia-opens-a-school.html", True),
        ("/2026/why-ai-needs-water/", True),
        ("/2026/rain-stops-play-again", False),
        ("/2026/48291", True),  # it says nothing, so the page must be asked
        ("/", True),
    ],
)
def test_without_a_title_the_address_speaks_for_the_article(path, taken):
    assert is_on_subject(FeedEntry("paper", url=f"https://paper.example{path}"), PAPER) is taken


def test_a_source_without_a_subject_takes_everything():
    assert is_on_subject(FeedEntry("paper", url=None, title="Rain stops play"), replace(PAPER, subject=()))
