"""`newsdesk demo`: the whole of newsdesk over a made-up newsroom on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from newsdesk.cli.output import say_text


@click.command()
@click.option("--keep", is_flag=True, help="Leave the newsroom open until Ctrl-C, to try other commands on it.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="Where database, configuration and digests go. Remove it to begin anew.",
)
def demo(keep: bool, folder: Path) -> int:
    """Open a newsroom of made-up outlets on this machine, and crawl, process and digest it.

    Needs no network. A second walk over the same folder adds nothing.
    """
    from newsdesk.demo.walk import walk
    from newsdesk.settings.folders import shipped_folder

    return walk(folder, shipped_folder(), keep=keep, say=say_text)
