"""The demonstration, taken twice, against what the newsroom knows to be true."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsdesk.demo.newsroom import bases_at, open_newsroom
from newsdesk.demo.truth import Lie, Truth
from newsdesk.demo.walk import NOON
from pipeline.canonical import canonical_url


@dataclass(frozen=True)
class Walked:
    """What a folder holds after two walks."""

    root: Path
    said: tuple[str, str]
    digests: tuple[bytes, bytes]
    truth: Truth

    def rows(self, query: str) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.root}/newsdesk.db?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def ids(self) -> dict[str, str]:
        """Canonical URL -> the article's id in the truth."""
        return {canonical_url(article.url): article.id for article in self.truth.articles}

    def stories(self) -> dict[int, set[str]]:
        known = self.ids()
        found = defaultdict(set)
        for url, story in self.rows("SELECT url, story_id FROM articles"):
            found[story].add(known.get(url, url))
        return found

    def story_of(self, article: str) -> set[str]:
        return next(members for members in self.stories().values() if article in members)


def take_the_walk(root: Path) -> str:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("NEWSDESK_")}
    done = subprocess.run(
        [sys.executable, "-m", "newsdesk", "demo", "--dir", str(root)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    root = tmp_path_factory.mktemp("demo")
    digest = root / "digests" / f"{NOON.date()}.html"
    first, before = take_the_walk(root), digest.read_bytes()
    second, after = take_the_walk(root), digest.read_bytes()
    ports = json.loads((root / "newsroom.json").read_text())["ports"]
    truth = open_newsroom(NOON, bases_at(ports), edited=True).truth()
    return Walked(root, (first, second), (before, after), truth)


def test_a_second_walk_adds_nothing_and_says_so(walked: Walked):
    assert "New rows since the last walk: 0 articles, 0 stories, 0 mentions." in walked.said[1]
    assert walked.digests[0] == walked.digests[1]


def test_every_article_that_can_be_read_is_there_once(walked: Walked):
    known = walked.ids()
    found = [known.get(url, url) for (url,) in walked.rows("SELECT url FROM articles")]
    assert len(found) == len(set(found))
    readable = {article.id for article in walked.truth.articles if article.readable}
    unreadable = {article.id for article in walked.truth.articles} - readable
    assert readable <= set(found) <= readable | unreadable


def test_every_wire_copy_lies_under_its_original_and_nothing_else_does(walked: Walked):
    known = walked.ids()
    found = {
        known[copied]: known[original]
        for copied, original in walked.rows(
            "SELECT a.url, b.url FROM articles a JOIN articles b ON b.id = a.duplicate_of"
        )
    }
    assert found == {article.id: article.copy_of for article in walked.truth.articles if article.copy_of}


def test_the_event_that_five_outlets_cover_is_one_story(walked: Walked):
    event = walked.truth.event("llama-lantern")
    assert walked.story_of("lantern-courier") == {article.id for article in event.articles}


def test_every_event_is_one_story_and_nothing_else_is_in_it(walked: Walked):
    read = set().union(*walked.stories().values())
    events = {event.id: read & {article.id for article in event.articles} for event in walked.truth.events}
    assert sorted(map(sorted, walked.stories().values())) == sorted(
        sorted(articles) for articles in events.values() if articles
    )


def test_a_new_event_is_linked_to_the_one_that_it_continues(walked: Walked):
    told = walked.stories()
    (event,) = (event for event in walked.truth.events if event.follows)
    (story,) = (story for story, articles in told.items() if event.first.id in articles)
    (followed,) = (story for story, articles in told.items() if walked.truth.event(event.follows).first.id in articles)
    assert walked.rows(f"SELECT follows FROM stories WHERE id = {story}") == [(followed,)]


def test_every_story_has_its_right_first_reporter(walked: Walked):
    known = walked.ids()
    told = walked.stories()
    found = walked.rows(
        "SELECT s.id, a.url, s.first_source FROM stories s JOIN articles a ON a.id = s.first_article_id "
        "WHERE s.merged_into IS NULL"
    )
    assert {story for story, _, _ in found} == set(told)
    for story, url, outlet in found:
        members = [walked.truth.article(article) for article in told[story]]
        first = min((one for one in members if one.copy_of is None), key=lambda one: one.published_at)
        assert (known[url], outlet) == (first.id, first.outlet)


def test_who_credits_another_and_states_an_earlier_time_does_not_head_the_story(walked: Walked):
    (liar,) = (article for article in walked.truth.articles if article.lie is Lie.CREDITS)
    first = walked.truth.event(liar.event).first
    assert [(first.title,)] == walked.rows(
        f"SELECT headline FROM stories s JOIN articles a ON a.story_id = s.id WHERE a.url = '{canonical_url(liar.url)}'"
    )


def test_outlets_that_print_copies_are_counted_apart_from_those_that_write(walked: Walked):
    told = walked.stories()
    for story, outlets, everyone in walked.rows("SELECT id, outlets, all_outlets FROM stories"):
        members = [walked.truth.article(article) for article in told.get(story, ())]
        if members:
            assert outlets == len({one.outlet for one in members if one.copy_of is None})
            assert everyone == len({one.outlet for one in members})


def test_who_says_that_another_was_first_credits_that_very_article(walked: Walked):
    known = walked.ids()
    found = {
        (known[crediting], known[credited])
        for crediting, credited in walked.rows(
            "SELECT a.url, b.url FROM credits JOIN articles a ON a.id = article_id "
            "JOIN articles b ON b.id = credited_article_id WHERE grade = 'first'"
        )
    }
    attributed = [article for article in walked.truth.articles if article.attribution]
    assert found == {(article.id, walked.truth.event(article.event).first.id) for article in attributed}


def test_a_stated_time_that_the_sighting_contradicts_is_doubted(walked: Walked):
    lies = {article.id: article.lie for article in walked.truth.articles if article.lie}
    assert set(lies.values()) == set(Lie)
    known = walked.ids()
    found = {
        known[url]: doubt
        for url, doubt in walked.rows("SELECT url, doubt FROM story_articles JOIN articles ON id = article_id")
    }
    told_by = {Lie.FUTURE: "after_seen", Lie.UNLISTED: "backdated", Lie.CREDITS: None}
    assert {article: found[article] for article in lies} == {article: told_by[lie] for article, lie in lies.items()}
    assert not {article for article, doubt in found.items() if doubt in told_by.values() and doubt} - set(lies)


def test_meta_msl_and_llama_are_tagged_where_they_stand(walked: Walked):
    known = walked.ids()
    surfaces = defaultdict(set)
    for url, entity, part, start, end, surface, title, text in walked.rows(
        "SELECT url, entity_id, part, start_at, end_at, surface, title, text "
        "FROM mentions JOIN articles ON id = article_id"
    ):
        assert (title if part == "title" else text)[start:end] == surface
        surfaces[known.get(url, url)].add((entity, surface))
    assert {("org:meta", "Meta"), ("org:msl", "MSL"), ("model:llama", "Llama")} <= {
        (entity, surface.partition(" ")[0]) for entity, surface in surfaces["lantern-courier"]
    }


def test_edits_are_kept_as_corrections_or_silent_changes(walked: Walked):
    known = walked.ids()
    found = {
        known[url]: edited
        for url, edited in walked.rows(
            "SELECT url, edited FROM revisions JOIN articles ON id = article_id WHERE edited IS NOT NULL"
        )
    }
    assert found == {
        "pool-beacon": "correction",
        "offline-courier": "correction",
        "pool-ledger": "silent",
        "lantern-wire": "silent",
    }


def test_the_digest_folds_copies_and_names_every_source(walked: Walked):
    page = walked.digests[0].decode()
    for article in walked.truth.event("llama-lantern").articles:
        assert article.url.split("?")[0].rstrip("/") in page
    assert page.count("also printed by") >= 1
