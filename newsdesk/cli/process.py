"""`newsdesk process`: pages at rest become filed articles."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.command()
@pass_context
def process(context: Context) -> int:
    """Take every page at rest through extraction, copies, stories and tags.

    Each page settles exactly once: filed, or rejected with its reason. Safe to kill and to run again.
    """
    import asyncio

    from newsdesk import rounds
    from newsdesk.cli.progress import Progress
    from newsdesk.signals import told_to_stop

    async def work() -> rounds.ProcessReport:
        async with told_to_stop() as stop:
            with Progress(shown=context.shows_progress) as progress:
                return await rounds.process(house, stop=stop, told=progress)

    with context.house as house:
        report = asyncio.run(work())
    context.tell(report)
    return 0 if report.ok else 1
