"""Install the wheel as a person with a bare Python does, extract a page with it, and begin a desk in an empty folder.

Run by `make check-install`, not by pytest: it needs a package registry and takes a minute or more for each Python.
Arguments: interpreters to try, by default every supported one on the path.
Each supported Python on this machine makes a fresh environment with the pip that it brings along, whose reading of the
dependencies' metadata may differ from that of newer ones.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
SENTENCE = "The library lends its new model to every branch, and readers may keep what they find."
TITLE = "A library lends a model"
PAGE = f"<html lang=en><title>{TITLE}</title><article><h1>{TITLE}</h1>" + f"<p>{SENTENCE * 3}</p>" * 4


def main() -> int:
    found = sys.argv[1:] or [path for name in PYTHONS if (path := shutil.which(name)) and runs(path)]
    with tempfile.TemporaryDirectory(prefix="newsdesk-install-") as folder:
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(ROOT))
        (wheel,) = Path(folder).glob("newsdesk-*.whl")
        for number, python in enumerate(found):
            check(python, wheel, Path(folder) / f"environment-{number}")
    return 0 if found else 1


def runs(python: str) -> bool:
    """Return whether *python* is an interpreter, and not the shim of one that is not there."""
    return subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0


def check(python: str, wheel: Path, folder: Path) -> None:
    """Raise CalledProcessError or AssertionError when newsdesk does not work as *python* installs it."""
    run(python, "-m", "venv", str(folder))
    own = str(folder / "bin" / "python")
    version = run(own, "-m", "pip", "--version").split()[1]
    run(own, "-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt"), str(wheel))
    page = folder / "page.html"
    page.write_text(PAGE, "utf-8")
    told = run(str(folder / "bin" / "newsdesk"), "extract", str(page), "--url", "https://library.example/lends")
    article = json.loads(told)
    assert article["title"] == TITLE, article
    assert SENTENCE in article["text"], article
    begin(folder)
    shutil.rmtree(folder)
    print(f"{Path(python).name} with pip {version}: installed, extracts a page, and begins a desk", flush=True)


def begin(environment: Path) -> None:
    """Raise when `newsdesk init` and a round, in an empty folder, do not leave a desk with a database.

    The round asks a source on a port of this machine that nobody serves: it polls, fails and says so.
    """
    newsdesk, here = str(environment / "bin" / "newsdesk"), environment / "empty"
    here.mkdir()
    before = {path: path.read_bytes() for path in environment.rglob("_config/**/*.toml")}
    run(newsdesk, "init", "mydesk", cwd=here)
    run(newsdesk, "--config", "mydesk", "config", "check", cwd=here)
    settings = here / "mydesk" / "newsdesk.toml"
    settings.write_text(settings.read_text("utf-8").replace('["sources", ', "["), "utf-8")  # none of the internet
    source = '[[source]]\nname = "nobody"\nurl = "http://127.0.0.1:9/feed"\n'
    (here / "mydesk" / "sources" / "mine.toml").write_text(source, "utf-8")
    code = subprocess.run(
        [newsdesk, "--config", "mydesk", "run"], cwd=here, stdout=subprocess.PIPE, check=False
    ).returncode
    assert code in (0, 1, 4), code
    run(newsdesk, "--config", "mydesk", "sources", "list", cwd=here)
    assert (here / "mydesk" / "newsdesk.db").is_file()
    assert [path.name for path in here.iterdir()] == ["mydesk"]
    assert {path: path.read_bytes() for path in environment.rglob("_config/**/*.toml")} == before


def run(*command: str, cwd: Path | None = None) -> str:
    # From a folder that is not the checkout: what is imported must come out of the wheel.
    folder = cwd or tempfile.gettempdir()
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder).stdout


if __name__ == "__main__":
    sys.exit(main())
