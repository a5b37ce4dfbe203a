"""Counts what each command costs before it does anything: CPU seconds of a child process, modules, patterns compiled.

    python -m benchmarks.startup [--against DIR] [--rounds N]

Each command runs over a new database with one source that is not due, so that there is nothing to do. DIR is another
checkout: it is measured in turns with this one. The least of some rounds counts, for other work only adds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).parents[1]
COMMANDS = ("--help", "sources list", "stories", "search model", "doctor", "crawl", "process")
LARGE = ("numpy", "sqlalchemy", "alembic", "pydantic", "scrapy", "twisted", "trafilatura", "lingua", "tldextract")
_PROBE = """
import json, re._compiler, runpy, sys, time
compiled, patterns = re._compiler.compile, 0
def counted(*arguments):
    global patterns
    patterns += 1
    return compiled(*arguments)
re._compiler.compile = counted
begun = time.process_time()
try:
    runpy.run_module("newsdesk", run_name="__main__")
finally:
    spent = time.process_time() - begun
    print(json.dumps([spent, patterns, "pipeline.tag.tagger" in sys.modules, sorted(sys.modules)]), file=sys.stderr)
"""


def measure(folder: Path, config: Path, command: str) -> tuple[float, int, list[str]]:
    """Return CPU seconds, patterns compiled and large libraries loaded by *command* of the checkout in *folder*."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, "--config", str(config), *command.split()],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    spent, patterns, tags, modules = json.loads(done.stderr.strip().split("\n")[-1])
    return spent, patterns, [*(one for one in LARGE if one in modules), *(["tagger"] if tags else [])]


def configure(folder: Path) -> Path:
    """Return the folder of a configuration whose one source is switched off."""
    config = folder / "config"
    (config / "sources").mkdir(parents=True)
    shutil.copytree(_HERE / "config" / "entities", config / "entities")
    shutil.copyfile(_HERE / "config" / "topics.toml", config / "topics.toml")
    (config / "newsdesk.toml").write_text(f'[database]\nurl = "sqlite:///{folder / "newsdesk.db"}"\n', "utf-8")
    source = '[[source]]\nname = "quiet"\nurl = "https://quiet.example/feed"\ntitle = "Quiet"\nenabled = false\n'
    (config / "sources" / "quiet.toml").write_text(source, "utf-8")
    return config


def main() -> None:
    """Print a row for each command."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--against", type=Path, metavar="DIR", help="another checkout, measured in turns with this")
    arguments.add_argument("--rounds", type=int, default=3, metavar="N")
    options = arguments.parse_args()
    folders = [folder for folder in (options.against, _HERE) if folder is not None]
    with tempfile.TemporaryDirectory() as place:
        configs = [configure(Path(place) / str(number)) for number in range(len(folders))]
        for folder, config in zip(folders, configs, strict=True):
            measure(folder, config, "migrate")
        heads = (f"{folder.name:>12}: s patterns" for folder in folders)
        print(f"{'CPU of a command':<18}" + "".join(heads) + "  loaded")
        for command in COMMANDS:
            found: list[list[tuple[float, int, list[str]]]] = [[] for _ in folders]
            for _ in range(options.rounds):
                for number, folder in enumerate(folders):
                    found[number].append(measure(folder, configs[number], command))
            least = [min(each) for each in found]
            row = "".join(f"{seconds:>14.2f} {patterns:>8}" for seconds, patterns, _ in least)
            print(f"{command:<18}{row}  {' '.join(least[-1][2])}", flush=True)


if __name__ == "__main__":
    main()
