"""The shell and Python blocks of the documentation run, in order, as a person types them after a fresh checkout.

The README's come first: they make the demonstration. Each other document then runs in a folder of its own, over a copy
of the demonstration's configuration. `make` finds an environment that is installed already; all else is as it is.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, all_blocks, blocks_of, documents

pytestmark = pytest.mark.xdist_group("walkthrough")

_TREE = ("config", "crawler", "pipeline", "storage", "newsdesk", "Makefile", "pyproject.toml", "constraints.txt")
_README = "README.md"


@dataclass(frozen=True)
class Checkout:
    """A copy of the source tree with an environment in which newsdesk is installed."""

    root: Path

    def run(self, script: str, folder: Path, environ: dict[str, str] | None = None) -> str:
        """Run *script* in *folder* as one shell does, stopping at the first command that fails; return its output."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDESK_")}
        path = f"{self.root / '.venv' / 'bin'}{os.pathsep}{mine['PATH']}"
        mine |= {"PATH": path, "PYTHONPATH": str(self.root)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=mine | (environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n---\n{done.stdout}"
        return done.stdout


def shell_of(file: str) -> str:
    """Return the shell blocks of *file* that run, as one script."""
    return "\n".join(block.text for block in blocks_of(file) if block.language == "sh" and block.runs)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    root = tmp_path_factory.mktemp("checkout")
    for name in _TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, root / name)
    programs = root / ".venv" / "bin"
    programs.mkdir(parents=True)
    (root / ".venv" / ".python").touch()  # what make takes for an environment that is up to date
    (root / ".venv" / ".runtime").touch()
    for name, words in (("python", ""), ("newsdesk", " -m newsdesk")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{words} "$@"\n')
        (programs / name).chmod(0o755)
    (programs / "activate").write_text(f'PATH="{programs}:$PATH"; export PATH\n')
    return Checkout(root)


@pytest.fixture(scope="module")
def read_through(checkout: Checkout) -> str:
    """What the README's blocks print, run one after the other by one shell."""
    return checkout.run(shell_of(_README), checkout.root)


def test_the_readme_leads_from_the_demonstration_to_a_configuration_of_ones_own(checkout: Checkout, read_through: str):
    for shown in ("Llama Lantern", "wrote mydesk/newsdesk.toml", "mydesk: good."):
        assert shown in read_through
    assert (checkout.root / "mydesk" / "sources" / "mine.toml").exists()


def test_the_readmes_queries_have_an_answer_in_the_demonstration(checkout: Checkout, read_through: str):
    with closing(sqlite3.connect(checkout.root / "var" / "demo" / "newsdesk.db")) as connection:
        for block in (block for block in blocks_of(_README) if block.language == "sql"):
            assert connection.execute(block.text).fetchall()


@pytest.mark.parametrize("file", [file for file in documents() if file != _README and shell_of(file)])
def test_the_shell_blocks_of_a_document_run(file: str, checkout: Checkout, read_through: str, tmp_path: Path):
    shutil.copytree(checkout.root / "var" / "demo" / "config", tmp_path / "demo")
    checkout.run(shell_of(file), tmp_path, {"NEWSDESK_CONFIG": str(tmp_path / "demo")})


def test_the_python_blocks_run(checkout: Checkout, read_through: str, tmp_path: Path):
    for number, block in enumerate(block for block in all_blocks("python") if block.runs):
        (tmp_path / f"block{number}.py").write_text(block.text, "utf-8")
        checkout.run(f"python block{number}.py", tmp_path, {"NEWSDESK_CONFIG": str(checkout.root / "var/demo/config")})
