"""What a round costs when nothing is due: CPU seconds of `newsdesk run`, as cron calls it, by the number of sources.

    python -m benchmarks.idle [--sources 40 10000 100000] [--rounds 5] [--against DIR]

The sources are made up; none is due for hours, and no address is ever asked. DIR is another checkout, whose rounds are
done in turns with this one's. The least of some rounds counts, for other work only adds; "libraries" is what importing
SQLAlchemy, pydantic, click and asyncio costs by itself in the same minute.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

_HERE = Path(__file__).parents[1]
_A_FILE = 2_000  # sources
_LIBRARIES = "import asyncio, click, pydantic, sqlalchemy"


def main() -> None:
    """Print a row for each number of sources."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sources", type=int, nargs="+", default=[40, 10_000, 100_000], metavar="N")
    arguments.add_argument("--rounds", type=int, default=5, metavar="N")
    arguments.add_argument("--against", type=Path, metavar="DIR", help="another checkout, measured in turns with this")
    options = arguments.parse_args()
    folders = [folder for folder in (options.against, _HERE) if folder is not None]
    heads = "".join(f"{folder.name:>12}" for folder in folders)
    print(f"{'CPU s, nothing due':<20}{'libraries':>12}{heads}", flush=True)
    for sources in options.sources:
        with tempfile.TemporaryDirectory() as place:
            configs = [configured(Path(place) / str(number), sources) for number in range(len(folders))]
            for folder, config in zip(folders, configs, strict=True):
                prepared(folder, config)
            least = [float("inf")] * (1 + len(folders))
            for _ in range(options.rounds):
                least[0] = min(least[0], spent([sys.executable, "-c", _LIBRARIES], _HERE))
                for number, (folder, config) in enumerate(zip(folders, configs, strict=True), 1):
                    least[number] = min(least[number], spent(newsdesk(config, "run"), folder))
        print(f"{sources:<20,}" + "".join(f"{each:>12.2f}" for each in least), flush=True)


def configured(folder: Path, sources: int) -> Path:
    """Return the folder of a configuration with so many sources."""
    (folder / "sources").mkdir(parents=True)
    (folder / "newsdesk.toml").write_text(
        '[catalog]\nshipped = ["entities", "topics", "outlets"]\n[database]\nurl = "sqlite:///newsdesk.db"\n', "utf-8"
    )
    for start in range(0, sources, _A_FILE):
        tables = [
            f'[[source]]\nname = "outlet-{number:06}"\ntitle = "Outlet {number}"\n'
            f'url = "https://outlet{number}.example/news/feed.xml"\ncategory = "press"\nlanguage = "en"\n\n'
            for number in range(start, min(sources, start + _A_FILE))
        ]
        (folder / "sources" / f"{start:06}.toml").write_text("".join(tables), "utf-8")
    return folder


def prepared(folder: Path, config: Path) -> None:
    """Let the checkout in *folder* write down its sources, none of which is due for three hours."""
    for command in ("migrate", "process"):
        spent(newsdesk(config, command), folder)
    later = datetime.now(UTC) + timedelta(hours=3)
    with sqlite3.connect(config / "newsdesk.db") as connection:
        connection.execute("UPDATE source SET next_fetch_at = ?", (f"{later:%Y-%m-%d %H:%M:%S.%f}",))
    connection.close()
    spent(newsdesk(config, "run"), folder)  # the first round of a day drops old rows


def newsdesk(config: Path, command: str) -> list[str]:
    """Return the command line of a command over *config*."""
    return [sys.executable, "-m", "newsdesk", "--quiet", "--config", str(config), command]


def spent(command: list[str], folder: Path) -> float:
    """Return the CPU seconds of *command*, run with the code in *folder*."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
