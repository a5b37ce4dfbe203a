"""What the README tells people to copy is good."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from newsdesk.settings.everything import problems_of


def test_the_source_that_the_readme_shows_is_good(tmp_path: Path):
    snippets = re.findall(r"^```toml\n(.*?)^```", Path("README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert snippets
    folder = tmp_path / "config"
    shutil.copytree("config", folder)
    for number, snippet in enumerate(snippets):
        (folder / "sources" / f"mine{number}.toml").write_text(snippet, "utf-8")
    assert problems_of(folder) == []
