"""`newsdesk daemon`: rounds until told to stop."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.command()
@pass_context
def daemon(context: Context) -> None:
    """Work on ticks until SIGTERM; then finish or release what is in flight within `daemon.grace_s`.

    A second daemon on the same database stands by and takes over when the first is gone.
    """
    import asyncio
    import logging

    from newsdesk.configuration import read_configuration
    from newsdesk.daemon import serve
    from newsdesk.jobs.prepare import prepare
    from newsdesk.wiring.daemon import build_daemon_deps
    from newsdesk.wiring.database import open_database
    from newsdesk.wiring.metrics import metrics_served
    from newsdesk.wiring.preparing import prepare_deps

    configuration = read_configuration(context.loaded)
    with open_database(context.settings, create=True) as engine:
        prepare(prepare_deps(configuration, engine), context.clock())
        with metrics_served(configuration, engine, context.clock) as address:
            if address is not None:
                logging.getLogger("newsdesk.metrics").info("metrics on http://%s/metrics", address)
            asyncio.run(serve(build_daemon_deps(configuration, engine, context.clock)))
