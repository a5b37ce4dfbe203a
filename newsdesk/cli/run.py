"""`newsdesk run`: one due round. What cron calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context

if TYPE_CHECKING:
    from storage.lead import Lead


@click.command()
@pass_context
def run(context: Context) -> int:
    """Crawl what is due, process it, and write the digest when its hour has come.

    While another round or a daemon works on the same database, this one leaves at once with exit code 0.
    """
    import asyncio

    from newsdesk import rounds
    from newsdesk.cli.progress import Progress
    from newsdesk.leading import leading
    from newsdesk.signals import told_to_stop

    async def work(lead: Lead) -> rounds.RoundReport:
        async with told_to_stop() as stop, leading(lead, stop, context.settings.daemon):
            with Progress(shown=context.shows_progress) as progress:
                return await rounds.one_round(house, stop=stop, told=progress)

    with context.house as house:
        house.prepare_database()
        lead = house.take_lead()
        if lead is None:
            if not context.quiet:
                click.echo("another newsdesk works on this database; leaving it to that one", err=True)
            return 0
        try:
            report = asyncio.run(work(lead))
        finally:
            lead.give_up()
    context.tell(report)
    return report.exit_code
