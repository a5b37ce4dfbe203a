"""`newsdesk doctor`: look for what would keep newsdesk from working well."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say


@click.command()
@pass_context
def doctor(context: Context) -> int:
    """Check configuration, database, contact address, sources and waiting work; exit code 1 when something is wrong."""
    from functools import partial

    from newsdesk.admin.doctor import DoctorDeps, examine
    from newsdesk.configuration import sources_of
    from newsdesk.wiring.database import has_no_database, open_database

    deps = DoctorDeps(
        folder=context.config,
        contact_url=context.settings.crawl.contact_url,
        has_no_database=partial(has_no_database, context.settings),
        open_database=partial(open_database, context.settings, read_only=True),
        read_sources=partial(sources_of, context.loaded),
    )
    findings = examine(deps, context.clock().astimezone(context.settings.digest.zone))
    for finding in findings:
        say(f"{'ok' if finding.good else '!!'}  {finding.what}", colour=None if finding.good else "red", masked=True)
        if finding.advice:
            say(f"    {finding.advice}", masked=True)
    return 0 if all(finding.good for finding in findings) else 1
