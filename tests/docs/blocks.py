"""The code blocks of the documentation.

A block begins with its language: ```` ```sh ````. What cannot run here says why behind ``no-run:``, so that a reader
of the Markdown sees it too: ```` ```sh no-run: asks a site of the internet ````.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"sh", "toml", "sql", "python", "ini", "text"}
RUN = {"sh", "toml", "sql", "python"}  # the others are shown, not run
_NO_RUN = "no-run:"


@dataclass(frozen=True)
class Block:
    """One block of *file*, beginning at *line*."""

    file: str  # relative to the root
    line: int
    language: str  # "" for an indented block
    reason: str | None  # why it does not run; "" where no reason is given
    text: str

    @property
    def runs(self) -> bool:
        return self.language in RUN and self.reason is None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def documents() -> list[str]:
    """Return the documents that people read, relative to the root."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "newsdesk").rglob("*.md")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def blocks_of(file: str) -> list[Block]:
    """Return the code blocks of *file* in order."""
    tokens = MarkdownIt("commonmark").parse((ROOT / file).read_text("utf-8"))
    found = []
    for token in tokens:
        if token.type not in ("fence", "code_block") or token.map is None:
            continue
        language, _, rest = token.info.strip().partition(" ")
        reason = rest.strip().removeprefix(_NO_RUN).strip() if rest.strip().startswith("no-run") else None
        found.append(Block(file, token.map[0] + 1, language, reason, token.content))
    return found


def all_blocks(language: str | None = None) -> list[Block]:
    """Return the blocks of all documents, or those in *language*."""
    found = [block for file in documents() for block in blocks_of(file)]
    return [block for block in found if language is None or block.language == language]
