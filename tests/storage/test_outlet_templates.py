"""An outlet's templates are rows, alike on every database, and are learned with its lines."""

from dataclasses import replace

from sqlalchemy import Engine

from pipeline.extract.learned import OutletMemory, counted
from pipeline.extract.template import DEFAULT_TEMPLATE_RULES
from pipeline.records import Article, BlockCount, PageLayout
from storage.outlet_lines import OutletLines, site_lines
from tests.pipeline.extract.pages import NOW
from tests.storage.test_outlet_lines import an_article, counted_in


def laid_out(number: int, container: str = "main>div.story", *, agreed: bool | None = True) -> Article:
    blocks = {"p": BlockCount(5, 0), "div.share": BlockCount(0, 1)}
    return replace(an_article(number), layout=PageLayout(container, blocks, agreed, NOW))


def known(engine: Engine) -> OutletMemory:
    with engine.connect() as connection:
        return site_lines(connection, ["Outlet"])["Outlet"]


def test_rows_say_what_the_pure_learning_says(engine: Engine):
    pure = OutletMemory()
    for number, container in enumerate(["main>div.story", "main>div.review", "main>div.story"]):
        pure = counted(pure, laid_out(number, container))
        counted_in(engine, laid_out(number, container))
    assert known(engine) == pure
    assert [(one.container, one.pages) for one in pure.templates] == [("main>div.story", 2), ("main>div.review", 1)]
    assert pure.templates[0].checked_at == NOW


def test_templates_met_longest_ago_make_room(engine: Engine):
    for number in range(DEFAULT_TEMPLATE_RULES.most_templates + 2):
        counted_in(engine, laid_out(number, f"div.design{number}"))
    containers = [one.container for one in known(engine).templates]
    assert containers == ["div.design5", "div.design4", "div.design3", "div.design2"]


def test_another_process_reads_what_one_has_learned(engine: Engine):
    mine = OutletLines(engine)
    counted_in(engine, laid_out(1), laid_out(2), lines=mine)
    assert OutletLines(engine).of(["Outlet"])["Outlet"].templates == mine.of(["Outlet"])["Outlet"].templates
