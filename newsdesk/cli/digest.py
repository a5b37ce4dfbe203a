"""`newsdesk digest`: a day's stories, on the terminal or as files."""

from __future__ import annotations

from pathlib import Path

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_document
from newsdesk.cli.when import DAY
from newsdesk.moments import Days


@click.command()
@click.option(
    "--date",
    "when",
    type=DAY,
    metavar="DAY",
    default="yesterday",
    show_default=True,
    help="2026-11-20, today or yesterday.",
)
@click.option(
    "--format",
    "forms",
    type=click.Choice(["md", "html", "json", "atom", "txt"]),
    multiple=True,
    help="May be repeated with --out. Default: md to the terminal, with --out the formats of the settings.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write files into this folder instead.")
@pass_context
def digest(context: Context, when: Days, forms: tuple[str, ...], out: Path | None) -> None:
    """Print or write the digest of a day: its stories, ranked by how many independent outlets cover them.

    The same articles give the same bytes. A file is written whole or not at all.
    """
    from newsdesk.digest.cut import cut_digest, rules_of
    from newsdesk.digest.render import render
    from newsdesk.digest.write import write_digest
    from newsdesk.streams import speak_utf8
    from newsdesk.wiring.database import open_database
    from storage.transactions import reading

    if out is None and len(forms) > 1:
        raise click.UsageError("several formats need --out DIR")
    day = when.on(context.clock(), context.settings.digest.zone)
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = cut_digest(connection, day, rules_of(context.settings))
    if out is None:
        form = forms[0] if forms else "md"
        if form != "md":
            speak_utf8()  # what they say of themselves; Markdown is for a terminal
        say_document(render(found, form))
        return
    # The rolling feed of the settings' "atom" is written by rounds, from what is recorded of all days.
    for file in write_digest(found, out, forms or [one for one in context.settings.digest.formats if one != "atom"]):
        say(file)
