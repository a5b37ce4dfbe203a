"""The lines an outlet repeats are counted in rows, alike on every database."""

from sqlalchemy import Engine

from pipeline.extract.learned import DEFAULT_RULES, LearningRules, OutletMemory, counted, line_key
from pipeline.records import Article
from storage.outlet_lines import OutletLines, site_lines

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


def counted_in(
    engine: Engine, *articles: Article, rules: LearningRules = DEFAULT_RULES, lines: OutletLines | None = None
) -> None:
    lines = lines or OutletLines(engine, rules)
    with engine.begin() as connection:
        after = lines.count(connection, articles)
    lines.remember(after)


def test_an_outlet_not_met_before_has_taught_nothing(engine: Engine):
    with engine.connect() as connection:
        assert site_lines(connection, ["Outlet"]) == {"Outlet": OutletMemory()}


def test_rows_say_what_the_pure_counting_says(engine: Engine):
    pure = OutletMemory()
    for number in range(4):
        pure = counted(pure, an_article(number))
        counted_in(engine, an_article(number))
    with engine.connect() as connection:
        assert site_lines(connection, ["Outlet"]) == {"Outlet": pure}
    key = line_key(PROMO)
    assert key is not None
    assert pure.lines[key].seen == 4


def test_lines_counted_at_once_are_counted_as_one_after_the_other(engine: Engine):
    pure = OutletMemory()
    for number in range(4):
        pure = counted(pure, an_article(number))
    counted_in(engine, *(an_article(number) for number in range(4)))
    with engine.connect() as connection:
        assert site_lines(connection, ["Outlet"]) == {"Outlet": pure}


def test_outlets_are_kept_apart(engine: Engine):
    counted_in(engine, an_article(1, "One"), an_article(2, "Two"))
    with engine.connect() as connection:
        assert site_lines(connection, ["One"])["One"].articles == 1


def test_an_outlet_has_no_more_lines_than_the_rules_allow(engine: Engine):
    counted_in(engine, *(an_article(number) for number in range(6)), rules=LearningRules(most_lines=5))
    with engine.connect() as connection:
        assert len(site_lines(connection, ["Outlet"])["Outlet"].lines) == 5


def test_what_another_process_counted_is_not_lost(engine: Engine):
    ours = OutletLines(engine)
    counted_in(engine, an_article(0), lines=ours)
    counted_in(engine, an_article(1))
    counted_in(engine, an_article(2), lines=ours)
    with engine.connect() as connection:
        found = site_lines(connection, ["Outlet"])["Outlet"]
    key = line_key(PROMO)
    assert key is not None
    assert (found.articles, found.lines[key].seen) == (3, 3)
