"""What is no article is rejected with its reason; a feed entry makes good what its page does not give."""

import pytest

from pipeline.extract import extract
from pipeline.records import Article, Page, Precision, Reason, Rejected
from tests.pipeline.extract.pages import NOW, PARAGRAPHS, TEXT, TITLE, an_entry, html, ld, page

HTML_TYPE = (("content-type", "text/html"),)


def reason(outcome: Article | Rejected) -> Reason | None:
    return outcome.reason if isinstance(outcome, Rejected) else None


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>>",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x7fELF\x02\x01\x01\x00\x00\x00",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
        bytes(range(256)) * 200,
    ],
    ids=["pdf", "png", "elf", "zip", "bytes"],
)
def test_binaries_labelled_html_are_not_html(body: bytes):
    assert reason(extract(page(body, headers=HTML_TYPE))) is Reason.NOT_HTML


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "video/mp4", "text/plain", "x/y"])
def test_other_types_are_not_html(kind: str):
    assert reason(extract(page(html(), headers=(("content-type", kind),)))) is Reason.NOT_HTML


def test_a_page_without_a_type_is_looked_at():
    assert isinstance(extract(page(html(), headers=())), Article)


@pytest.mark.parametrize("status", [402, 403, 404, 410, 451, 500, 999])
def test_an_error_status_is_told(status: int):
    outcome = extract(page(html(), status=status))
    assert outcome == Rejected(Reason.HTTP_STATUS, str(status))


@pytest.mark.parametrize(
    "title",
    [
        "404 - Page not found",
        "Page not found",
        "Seite nicht gefunden",
        "This page could not be found",
        "Página no encontrada",
        "Page introuvable",
        "The article you are looking for does not exist",
        "Error 404",
    ],
)
def test_a_page_that_says_it_is_missing_is_a_soft_404(title: str):
    text = "<p>Sorry, we have looked everywhere for what you asked for. Try the search instead.</p>"
    assert reason(extract(page(html(text, title=title)))) is Reason.SOFT_404


def test_an_article_about_missing_pages_is_none():
    assert isinstance(extract(page(html(TEXT * 3, title="Page not found: a history of the error 404"))), Article)


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access denied",
        "Are you a robot?",
        "Before you continue",
        "Log in to continue",
        "We value your privacy",
        "Cookie-Einstellungen",
        "Zustimmung erforderlich",
    ],
)
def test_a_consent_or_log_in_page_is_a_wall(title: str):
    text = "<p>To go on we need your agreement, or proof that you are a person and not a machine.</p>"
    assert reason(extract(page(html(text, title=title)))) is Reason.WALL


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n\t ",
        "<html><body></body></html>",
        "<html><head><title>Outlet</title></head><body><div id=root></div><script>start()</script></body></html>",
        "<html><frameset cols=1><frame src=a.html></frameset></html>",
        html(text=""),
    ],
    ids=["nothing", "blanks", "no content", "script shell", "frameset", "only a headline"],
)
def test_an_empty_page_is_empty(body: str):
    assert reason(extract(page(body))) is Reason.EMPTY


def bare(body: str) -> str:
    return f"<html><head><title>Plans of the port</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Please enable JavaScript and cookies to go on</p>",
        "<h1>Let’s confirm you are human</h1><p>Complete the security check before continuing to the port.</p>",
        "<p>Veuillez activer JS et désactiver tout bloqueur de publicité</p>",
        "<p>Bitte deaktivieren Sie Ihren Adblocker, um weiterzulesen.</p>",
        "<p>We have detected unusual traffic from your network.</p>",
        "<p>Your browser is not supported. Please use a newer one.</p>",
        "<p>请启用JavaScript后继续访问本网站。如有疑问，请联系客服人员。</p>",
    ],
)
def test_a_short_page_with_the_words_of_a_wall_is_one(body: str):
    assert reason(extract(page(bare(body)))) is Reason.WALL


@pytest.mark.parametrize(
    "body",
    [
        "<div id=app></div><noscript>You need to turn on JavaScript to see this page.</noscript>",
        "<div>About Imprint Contact Careers Advertise Privacy Terms How the site works New features Press</div>",
        "<p>Loading…</p><noscript><p>This application is made of scripts. Nothing is shown.</p></noscript>",
    ],
)
def test_a_shell_has_no_text(body: str):
    assert reason(extract(page(bare(body)))) is Reason.EMPTY


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Access denied: how the port keeps out strangers",
            "Since May a card opens the gates, said the harbour master.",
        ),
        (
            "Are you a robot? Nine machines took the test",
            "Nine machines took the test in May, and four of them passed it.",
        ),
        ("The clerk and the clock", "“Just a moment” is what the clerk says forty times a day, and she means an hour."),
    ],
)
def test_a_short_article_may_begin_like_a_wall(title: str, text: str):
    head = '<meta property="article:published_time" content="2026-11-19T08:30:00Z">'
    assert isinstance(extract(page(html(f"<p>{text}</p>", title=title, head=head))), Article)


def test_a_list_of_articles_is_no_article():
    links = "".join(
        f'<p><a href="/{number}">Another headline of some length number {number}</a></p>' for number in range(40)
    )
    assert reason(extract(page(html(links, title="Technology news")))) is Reason.NOT_ARTICLE


def test_a_paywalled_page_is_flagged():
    head = ld({"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": "False"})
    outcome = extract(page(html(f"<p>{PARAGRAPHS[0]}</p>", head=head)))
    assert isinstance(outcome, Article)
    assert outcome.paywalled
    assert outcome.partial


def test_a_page_that_gives_nothing_becomes_a_partial_article_of_its_entry():
    entry = an_entry(summary="<p>The maker opened a plant.<script>alert(1)</script></p>", authors=("Ada Lovelace",))
    outcome = extract(page("<html><body><script>x()</script></body></html>", entry=entry))
    assert isinstance(outcome, Article)
    assert (outcome.title, outcome.text, outcome.partial) == (TITLE, "The maker opened a plant.", True)
    assert outcome.authors == ("Ada Lovelace",)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_stays_gone_although_the_feed_lists_it(status: int):
    assert reason(extract(page(html(), status=status, entry=an_entry()))) is Reason.HTTP_STATUS


def from_feed(body: str, **fields: object) -> Page:
    return page(body, headers=(), entry=an_entry(**fields), from_feed=True)


def test_an_entry_that_carries_the_text_is_an_article_by_itself():
    outcome = extract(from_feed(TEXT, content=TEXT, published_at=NOW))
    assert isinstance(outcome, Article)
    assert outcome.text.split("\n") == PARAGRAPHS
    assert outcome.published_at == NOW
    assert outcome.published_precision is Precision.MINUTE
    assert outcome.provenance["text"] == "feed"
    assert not outcome.partial


def test_an_entry_without_a_text_is_a_partial_article():
    outcome = extract(from_feed("", summary="A plant was opened."))
    assert isinstance(outcome, Article)
    assert (outcome.text, outcome.partial) == ("A plant was opened.", True)


def test_an_entry_without_a_title_is_none():
    assert reason(extract(from_feed("", title=None))) is Reason.EMPTY
