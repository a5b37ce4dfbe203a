"""`newsdesk process`: pending pages become filed articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context

if TYPE_CHECKING:
    from newsdesk.jobs.report import Report


@click.command("process")
@pass_context
def process_command(context: Context) -> int:
    """Take every pending page through extraction, copies, stories and tags.

    Each page is finished exactly once: filed, or rejected with its reason. Safe to kill and to run again.
    """
    import asyncio

    from newsdesk.cli.progress import Progress
    from newsdesk.configuration import read_configuration
    from newsdesk.jobs.prepare import prepare
    from newsdesk.jobs.process import ProcessDeps, process
    from newsdesk.signals import stop_signals
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.preparing import prepare_deps
    from newsdesk.wiring.processing import open_process_deps

    async def work(deps: ProcessDeps) -> Report:
        async with stop_signals() as stop:
            with Progress(shown=context.shows_progress) as progress:
                return await asyncio.to_thread(process, deps, should_stop=stop.is_set, on_progress=progress)

    configuration = read_configuration(context.loaded)
    with open_database(context.settings, create=True) as engine:
        prepare(prepare_deps(configuration, engine), context.clock())
        with open_process_deps(configuration, engine, context.clock) as deps:
            report = asyncio.run(work(deps))
    context.show(report)
    return report.exit_code
