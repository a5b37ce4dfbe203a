"""No page hangs, kills or bloats a worker, and what is stored of it is text."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.extract import extract
from pipeline.records import Article, Page, Rejected
from pipeline.sandbox import MIB, Sandbox
from tests.pipeline.extract.pages import PARAGRAPHS, hostile, html, page

PAGES = hostile()
# the markup before the article swallows it, or makes the page too large to be parsed
WITHOUT_ARTICLE = {
    "200,000 nested divs",
    "40,000 nested divs",
    "50,000 unclosed inline elements",
    "table of 100,000 rows",
    "text of 8 MB without a blank",
    "paragraph of 8 MB",
    "runs of less-than",
    "unclosed script",
    "200,000 links",
    "15,000 links",
    "element with 100,000 attributes",
    "200,000 br",
    "tables in lists in quotes",
    "title of 4 MB",
    "script of 4 MB of strings",
    "script with one long string",
    "noise",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1, preload=("pipeline.extract",), max_tasks=8) as opened:
        yield opened


def extract_and_weigh(fetched: Page) -> tuple[Article | Rejected, int]:
    return extract(fetched), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_settled_within_a_workers_limits(sandbox: Sandbox, name: str):
    outcome, peak_bytes = sandbox.run(extract_and_weigh, page(PAGES[name]), cpu_limit=timedelta(seconds=10))
    assert peak_bytes < 512 * MIB
    if isinstance(outcome, Article):
        assert max(map(len, outcome.text.split("\n"))) <= 50_000
        assert len(outcome.title) <= 1000
        assert "\x00" not in outcome.text
    if name not in WITHOUT_ARTICLE:
        assert isinstance(outcome, Article)


@pytest.mark.parametrize("name", ["JSON-LD with broken quotes", "unclosed comment", "5,000 metas", "huge doctype"])
def test_a_good_article_survives_the_rubbish_around_it(name: str):
    outcome = extract(page(PAGES[name]))
    assert isinstance(outcome, Article)
    assert outcome.text.split("\n") == PARAGRAPHS


def test_the_next_page_finds_the_worker_as_it_was(sandbox: Sandbox):
    assert isinstance(sandbox.run(extract, page(html())), Article)
