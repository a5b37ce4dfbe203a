"""Lines that an outlet repeats are learned from counts and left out, real sentences are not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.learned_lines import compared, made_up_outlet
from pipeline.extract import NOTHING_LEARNED, OutletMemory, counted, extract
from pipeline.extract.learned import LearningRules, LineCount, line_key
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


def read(page: Page, learned: OutletMemory) -> Article:
    article = extract(page, learned)
    assert isinstance(article, Article)
    return article


def after(pages: list[Page], learned: OutletMemory = NOTHING_LEARNED) -> OutletMemory:
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


def test_a_line_at_the_end_is_dropped_from_the_third_article_on():
    learned = after([with_tail("chips"), with_tail("courts")])
    article = read(with_tail("robots"), learned)
    assert article.dropped == (PROMO,)


def with_tail(subject: str) -> Page:
    page = a_page(subject)
    return replace(page, body=page.body.replace(b"</article>", f"<p>{PROMO}</p></article>".encode()))


def test_a_new_promotion_is_learned_after_the_old_one_has_gone():
    learned = after([a_page(subject, PROMO) for subject in SUBJECTS[:5]])
    learned = after([a_page(subject, NEW_PROMO) for subject in SUBJECTS[5:9]], learned)
    article = read(a_page("weather", NEW_PROMO), learned)
    assert article.dropped == (NEW_PROMO,)


def test_a_line_that_was_learned_wrongly_comes_back_when_most_articles_do_without_it():
    learned = after([a_page(subject, COMMENT) for subject in SUBJECTS[:4]])
    assert COMMENT not in read(a_page("power", COMMENT), learned).text
    learned = after([a_page(subject + kind) for kind in "ab" for subject in SUBJECTS], learned)
    assert COMMENT in read(a_page("glass", COMMENT), learned).text


def test_a_sentence_that_reporters_use_now_and_then_is_kept():
    pages = [
        a_page(f"{subject}{number}", *([COMMENT] if number % 2 else ())) for number in range(2) for subject in SUBJECTS
    ]
    learned = after([*pages[:3], pages[11], *pages[3:9], pages[12]])
    assert COMMENT in read(a_page("glass", COMMENT), learned).text


def test_a_redesign_is_forgotten_and_learned_anew():
    learned = after([with_tail(subject) for subject in SUBJECTS])
    redesigned = [a_page(subject + kind, NEW_PROMO) for kind in "abcdefghijklm" for subject in SUBJECTS]
    learned = after(redesigned, learned)
    key = line_key(PROMO)
    assert key not in learned.lines
    assert read(a_page("glass", NEW_PROMO), learned).dropped == (NEW_PROMO,)


def test_the_same_text_under_many_addresses_teaches_nothing():
    pages = [replace(a_page("chips"), url=f"https://outlet.example/chips/{number}") for number in range(6)]
    learned = after(pages)
    assert learned.articles == 1
    assert read(pages[0], learned).dropped == ()


def test_a_page_that_would_lose_most_of_its_text_loses_nothing():
    lines = {line: LineCount(line, 9, 1, 9) for line in read(a_page("chips"), NOTHING_LEARNED).text.split("\n")}
    learned = OutletMemory(9, {key: count for line, count in lines.items() if (key := line_key(line))})
    article = read(a_page("chips"), learned)
    assert article.dropped == ()


def test_a_repeated_heading_over_text_of_its_own_is_kept():
    def with_heading(subject: str) -> Page:
        page = a_page(subject)
        return replace(page, body=page.body.replace(b"<p>What happens", b"<h2>What is next</h2><p>What happens"))

    learned = after([with_heading(subject) for subject in SUBJECTS[:6]])
    assert "What is next" in read(with_heading("glass"), learned).text


def test_no_more_lines_are_kept_than_the_rules_allow():
    learned = NOTHING_LEARNED
    for subject in SUBJECTS:
        learned = counted(learned, read(a_page(subject, PROMO), learned), LearningRules(most_lines=12))
    assert len(learned.lines) == 12
    assert line_key(PROMO) in learned.lines


@pytest.mark.parametrize(
    ("one", "other"), [("Read in 3 minutes", "read in 12 Minutes!"), ("A  B", "a b."), ("Ä ö", "ä Ö")]
)
def test_spellings_of_one_line_share_a_key(one: str, other: str):
    assert line_key(one) == line_key(other)


@pytest.mark.parametrize("line", ["", "---", "12.03.2026 14:05", "* * *"])
def test_a_line_without_words_is_never_counted(line: str):
    assert line_key(line) is None


def test_a_hard_outlets_lines_are_learned_and_no_line_of_an_article_is_lost():
    plain, learning = compared(made_up_outlet(pages=40))
    assert learning.lost == []
    assert learning.precision > plain.precision + 0.1
