"""`newsdesk daemon`: rounds until told to stop."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.command()
@pass_context
def daemon(context: Context) -> None:
    """Work on ticks until SIGTERM; then finish or give back what is in hand within `daemon.grace_s`.

    A second daemon on the same database stands by and takes over when the first is gone.
    """
    import asyncio

    from newsdesk.daemon import serve

    with context.house as house:
        house.prepare_database()
        asyncio.run(serve(house))
