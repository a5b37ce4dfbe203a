"""The lines an outlet repeats are counted in rows, alike on every database."""

from sqlalchemy import Engine

from pipeline.extract.learned import LearningRules, SiteLines, counted, line_key
from pipeline.records import Article
from storage.learned import count_lines, site_lines

PROMO = "Our reporters have followed this trade for twenty years."


def an_article(number: int, outlet: str = "Outlet") -> Article:
    own = [
        f"{word} number{chr(97 + number)} is told here at some length and in words of its own"
        for word in ("This", "That")
    ]
    return Article(
        url=f"https://outlet.example/{number}",
        title=f"Article {number}",
        text="\n".join([own[0], PROMO, own[1]]),
        outlet=outlet,
        source="outlet",
    )


def test_an_outlet_not_met_before_has_taught_nothing(engine: Engine):
    with engine.connect() as connection:
        assert site_lines(connection, "Outlet") == SiteLines()


def test_rows_say_what_the_pure_counting_says(engine: Engine):
    pure = SiteLines()
    for number in range(4):
        pure = counted(pure, an_article(number))
        with engine.begin() as connection:
            count_lines(connection, an_article(number))
    with engine.connect() as connection:
        assert site_lines(connection, "Outlet") == pure
    key = line_key(PROMO)
    assert key is not None
    assert pure.lines[key].seen == 4


def test_outlets_are_kept_apart(engine: Engine):
    with engine.begin() as connection:
        count_lines(connection, an_article(1, "One"))
        count_lines(connection, an_article(2, "Two"))
        assert site_lines(connection, "One").articles == 1


def test_an_outlet_has_no_more_lines_than_the_rules_allow(engine: Engine):
    with engine.begin() as connection:
        for number in range(6):
            count_lines(connection, an_article(number), LearningRules(most_lines=5))
        assert len(site_lines(connection, "Outlet").lines) == 5
