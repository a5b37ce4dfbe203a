"""`newsdesk digest`: a day's stories, on the terminal or as files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from newsdesk.cli.context import Context, pass_context


class Day(click.ParamType):
    """A date, or ``today`` or ``yesterday`` of the digest's time zone; those come as days from today."""

    name = "date"

    def convert(
        self, value: str | date | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | timedelta:
        if not isinstance(value, str):
            return value
        relative = {"today": timedelta(0), "yesterday": timedelta(days=-1)}
        if value.lower() in relative:
            return relative[value.lower()]
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: expected YYYY-MM-DD, today or yesterday", param, ctx)


@click.command()
@click.option("--date", "day", type=Day(), default="yesterday", show_default=True, help="YYYY-MM-DD, today, yesterday.")
@click.option(
    "--format",
    "forms",
    type=click.Choice(["md", "html", "json", "atom"]),
    multiple=True,
    help="May be repeated with --out. Default: md to the terminal, with --out the formats of the settings.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write files into this folder instead.")
@pass_context
def digest(context: Context, day: date | timedelta, forms: tuple[str, ...], out: Path | None) -> None:
    """Print or write the digest of a day: its stories, ranked by how many independent outlets cover them.

    The same articles give the same bytes. A file is written whole or not at all.
    """
    from newsdesk.digest.cut import cut_digest, today
    from newsdesk.digest.render import render
    from newsdesk.digest.write import write_digest

    if out is None and len(forms) > 1:
        raise click.UsageError("several formats need --out DIR")
    with context.house as house:
        chosen = today(house) + day if isinstance(day, timedelta) else day
        found = cut_digest(house, chosen)
    if out is None:
        click.echo(render(found, forms[0] if forms else "md"), nl=False)
        return
    for file in write_digest(found, out, forms or context.settings.digest.formats):
        click.echo(file)
