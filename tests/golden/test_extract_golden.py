"""Pages written for this project, each in a template seen in the wild, and what extraction makes of each field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import extract
from pipeline.records import Article, Page

FOLDER = Path(__file__).parent / "extract"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))


@cache
def wanted(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def found(name: str) -> Article:
    url = wanted(name)["url"]
    outcome = extract(
        Page(
            url=url,
            requested_url=url,
            source="golden",
            outlet=url.split("/")[2],
            fetched_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
            status=200,
            headers=(("content-type", "text/html"),),
            body=(FOLDER / f"{name}.html").read_bytes(),
        )
    )
    assert isinstance(outcome, Article), outcome
    return outcome


def stating(field: str) -> pytest.MarkDecorator:
    """Run a test on the pages whose answers name *field*."""
    return pytest.mark.parametrize("name", [name for name in NAMES if field in wanted(name)])


def test_there_are_twenty_five_pages():
    assert len(NAMES) == 25


@stating("title")
def test_title(name: str):
    assert found(name).title == wanted(name)["title"]


@stating("authors")
def test_authors(name: str):
    assert list(found(name).authors) == wanted(name)["authors"]


@stating("published_at")
def test_published_at(name: str):
    assert found(name).published_at == datetime.fromisoformat(wanted(name)["published_at"])


@stating("published_precision")
def test_published_precision(name: str):
    assert found(name).published_precision == wanted(name)["published_precision"]


@stating("updated_at")
def test_updated_at(name: str):
    assert found(name).updated_at == datetime.fromisoformat(wanted(name)["updated_at"])


@stating("text")
def test_text(name: str):
    assert found(name).text.split("\n") == wanted(name)["text"].split("\n")


@stating("markdown_has")
def test_markdown(name: str):
    for part in wanted(name)["markdown_has"]:
        assert part in (found(name).markdown or "")


@stating("summary")
def test_summary(name: str):
    assert found(name).summary == wanted(name)["summary"]


@stating("language")
def test_language(name: str):
    assert found(name).language == wanted(name)["language"]


@stating("section")
def test_section(name: str):
    assert found(name).section == wanted(name)["section"]


@stating("keywords")
def test_keywords(name: str):
    assert list(found(name).keywords) == wanted(name)["keywords"]


@stating("image_url")
def test_image_url(name: str):
    assert found(name).image_url == wanted(name)["image_url"]


@stating("canonical")
def test_url(name: str):
    assert found(name).url == wanted(name)["canonical"]


@stating("links")
def test_links(name: str):
    assert [link.url for link in found(name).links] == wanted(name)["links"]


@stating("original")
def test_original(name: str):
    original = found(name).original
    assert original is not None
    assert {"outlet": original.outlet, "url": original.url} == wanted(name)["original"]


@pytest.mark.parametrize("name", NAMES)
def test_paywalled(name: str):
    assert found(name).paywalled is wanted(name).get("paywalled", False)


@pytest.mark.parametrize("name", NAMES)
def test_partial(name: str):
    assert found(name).partial is wanted(name).get("partial", False)
