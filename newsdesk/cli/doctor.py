"""`newsdesk doctor`: look for what would keep newsdesk from working well."""

from __future__ import annotations

import click

from newsdesk.cli.context import Context, pass_context


@click.command()
@pass_context
def doctor(context: Context) -> int:
    """Check configuration, database, contact address, sources and waiting work; exit code 1 when something is wrong."""
    from newsdesk.admin.doctor import look_over

    with context.house as house:
        findings = look_over(house)
    for finding in findings:
        mark = click.style("ok", fg="green") if finding.good else click.style("!!", fg="red")
        click.echo(f"{mark}  {finding.what}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    return 0 if all(finding.good for finding in findings) else 1
