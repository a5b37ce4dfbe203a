"""Lines that an outlet repeats are learned from counts and left out, real sentences are not."""

from datetime import UTC, datetime

from pipeline.extract import NOTHING_LEARNED, SiteLines, counted, extract
from pipeline.records import Article, Page

PROMO = "Our reporters have followed this trade for twenty years, without sponsors and without fear."
NEW_PROMO = "A new season of our panel show begins in March, with guests from every part of the trade."
COMMENT = "The company did not respond to a request for comment before this was published."
SUBJECTS = ["chips", "courts", "robots", "search", "power", "labels", "speech", "drivers", "lenses", "weather"]


def a_page(subject: str, *lines: str) -> Page:
    paragraphs = [
        f"A new plan for {subject} was presented on Monday, and the people who work on {subject} were surprised by it.",
        f"Nobody had expected that {subject} would change so soon after last year's decision about their price.",
        *lines,
        f"What happens to {subject} now depends on a vote in the spring, according to two officials in the capital.",
        f"Engineers who build {subject} said that they would need at least another year to be ready for that.",
        f"Prices of {subject} fell on the news, and two of the largest makers said they would wait for the vote.",
    ]
    body = "".join(f"<p>{line}</p>" for line in paragraphs)
    html = f"<html><head><title>All about {subject}</title></head><body><article><h1>All about {subject}</h1>{body}"
    return Page(
        url=f"https://outlet.example/{subject}/1",
        requested_url=f"https://outlet.example/{subject}/1",
        source="outlet",
        outlet="Outlet",
        fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
        status=200,
        headers=(),
        body=f"{html}</article></body></html>".encode(),
    )


def read(page: Page, learned: SiteLines) -> Article:
    article = extract(page, learned)
    assert isinstance(article, Article)
    return article


def after(pages: list[Page], learned: SiteLines = NOTHING_LEARNED) -> SiteLines:
    for page in pages:
        learned = counted(learned, read(page, learned))
    return learned


def test_nothing_is_dropped_before_two_other_articles_had_the_line():
    learned = after([a_page("chips", PROMO)])
    assert PROMO in read(a_page("courts", PROMO), learned).text


def test_a_long_line_in_the_middle_is_dropped_once_it_has_stood_in_four_articles():
    learned = after([a_page(subject, PROMO) for subject in SUBJECTS[:4]])
    article = read(a_page("power", PROMO), learned)
    assert PROMO not in article.text
    assert article.dropped == (PROMO,)
