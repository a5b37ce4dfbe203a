"""The configuration that comes with newsdesk is right, and mistakes in one are told all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsdesk.admin.entities import add_entity, failed_sentences, failed_titles
from newsdesk.admin.query_terms import query_reader
from newsdesk.clock import utc_now
from newsdesk.settings.entities import read_catalog, read_topics
from newsdesk.settings.everything import problems_of
from newsdesk.settings.load import load
from newsdesk.settings.outlets import read_sites
from newsdesk.settings.sources import read_sources
from pipeline.errors import ConfigError
from pipeline.records import SourceKind
from pipeline.tag import Alias, Ambiguity, Entity

CONFIG = Path(__file__).parents[2] / "config"


def test_nothing_is_wrong_with_it():
    assert problems_of(CONFIG, query_reader(utc_now)) == []


def test_there_are_sources_of_every_category():
    sources = read_sources(CONFIG / "sources")
    assert len(sources) >= 60
    assert len({source.category for source in sources}) == 7


def test_there_are_topics():
    assert len(read_topics(CONFIG / "topics.toml")) >= 40


def test_every_sentence_of_the_catalog_is_tagged_as_it_says():
    failed, _ = failed_sentences(read_catalog(CONFIG / "entities"))
    assert failed == []


def test_every_sentence_of_the_topics_is_about_them_or_not_as_it_says():
    topics = read_topics(CONFIG / "topics.toml")
    failed, _ = failed_titles(read_catalog(CONFIG / "entities"), topics)
    assert failed == []


def test_topics_name_entities_types_and_kinds_that_there_are():
    catalog = read_catalog(CONFIG / "entities")
    there = {*catalog.entities, *(one.type.value for one in catalog.entities.values())}
    there |= {one.kind for one in catalog.entities.values() if one.kind}
    named = {key for topic in read_topics(CONFIG / "topics.toml") for key in topic.entities}
    assert named <= there


def test_every_mistake_in_the_sources_is_told_at_once(tmp_path):
    (tmp_path / "a.toml").write_text(
        '[[source]]\nname = "A B"\nurl = "ftp://x"\ncolour = 1\n[[source]]\nname = "b"\nurl = "https://b.example/f"\n'
    )
    (tmp_path / "b.toml").write_text('[[source]]\nname = "b"\nurl = "https://c.example/f"\n[other]\n')
    with pytest.raises(ConfigError) as told:
        read_sources(tmp_path)
    lines = str(told.value).splitlines()
    assert lines[0] == "5 problems in the configuration"
    assert all(any(part in line for line in lines) for part in ("A B", "ftp", "colour", "taken by", "other"))


def test_a_lab_with_an_ambiguous_name_is_added_only_if_its_sentences_hold(tmp_path):
    (tmp_path / "newsdesk.toml").write_text("")
    (tmp_path / "entities").mkdir()
    loaded = load(tmp_path, {})
    (tmp_path / "entities" / "labs.toml").write_text('[[entity]]\nid = "org:acme"\nname = "Acme"\naliases = ["Acme"]\n')
    yes, no = "Kestrel, an AI startup, raised money.", "A kestrel hovered; Kestrel is a bird."
    good = Alias("Kestrel", Ambiguity.WORD, ("AI|startup",), (), None, (yes,), (no,))
    path = add_entity(loaded, Entity("org:kestrel", "Kestrel", (good,), "lab"), "mine.toml")
    assert read_catalog(tmp_path / "entities").entities["org:kestrel"].aliases == (good,)
    before = path.read_text()
    bad = Alias("Merlin", Ambiguity.WORD, (), (), None, ("Merlin raised money.",))
    with pytest.raises(ConfigError, match="not found in: Merlin raised money"):
        add_entity(loaded, Entity("org:merlin", "Merlin", (bad,)), "mine.toml")
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('kind = "section"\nselector = "a["', "expected a CSS selector"),
        ('selector = "a"', "selector needs kind"),
        ('kind = "sitemap"\nfull_text = true', "full_text needs a feed"),
        ('include = ["https://outlet.example/ai"]', "expected patterns of a path"),
        ('language = "English"', "language"),
        ('speaks_for = ["https://b.example"]', "expected hosts such as outlet.example"),
        ('speaks_for = ["co.uk"]', "expected hosts such as outlet.example"),
        ("[source.expect]\nitems_a_day = 3", "unknown key"),
    ],
)
def test_a_key_that_cannot_work_is_told_before_the_first_poll(tmp_path, lines, says):
    (tmp_path / "a.toml").write_text(f'[[source]]\nname = "a"\nurl = "https://a.example/f"\n{lines}\n')
    with pytest.raises(ConfigError, match=says):
        read_sources(tmp_path)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('[[shared]]\nhost = "press.example"\n', "name: required"),
        ('[[shared]]\nhost = "https://press.example"\nname = "Press"\n', "host"),
        ('[[shared]]\nhost = "press.example"\nname = "Press"\npaths = ["/a"]\n', "paths"),
        ("[outlets]\n", "unknown key"),
    ],
)
def test_a_mistake_in_the_table_of_outlets_is_told_with_file_and_key(tmp_path, lines, says):
    (tmp_path / "outlets.toml").write_text(lines)
    with pytest.raises(ConfigError, match=says) as told:
        read_sites(tmp_path / "outlets.toml")
    assert str(tmp_path / "outlets.toml") in str(told.value)


def test_a_folder_without_a_table_of_outlets_has_the_one_that_comes_with_newsdesk(tmp_path):
    (tmp_path / "newsdesk.toml").write_text("")
    assert read_sites(*load(tmp_path, {}).outlet_files) == read_sites(CONFIG / "outlets.toml")


def test_every_source_of_the_catalog_says_when_it_was_checked_or_that_it_was_not():
    assert [source.name for source in read_sources(CONFIG / "sources") if source.checked is None] == []


def test_sitemaps_of_whole_newspapers_are_read_for_the_subject_only():
    whole = [
        source
        for source in read_sources(CONFIG / "sources")
        if source.enabled and source.kind is SourceKind.SITEMAP and source.category == "press"
    ]
    assert len(whole) >= 12
    assert [source.name for source in whole if not source.subject and not source.include] == []
