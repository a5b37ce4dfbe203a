"""`newsdesk crawl`: poll sources and fetch new articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context

if TYPE_CHECKING:
    from newsdesk.jobs.report import Report


@click.command("crawl")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--due/--all", "only_due", default=True, help="What is due (the default), or every source.")
@pass_context
def crawl_command(context: Context, names: tuple[str, ...], only_due: bool) -> int:
    """Poll sources and fetch new articles; pages then wait for `newsdesk process`.

    Sources named with --source are polled whether due or not.
    """
    import asyncio

    from newsdesk.cli.progress import Progress
    from newsdesk.configuration import read_configuration, source_named
    from newsdesk.jobs.crawl import CrawlDeps, crawl
    from newsdesk.jobs.prepare import prepare
    from newsdesk.signals import stop_signals
    from newsdesk.wiring.crawling import open_crawl_deps
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.preparing import prepare_deps

    async def work(deps: CrawlDeps) -> Report:
        async with stop_signals() as stop:
            with Progress(shown=context.shows_progress) as progress:
                force = not only_due or bool(names)
                return await crawl(deps, names=names or None, force=force, stop=stop, on_progress=progress)

    configuration = read_configuration(context.loaded)
    for name in names:
        source_named(configuration.loaded, configuration.sources, name)
    with open_database(context.settings, create=True) as engine:
        prepare(prepare_deps(configuration, engine), context.clock())
        with open_crawl_deps(configuration, engine, context.clock) as deps:
            report = asyncio.run(work(deps))
    context.show(report)
    return report.exit_code
