"""newsdesk as a person runs it: commands in processes of their own, with a clock that starts where it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

CONFIG = Path(__file__).parents[2] / "config"
_DONE_WITH_FAILURES = 1  # an exit code: the output names them, the rest was done


def newsdesk(config: Path, *command: str, now: datetime | None = None) -> str:
    """Return what the command prints. Raises RuntimeError when it does not do its work."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("NEWSDESK_")}
    if now is not None:
        environment["NEWSDESK_NOW"] = now.isoformat()
    done = subprocess.run(
        [sys.executable, "-m", "newsdesk", "--config", str(config), "--quiet", *command],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode > _DONE_WITH_FAILURES:
        raise RuntimeError(f"newsdesk {' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout
