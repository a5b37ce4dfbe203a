"""What every command shares: the configuration, read once and only when asked for."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsdesk.settings.load import Loaded
    from newsdesk.settings.model import Settings
    from newsdesk.wiring import House


@dataclass
class Context:
    """The global options, and what they lead to."""

    folder: Path | None = None
    verbose: bool = False
    quiet: bool = False

    @cached_property
    def config(self) -> Path:
        """The configuration folder."""
        from newsdesk.settings.load import config_folder

        return config_folder(self.folder, os.environ)

    @cached_property
    def loaded(self) -> Loaded:
        """Settings with their origins. Raises ConfigError."""
        from newsdesk.log import start_logging
        from newsdesk.settings.load import load

        loaded = load(self.config, os.environ)
        level = "debug" if self.verbose else "warning" if self.quiet else loaded.settings.log.level
        start_logging(level)
        return loaded

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @cached_property
    def house(self) -> House:
        """What commands work with; close it, or use it as a context."""
        from newsdesk.wiring import House, clock_from

        return House(self.loaded, clock_from(os.environ))

    @property
    def shows_progress(self) -> bool:
        """Whether a person watches: progress for people, log lines otherwise."""
        return not self.quiet and sys.stderr.isatty()


pass_context = click.make_pass_decorator(Context)
