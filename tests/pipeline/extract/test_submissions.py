"""Lines that aggregators add to entries are no text; what was submitted is the original."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.extract.submissions import without_submission
from pipeline.records import Article
from tests.pipeline.extract.pages import an_entry, page

OWN = "https://board.example/r/chips/7"
TOLD = "<p>The maker opened its plant, and told the board what it cost.</p>"


def a_board(link, subject="", gap="&#32; "):
    return (
        f'{TOLD} {gap}submitted by {gap}<a href="https://board.example/user/ada"> /u/ada </a>{subject} <br/> '
        f'<span><a href="{link}">[link]</a></span> {gap}<span><a href="{OWN}">[comments]</a></span>'
    )


def a_list(link):
    return (
        f'<p>Article URL: <a href="{link}">{link}</a></p><p>Comments URL: <a href="{OWN}">{OWN}</a></p>'
        f"<p>Points: 120</p><p># Comments: 31</p>"
    )


@pytest.mark.parametrize(
    ("markup", "rest", "url"),
    [
        (a_board("https://lab.example/paper"), TOLD, "https://lab.example/paper"),
        (a_board("https://lab.example/a?x=1&amp;y=2", gap=""), TOLD, "https://lab.example/a?x=1&y=2"),
        (
            a_board("https://lab.example/p", ' to <a href="https://board.example/r/ml"> r/ml </a>'),
            TOLD,
            "https://lab.example/p",
        ),
        (a_board(OWN), TOLD, None),
        (a_list("https://lab.example/paper"), "", "https://lab.example/paper"),
        (f'<a href="{OWN}">Comments</a>', "", None),
        ("<p>The bill was submitted by the minister.</p>", "<p>The bill was submitted by the minister.</p>", None),
        (
            '<p>See <a href="/c">comments</a> of the mayor.</p>',
            '<p>See <a href="/c">comments</a> of the mayor.</p>',
            None,
        ),
    ],
)
def test_the_lines_of_an_aggregator_go_and_what_was_submitted_is_known(markup, rest, url):
    found = without_submission(markup, OWN)
    assert (found.markup.strip(), found.url) == (rest, url)


def test_what_was_submitted_is_the_original_of_an_article_told_in_the_feeds_words():
    entry = an_entry(url=OWN, content=a_board("https://lab.example/paper"))
    article = extract(page(entry.content, url=OWN, entry=entry, from_feed=True))
    assert isinstance(article, Article)
    assert article.text == "The maker opened its plant, and told the board what it cost."
    assert article.original is not None
    assert article.original.url == "https://lab.example/paper"


def test_endless_beginnings_of_such_a_line_take_no_time():
    assert without_submission("submitted by " * 20_000 + "<span>" * 20_000, OWN).url is None
