"""`newsdesk config`: is the configuration right, and what does it come to?"""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say


@click.group()
def config() -> None:
    """Check and show the configuration."""


@config.command()
@pass_context
def check(context: Context) -> None:
    """Read every file; list everything that is wrong with them at once."""
    from newsdesk.admin.query_terms import query_reader
    from newsdesk.settings.everything import problems_of
    from newsdesk.settings.problems import fail_together

    fail_together(problems_of(context.config, query_reader(context.clock)))
    context.loaded  # noqa: B018 - warns of what is good for now only
    say(f"{context.config}: good.")


@config.command()
@pass_context
def show(context: Context) -> None:
    """Print each setting, its value and where that came from; secrets are masked."""
    from newsdesk.settings.show import lines

    for line in lines(context.loaded):
        say(line)
