"""What every command shares: the settings, read once and only when asked for, and the clock."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from newsdesk.clock import Clock
    from newsdesk.jobs.report import Report
    from newsdesk.moments import Named
    from newsdesk.settings.load import Loaded
    from newsdesk.settings.model import Settings


@dataclass
class Context:
    """The global options, and what they lead to."""

    folder: Path | None = None
    verbose: bool = False
    quiet: bool = False

    @cached_property
    def config(self) -> Path:
        """The configuration folder."""
        from newsdesk.settings.folders import config_folder

        return config_folder(self.folder, os.environ)

    @cached_property
    def loaded(self) -> Loaded:
        """Settings with their origins. Raises ConfigError."""
        import logging

        from newsdesk.log import start_logging
        from newsdesk.settings.load import load

        loaded = load(self.config, os.environ)
        log = loaded.settings.log
        start_logging(log_level(log.level, verbose=self.verbose, quiet=self.quiet), log.format)
        for line in loaded.warnings:
            logging.getLogger("newsdesk.settings").warning(line)
        return loaded

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, or the one set by $NEWSDESK_NOW. Raises ConfigError."""
        from newsdesk.clock import clock_from

        return clock_from(os.environ)

    def local(self, when: datetime | None) -> str:
        """Return *when* as it is shown to people: in `digest.timezone`, with the zone's name."""
        from newsdesk.moments import shown

        return shown(when, self.settings.digest.zone)

    def since(self, named: Named | None) -> datetime | None:
        """Return when what an option names begins; None when nothing is named."""
        return None if named is None else named.span(self.clock(), self.settings.digest.zone).start

    def show(self, report: Report) -> None:
        """Print what work came to; with --quiet only what went wrong."""
        from newsdesk.cli.output import say

        for line in report.problems() if self.quiet else report.lines():
            say(line, masked=True)

    @property
    def shows_progress(self) -> bool:
        """Whether a person watches: progress for people, log lines otherwise."""
        return not self.quiet and sys.stderr.isatty()


def log_level(configured: str, *, verbose: bool, quiet: bool) -> str:
    """Return the level of what is logged: --quiet silences what went well, and brings back nothing that is silenced."""
    if verbose:
        return "debug"
    return configured if configured == "error" or not quiet else "warning"


pass_context = click.make_pass_decorator(Context)
