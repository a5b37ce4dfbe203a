"""`newsdesk crawl`: poll sources and fetch new articles."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.command()
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--due/--all", "only_due", default=True, help="What is due (the default), or every source.")
@pass_context
def crawl(context: Context, names: tuple[str, ...], only_due: bool) -> int:
    """Poll sources and fetch new articles; pages then wait for `newsdesk process`.

    Sources named with --source are polled whether due or not.
    """
    import asyncio

    from crawler.keeper import CrawlReport
    from newsdesk import rounds
    from newsdesk.cli.progress import Progress
    from newsdesk.signals import told_to_stop

    async def work() -> CrawlReport:
        async with told_to_stop() as stop:
            with Progress(shown=context.shows_progress) as progress:
                return await rounds.crawl(
                    house, names=names or None, everything=not only_due or bool(names), stop=stop, told=progress
                )

    with context.house as house:
        for name in names:
            house.source(name)
        report = asyncio.run(work())
    context.tell(report)
    return report.exit_code
