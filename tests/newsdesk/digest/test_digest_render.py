"""The same digest in four formats: faithful, harmless and the same every time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import etree

from newsdesk.digest.model import (
    Change,
    Copy,
    Coverage,
    Digest,
    Earlier,
    Edit,
    Fate,
    Name,
    NewName,
    Quote,
    Score,
    Story,
    Totals,
    Words,
)
from newsdesk.digest.render import FORMATS, render

START = datetime(2026, 10, 15, tzinfo=UTC)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def a_story(**fields) -> Story:
    passage = (Words(Fate.KEPT, "the vote was"), Words(Fate.REMOVED, "nine to four"), Words(Fate.ADDED, "8-5"))
    correction = Edit(True, "Correction: the vote was eight to five.", at(13), (passage,))
    made = Story(
        id=7,
        headline="A model that reads archives",
        url="https://courier.example/lantern",
        outlet="Circuit Courier",
        lead=("The lab released the weights.", "It is free."),
        names=(Name("org:meta", "Meta", "organisation", main=True), Name(None, "Lantern", "model", new=True)),
        quote=Quote("People kept asking us for this", "A spokesperson", "Circuit Courier", "https://courier.example/q"),
        coverage=(
            Coverage("Beacon", "Hints of a model", "https://beacon.example/h", at(-10), earlier=True, first=True),
            Coverage(
                "Circuit Courier",
                "A model that reads archives",
                "https://courier.example/lantern",
                at(6),
                credits="Beacon",
                edit=correction,
                copies=(Copy("Star", "Archives read", "https://star.example/a", at(7), "wire"),),
            ),
        ),
        outlets=1,
        all_outlets=2,
        with_copies=3,
        first_outlet="Beacon",
        first_at=at(-10),
        follows=Earlier(3, "An older event"),
        score=Score(1.5, 0.9),
    )
    return replace(made, **fields)


def a_digest(*stories: Story, **fields) -> Digest:
    shown = stories or (a_story(),)
    made = Digest(
        title="newsdesk daily",
        day=date(2026, 10, 15),
        zone="Europe/Berlin",
        start=at(-2),
        end=at(22),
        stories=shown,
        brief=(a_story(id=8, headline="Alone", coverage=shown[0].coverage[-1:], all_outlets=1),),
        new_names=(NewName(Name(None, "Lantern", "model", new=True), 2, (7,)),),
        changes=tuple(Change(s.id, c, c.edit) for s in shown for c in s.coverage if c.edit),
        totals=Totals(4, 3, 2, 1),
        reading_minutes=2,
    )
    return replace(made, **fields)


HOSTILE = "<script>alert(1)</script> & \"quotes\" 'n' [a](javascript:x) `code` *b* \x00\x1b[31m ]]>"


def hostile_digest() -> Digest:
    coverage = Coverage(
        HOSTILE, HOSTILE, "javascript:alert(1)", at(6), authors=(HOSTILE,), credits=HOSTILE, adds=(HOSTILE,)
    )
    story = a_story(
        headline=HOSTILE,
        url="javascript:alert(1)",
        outlet=HOSTILE,
        lead=(HOSTILE,),
        names=(Name(None, HOSTILE, None),),
        quote=Quote(HOSTILE, HOSTILE, HOSTILE, "data:text/html,x"),
        coverage=(coverage,),
        follows=Earlier(1, HOSTILE),
        credited_outlet=HOSTILE,
    )
    return a_digest(story, title=HOSTILE)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_digest_gives_the_same_bytes(form: str):
    assert render(a_digest(), form) == render(a_digest(), form)
    assert render(a_digest(), form).endswith("\n")


@pytest.mark.parametrize("form", FORMATS)
def test_every_source_of_every_story_is_there_with_its_link(form: str):
    text = render(a_digest(), form)
    for coverage in a_story().coverage:
        assert coverage.outlet in text
        assert coverage.title in text
        assert coverage.url in text


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_copies_names_quotations_corrections_and_what_went_before_are_told(form: str):
    text = render(a_digest(), form)
    for told in ("Star", "Meta", "Lantern", "People kept asking us", "eight to five", "nine to four", "8-5", "Beacon"):
        assert told in text


@pytest.mark.parametrize("form", ["md", "html"])
def test_who_was_first_whom_each_credits_and_what_it_adds_are_told(form: str):
    told = [
        Coverage("Courier", "One", "https://courier.example/1", at(6), first=True),
        Coverage(
            "Star", "Two", "https://star.example/2", at(7), credits="Courier", adds=("40 ports", "“We shall see”")
        ),
        Coverage("Post", "Three", "https://post.example/3", at(8), credits="Wire", text_of="Wire"),
        Coverage("Echo", "Four", "https://echo.example/4", at(5), dated_back=True),
    ]
    story = a_story(
        coverage=tuple(told), outlets=4, all_outlets=4, with_copies=5, first_outlet="Courier", first_at=at(6)
    )
    text = render(a_digest(story), form)
    for words in ("4 independent outlets, 5 with copies", "first Courier, 08:00", "adds 40 ports; “We shall see”"):
        assert words in text
    for remark in ("credits Courier", "text of Wire", "dated back"):
        assert remark in text


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize(
    ("outlets", "words"),
    [
        (2, "first Beacon, 14 Oct 16:00; credited to The Ledger, not read here"),
        (1, "credited to The Ledger, not read here"),
    ],
)
def test_an_outlet_that_is_credited_and_not_read_is_told(form: str, outlets: int, words: str):
    story = a_story(all_outlets=outlets, credited_outlet="The Ledger")
    digest = a_digest(story) if outlets > 1 else a_digest(brief=(story,))
    assert words in render(digest, form)


def test_html_says_times_in_the_digests_zone():
    text = render(a_digest(), "html")
    assert '<time datetime="2026-10-15T06:00:00Z">08:00</time>' in text
    assert "14 Oct 16:00" in text


def test_html_holds_no_script_and_loads_nothing():
    tree = etree.HTML(render(hostile_digest(), "html"))
    assert not tree.xpath("//script | //img | //link | //iframe | //form | //@src | //@*[starts-with(name(), 'on')]")
    assert all(re.match("https?:|#story-[0-9]+$|#$", href) for href in tree.xpath("//@href"))


def test_html_shows_hostile_text_as_the_text_it_is():
    tree = etree.HTML(render(hostile_digest(), "html"))
    assert "<script>alert(1)</script> & \"quotes\" 'n'" in "".join(tree.xpath("//h2//text()"))


def test_atom_stays_well_formed_and_names_each_story_once():
    tree = etree.fromstring(render(hostile_digest(), "atom").encode())
    ids = tree.xpath("//a:entry/a:id/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert ids == ["urn:newsdesk:digest:2026-10-15:story:7", "urn:newsdesk:digest:2026-10-15:story:8"]


def test_markdown_takes_no_markup_from_outside():
    text = render(hostile_digest(), "md")
    assert "<script" not in text
    assert "[a](javascript" not in text
    assert "\x1b" not in text
    assert "<javascript:" not in text


def test_markdown_opens_no_heading_or_list_that_is_not_its_own():
    text = render(a_digest(a_story(lead=("# Not a heading", "1. no list"))), "md")
    assert "> \\# Not a heading" in text


def test_json_tells_why_a_story_stands_where_it_stands():
    found = json.loads(render(a_digest(), "json"))
    assert found["schema"] == 2
    assert found["stories"][0]["score"] == {"outlets": 1.5, "relevance": 0.9, "total": 1.5}
    assert found["stories"][0]["coverage"][1]["at"] == "2026-10-15T06:00:00Z"


@pytest.mark.parametrize("form", FORMATS)
def test_a_day_without_stories_says_so(form: str):
    empty = a_digest(stories=(), brief=(), new_names=(), changes=(), totals=Totals(0, 0, 0, 0))
    text = render(replace(empty, stories=()), form)
    assert form == "json" or "Nothing was reported" in text


def many(stories: int, reports: int = 2, **fields) -> Digest:
    """A digest of *stories* that several outlets tell, each with so many reports."""
    coverage = tuple(
        Coverage(f"Outlet {n}", f"Report {n} on it", f"https://o{n}.example/{n:040}", at(n % 20), first=not n)
        for n in range(reports)
    )
    told = {"url": coverage[0].url, "coverage": coverage, "outlets": reports}
    return a_digest(*(a_story(id=n, headline=f"Event {n}", **told) for n in range(stories)), **fields)


def test_headlines_stand_above_all_and_lead_to_their_stories():
    tree = etree.HTML(render(many(4), "html"))
    listed = tree.xpath("//a[starts-with(@href, '#')]")
    assert [(one.text, one.get("href")) for one in listed] == [(f"Event {n}", f"#story-{n}") for n in range(4)]
    assert all(tree.xpath(f"//*[@id='{one.get('href')[1:]}']") for one in listed)
    assert render(many(4), "md").index("1. Event 0 (") < render(many(4), "md").index("## 1.")
    assert not etree.HTML(render(many(2), "html")).xpath("//a[starts-with(@href, '#')]")


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_article_of_the_headline_is_not_told_twice(form: str):
    text = render(a_digest(brief=(), changes=()), form)
    assert text.count("A model that reads archives") == 1
    assert "above" in text


def test_mail_programs_find_styles_in_the_elements_and_tables_for_columns():
    tree = etree.HTML(render(a_digest(), "html"))
    assert tree.xpath("//body/@style")
    assert all(
        element.get("style")
        for element in tree.xpath("//p | //h1 | //h2 | //h3 | //h4 | //td[normalize-space(text())]")
    )
    assert not any(word in style for style in tree.xpath("//@style") for word in ("var(", "grid", "flex"))


@pytest.mark.parametrize(("stories", "reports", "brief"), [(30, 60, 0), (30, 2, 900), (400, 3, 0), (2, 2, 3)])
def test_html_stays_below_what_mail_programs_cut(stories: int, reports: int, brief: int):
    alone = tuple(a_story(id=1000 + n, headline=f"Alone {n}", all_outlets=1) for n in range(brief))
    digest = many(stories, reports, brief=alone)
    text = render(digest, "html")
    assert len(text.encode()) <= 100_000
    assert text.rstrip().endswith("</html>")
    assert "Event 0" in text
    assert "more report" in text or reports <= 40
    assert ("more stor" in text) is (stories + brief > 100)


def test_one_article_tells_one_story():
    assert "1 article from 1 outlet tells 1 story." in render(a_digest(totals=Totals(1, 1, 1, 0)), "md")


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize(("old", "heading"), [(True, "New today"), (False, "Not in the catalog")])
def test_names_are_called_new_only_by_a_database_that_can_know(form: str, old: bool, heading: str):
    text = render(a_digest(names_are_new=old), form)
    assert heading in text
    assert ("New today" in text) is old
