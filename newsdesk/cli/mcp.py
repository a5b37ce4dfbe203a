"""`newsdesk mcp`: the collection for assistants."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say


@click.command()
@click.option("--http", is_flag=True, help="Serve streamable HTTP at /mcp instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http; elsewhere only with web.token.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="With --http.")
@pass_context
def mcp(context: Context, http: bool, host: str, port: int) -> None:
    """Answer assistants that speak the Model Context Protocol: search, stories, articles, facts, timelines, digests.

    Only reads. An assistant starts it by itself and speaks to it over standard input and output; with --http many can
    reach one server.
    """
    from pipeline.errors import ConfigError

    try:
        import newsdesk.mcp.server as serving
    except ModuleNotFoundError as missing:
        raise ConfigError(f"assistants need {missing.name}: pip install 'newsdesk[mcp]'") from missing
    from newsdesk.web.deps import Access
    from newsdesk.wiring.web import access_of, limits_of, open_web_deps

    access = access_of(context.settings, host, public=False) if http else Access()
    with open_web_deps(context.loaded, context.clock, access) as deps:
        server = serving.create_server(deps)
        if not http:
            server.run()
            return
        from newsdesk.web.server import serve

        serve(
            serving.http_app(server, deps),
            host,
            port,
            header_time=limits_of(context.settings).header_time,
            on_start=lambda address: say(f"newsdesk answers assistants at {address}mcp (Ctrl-C stops it)"),
            has_lifespan=True,
        )
