"""`newsdesk digest`: a day's stories, on the terminal or as files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from newsdesk.cli.context import Context, pass_context


def _day(_context: click.Context, _parameter: click.Parameter, value: str) -> date | timedelta:
    """Return a date, or for ``today`` and ``yesterday`` how far from today: the settings say whose today that is."""
    relative = {"today": timedelta(0), "yesterday": timedelta(days=-1)}
    try:
        return relative[value.lower()] if value.lower() in relative else date.fromisoformat(value)
    except ValueError as exc:
        raise click.BadParameter(f"{value!r}: expected YYYY-MM-DD, today or yesterday") from exc


@click.command()
@click.option(
    "--date", "day", callback=_day, default="yesterday", show_default=True, help="YYYY-MM-DD, today or yesterday."
)
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
