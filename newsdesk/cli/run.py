"""`newsdesk run`: one due round. What cron calls."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.command()
@pass_context
def run(context: Context) -> int:
    """Crawl what is due, process it, and write the digest when its hour has come.

    While another round or a daemon works on the same database, this one leaves at once with exit code 0.
    """
    import asyncio

    from newsdesk import rounds
    from newsdesk.cli.progress import Progress
    from newsdesk.signals import told_to_stop

    async def work() -> rounds.RoundReport:
        async with told_to_stop() as stop:
            with Progress(shown=context.shows_progress) as progress:
                return await rounds.one_round(house, stop=stop, told=progress)

    with context.house as house:
        house.prepare_database()
        with house.only_one() as alone:
            if not alone:
                click.echo("another newsdesk works on this database; leaving it to that one", err=True)
                return 0
            report = asyncio.run(work())
    for line in report.lines():
        click.echo(line)
    return 0 if report.ok else 1
