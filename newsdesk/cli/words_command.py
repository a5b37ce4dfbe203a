"""A command whose arguments are words to look for, in which ``-word`` excludes one and is no option."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import click


class WordsCommand(click.Command):
    """Takes ``-word`` for a word, ``-h`` for a question, and refuses long options that it does not have."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.ignore_unknown_options = True
        known = {name for option in self.get_params(ctx) if isinstance(option, click.Option) for name in option.opts}
        for unknown in _unknown(args, known):
            raise click.NoSuchOption(unknown, possibilities=difflib.get_close_matches(unknown, known, n=1), ctx=ctx)
        return super().parse_args(ctx, ["--help"] if args == ["-h"] else args)

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        return ["--help"]  # `-h` alone is one too; among words it may begin one, as in -hype


def _unknown(args: Sequence[str], known: set[str]) -> Iterator[str]:
    for arg in args:
        if arg == "--":
            return
        name = arg.partition("=")[0]
        if arg.startswith("--") and name not in known:
            yield name
