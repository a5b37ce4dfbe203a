"""The command line. Each command lives in a module of its own, imported when it is called."""

from __future__ import annotations

import difflib
import importlib
from pathlib import Path

import click

from newsdesk import __version__
from pipeline.errors import RetryLaterError

# Name -> (module:object, help). The help stands here so that `newsdesk --help` imports no command.
COMMANDS = {
    "init": ("newsdesk.cli.init:init", "Begin a configuration of your own in a folder."),
    "run": ("newsdesk.cli.run:run", "Do one due round: crawl, process, digest. What cron calls."),
    "daemon": ("newsdesk.cli.daemon:daemon", "Do rounds until told to stop."),
    "crawl": ("newsdesk.cli.crawl:crawl_command", "Poll sources and fetch new articles."),
    "process": ("newsdesk.cli.process:process_command", "Take fetched pages to filed articles."),
    "digest": ("newsdesk.cli.digest:digest", "Print or write the digest of a day."),
    "stories": ("newsdesk.cli.stories:stories", "List stories."),
    "facts": ("newsdesk.cli.facts:facts", "Show what the sources of a story agree on, and where they differ."),
    "verify": ("newsdesk.cli.verify:verify", "Look for what supports or contradicts a claim."),
    "show": ("newsdesk.cli.show:show", "Show one story or article."),
    "search": ("newsdesk.cli.search:search", "Find articles and stories, and count them."),
    "entity": ("newsdesk.cli.entity:entity", "Show the coverage of somebody or something."),
    "compare": ("newsdesk.cli.compare:compare", "Compare how much is written about several."),
    "author": ("newsdesk.cli.author:author", "Show what an author writes."),
    "report": ("newsdesk.cli.report:report", "Write a report of coverage as HTML or XLSX."),
    "export": ("newsdesk.cli.export:export", "Write articles, stories, quotes and more to a file."),
    "correct": ("newsdesk.cli.correct:correct", "Put right what a machine got wrong, for good."),
    "corrections": ("newsdesk.cli.corrections:corrections", "List what was put right by hand."),
    "diff": ("newsdesk.cli.diff:diff", "Show how an article was edited."),
    "mcp": ("newsdesk.cli.mcp:mcp", "Answer assistants that speak the Model Context Protocol."),
    "web": ("newsdesk.cli.web:web", "Show stories, articles and search in a browser."),
    "sources": ("newsdesk.cli.sources:sources", "List, add, check, import and export sources."),
    "entities": ("newsdesk.cli.entities:entities", "Check, add and show entities; review new names."),
    "watch": ("newsdesk.cli.watch:watch", "List and try watchlists, and what they found."),
    "deliveries": ("newsdesk.cli.deliveries:deliveries", "List what was sent and what was not; retry, pause."),
    "extract": ("newsdesk.cli.extract:extract", "Extract one file or URL and print the article as JSON."),
    "migrate": ("newsdesk.cli.migrate:migrate", "Create the database or bring it to this version's schema."),
    "config": ("newsdesk.cli.config:config", "Check and show the configuration."),
    "doctor": ("newsdesk.cli.doctor:doctor", "Look for what would keep newsdesk from working well."),
    "status": ("newsdesk.cli.status:status", "Show how newsdesk is doing, on one screen."),
    "metrics": ("newsdesk.cli.metrics:metrics", "Print or write numbers for Prometheus."),
    "quarantine": ("newsdesk.cli.quarantine:quarantine", "List and try again pages that could not be read."),
    "move": ("newsdesk.cli.move:move", "Copy the whole database into another, SQLite into Postgres or back."),
    "backup": ("newsdesk.cli.backup:backup", "Copy the SQLite database whole while rounds go on."),
    "restore": ("newsdesk.cli.backup:restore", "Put a backup in the database's place."),
    "demo": ("newsdesk.cli.demo:demo", "Walk through everything over a made-up newsroom on this machine."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            close = difflib.get_close_matches(cmd_name, COMMANDS, n=2, cutoff=0.7)
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            ctx.fail(f"no command is called {cmd_name!r}{hint}")
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as exc:
            # Click would end with exit code 1 and no word. Our own output is not meant: see `newsdesk.streams`.
            raise RetryLaterError(f"a child process or a connection broke off: {exc}") from exc

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="newsdesk")
@click.option(
    "--config",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of newsdesk.toml, sources/ and entities/. Default: $NEWSDESK_CONFIG, else this folder, ./config or "
    "~/.config/newsdesk, whichever has a newsdesk.toml.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is done in detail.")
@click.option("-q", "--quiet", is_flag=True, help="Print and log only what went wrong.")
@click.pass_context
def cli(ctx: click.Context, folder: Path | None, verbose: bool, quiet: bool) -> None:
    """Watch the press for people who follow the AI industry.

    Collects coverage, gathers it into stories, tags who is named and cuts a daily digest.
    """
    from newsdesk.cli.context import Context

    ctx.obj = Context(folder=folder, verbose=verbose, quiet=quiet)
