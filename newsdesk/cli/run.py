"""`newsdesk run`: one due round. What cron calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say

if TYPE_CHECKING:
    from newsdesk.jobs.registry import JobDeps
    from newsdesk.jobs.report import Report
    from storage.lead import Lead


@click.command()
@pass_context
def run(context: Context) -> int:
    """Crawl what is due, process it, and write the digest when its hour has come.

    While another round or a daemon works on the same database, this one leaves at once with exit code 0.
    """
    import asyncio

    from newsdesk.cli.progress import Progress
    from newsdesk.configuration import Configuration
    from newsdesk.jobs.prepare import prepare
    from newsdesk.jobs.round import run_round
    from newsdesk.leading import leading
    from newsdesk.signals import stop_signals
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.jobs import open_job_deps, take_the_lead
    from newsdesk.wiring.preparing import prepare_deps

    async def work(lead: Lead, deps: JobDeps) -> Report:
        async with stop_signals() as stop, leading(lead, stop, context.settings.daemon):
            with Progress(shown=context.shows_progress) as progress:
                return await run_round(deps, stop=stop, on_progress=progress)

    configuration = Configuration(context.loaded)
    with open_database(context.settings, create=True) as engine:
        prepare(prepare_deps(configuration, engine), context.clock())
        lead = take_the_lead(context.settings, engine, context.clock)
        if lead is None:
            if not context.quiet:
                say("another newsdesk works on this database; leaving it to that one", err=True)
            return 0
        try:
            with open_job_deps(configuration, engine, context.clock) as deps:
                report = asyncio.run(work(lead, deps))
        finally:
            lead.give_up()
    context.show(report)
    return report.exit_code
