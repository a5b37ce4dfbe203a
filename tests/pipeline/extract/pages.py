"""Pages for the extraction tests: one good article, and what broken or hostile servers make of it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

from pipeline.records import FeedEntry, Page

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://outlet.example/2026/11/19/maker-opens-plant"
TITLE = "Maker opens plant for neural chips"
PARAGRAPHS = [
    "The maker of neural chips opened its second plant on Thursday, a year earlier than it had announced.",
    "Two hundred people will work there from the spring on, and the first chips are to leave it in the summer.",
    "The mayor called the day a good one for the city, although the water for the plant is still disputed.",
    "A third plant has been planned for years, but the company does not want to say where it is to stand.",
]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(
    body: bytes | str, *, url: str = URL, headers: tuple[tuple[str, str], ...] | None = None, **fields: object
) -> Page:
    """Return a page as fetched; *headers* default to HTML in UTF-8."""
    return Page(
        url=url,
        requested_url=url,
        source="outlet",
        outlet="The Outlet",
        fetched_at=NOW,
        status=fields.pop("status", 200),  # type: ignore[arg-type] # tests pass an int
        headers=headers if headers is not None else (("content-type", "text/html; charset=utf-8"),),
        body=body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"),
        **fields,  # type: ignore[arg-type] # what is left are fields of Page
    )


def html(text: str = TEXT, head: str = "", title: str = TITLE) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | The Outlet</title>{head}</head>'
        f"<body><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    )


def ld(data: object) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


def an_entry(**fields: object) -> FeedEntry:
    values: dict[str, object] = {"source": "outlet", "url": URL, "title": TITLE, "published_at": NOW} | fields
    return FeedEntry(**values)  # type: ignore[arg-type] # tests pass what the fields want


def hostile() -> dict[str, str | bytes]:
    """Return name -> body of pages that try to take time or memory; all hold a good article as well."""
    noise = random.Random(1).randbytes(1_000_000)
    article = html()
    return {
        "200,000 nested divs": html("<div>" * 200_000 + TEXT),
        "40,000 nested divs": html("<div>" * 40_000 + TEXT),
        "50,000 unclosed inline elements": html("<b><i><font>" * 16_000 + TEXT),
        "table of 100,000 rows": html("<table>" + "<tr><td>1</td><td>2</td></tr>" * 100_000 + "</table>" + TEXT),
        "table of 6,000 rows": html("<table>" + "<tr><td>1</td><td>2</td></tr>" * 6_000 + "</table>" + TEXT),
        "text of 8 MB without a blank": html(f"<p>{'x' * 8_000_000}</p>"),
        "text of 4.5 MB without a blank": html(f"<p>{'x' * 4_500_000}</p>"),
        "paragraph of 8 MB": html(f"<p>{'some words of it ' * 500_000}</p>"),
        "paragraph of 4.5 MB": html(f"<p>{'some words of it ' * 265_000}</p>"),
        "runs of blanks": html(TEXT + " " * 2_000_000 + "\n" * 2_000_000),
        "runs of less-than": html(TEXT + "<" * 2_000_000),
        "runs of ampersands": html(TEXT + "&" * 2_000_000),
        "unclosed comment": html(TEXT + "<!--" + "-" * 2_000_000),
        "unclosed script": html(TEXT + "<script>" + "if (a < b) " * 200_000),
        "huge doctype": "<!DOCTYPE " + "x" * 2_000_000 + ">" + article,
        "JSON-LD 100,000 levels deep": html(head=ld('{"a":' * 100_000 + "1" + "}" * 100_000)),
        "JSON-LD lists 100,000 deep": html(head=ld("[" * 100_000 + "]" * 100_000)),
        "JSON-LD of 4 MB": html(head=ld({"@type": "NewsArticle", "headline": TITLE, "x": ["y" * 50] * 70_000})),
        "JSON-LD with broken quotes": html(
            head=ld('{"@type": "NewsArticle", "headline": "He said "no" and left"' * 3000)
        ),
        "5,000 blocks of JSON-LD": html(head=ld({"@type": "NewsArticle", "headline": TITLE}) * 5_000),
        "200,000 links": html("<a href='/x'>y</a> " * 200_000 + TEXT),
        "15,000 links": html("<a href='/x'>y</a> " * 15_000 + TEXT),
        "attribute of 4 MB": html(f"<p title='{'x' * 4_000_000}'>text</p>" + TEXT),
        "class of 4 MB": html(f"<p class='{'author date ' * 350_000}'>text</p>" + TEXT),
        "element with 100,000 attributes": html("<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">x</p>" + TEXT),
        "20,000 short paragraphs": html("<p>short one</p>" * 20_000 + TEXT),
        "200,000 br": html("<br>" * 200_000 + TEXT),
        "20,000 br": html("a<br>" * 20_000 + TEXT),
        "45,000 empty p": html("<p></p>" * 45_000 + TEXT),
        "tables in lists in quotes": html("<blockquote><ul><li><table><tr><td><b><i>x</i></b>" * 7_000 + TEXT),
        "5,000 headlines": html("<h1>Another headline</h1><p class=author>By Some Name</p>" * 5_000 + TEXT),
        "10,000 bylines": html("<div class='author byline'>By A B</div>" * 10_000 + TEXT),
        "15,000 dates": html("<time class=date>11.12.2025</time>" * 15_000 + TEXT),
        "5,000 metas": html(head="<meta name=author content='A B, C D and E F'>" * 5_000),
        "meta of 4 MB": html(head=f"<meta name=author content='{'A B, ' * 800_000}'>"),
        "title of 4 MB": html(title="T | " * 1_000_000),
        "script of 4 MB of strings": html(
            head="<script>x=" + json.dumps(["<p>y</p>" + "z" * 500] * 7_500) + "</script>", text=""
        ),
        "script with one long string": html(head='<script>x="' + "\\\\<p>" * 700_000 + "</script>", text=""),
        "noise": b"<html><body>" + noise + article.encode(),
        "punctuation": html(f"<p>{'. , ; : ! ? ' * 300_000}</p>" + TEXT),
        "dates in one line": html(f"<p>{'12. 3. 2024 ' * 300_000}</p>" + TEXT),
        "bullets in one byline": html(f"<p class=byline>{'By A B | ' * 300_000}</p>" + TEXT),
        "a's and dots": html(f"<p class=author>{'a@a.' * 20_000}!</p><p>{'a.a' * 50_000}</p>" + TEXT),
        "combining marks": html(f"<p>{'a' + chr(0x301) * 1_000_000}</p>" + TEXT),
        "entities": html("<p>" + "&#x1F600;&amp;" * 200_000 + "</p>" + TEXT),
    }
