"""Pages of a few sites are read by what is known of them."""

from __future__ import annotations

from pipeline.extract import extract
from pipeline.records import Article, Reason, Rejected
from tests.pipeline.extract.pages import an_entry, page

ASKED = "Which lathe do people keep at home, and how do they get it up the stairs? Mine weighs four hundred kilos."


def discussion(text: str) -> str:
    return (
        "<html><head><title>Ask: a lathe at home | Hacker News</title></head><body><center><table>"
        '<tr><td><span class="pagetop"><a href="news">Hacker News</a> <a href="newest">new</a> | past</span></td></tr>'
        '<tr><td><table class="fatitem"><tr><td class="title"><span class="titleline">Ask: a lathe at home</span>'
        '</td></tr><tr><td class="subtext">31 points by ada 3 hours ago | hide | 9 comments</td></tr>'
        f'<tr><td>{text}</td></tr></table><table class="comment-tree"><tr><td><div class="commtext">Sell it. It is too '
        "heavy for a house, and the neighbours will hear each turn of it.</div></td></tr></table></td></tr></table>"
        "</center></body></html>"
    )


def test_of_a_discussion_the_question_is_the_text():
    outcome = extract(
        page(discussion(f'<div class="toptext">{ASKED}</div>'), url="https://news.ycombinator.com/item?id=7")
    )
    assert isinstance(outcome, Article)
    assert outcome.text == ASKED
    assert outcome.provenance["text"] == "known site"


def test_a_discussion_of_a_link_has_no_text_but_its_entry():
    url = "https://news.ycombinator.com/item?id=8"
    assert extract(page(discussion(""), url=url)) == Rejected(Reason.EMPTY, "no text found")
    outcome = extract(page(discussion(""), url=url, entry=an_entry(summary="A lathe of 1950 is for sale in the port.")))
    assert isinstance(outcome, Article)
    assert outcome.text == "A lathe of 1950 is for sale in the port."


def test_release_notes_are_read_without_what_stands_around_them():
    body = (
        "<html><head><title>Release v2 · maker/lathe</title></head><body><main><h1>v2</h1><div>ada released this</div>"
        '<div class="markdown-body"><p>This is the second lathe.</p><ul><li>The lathe turns both ways.</li>'
        "<li>Oil is counted.</li></ul></div><div>Contributors ada and bob</div>"
        "<details><summary>Assets 2</summary>source.zip</details></main></body></html>"
    )
    outcome = extract(page(body, url="https://github.com/maker/lathe/releases/tag/v2"))
    assert isinstance(outcome, Article)
    assert outcome.text.split("\n") == ["This is the second lathe.", "The lathe turns both ways.", "Oil is counted."]
