"""A Digest as text: the same digest, the same bytes."""

from __future__ import annotations

import importlib

from newsdesk.digest.model import Digest

# Name -> (module, what its files end with).
FORMATS = {"md": "markdown", "html": "html", "json": "json", "atom": "atom", "txt": "text"}


def render(digest: Digest, form: str) -> str:
    """Return *digest* in one of `FORMATS`; the text ends with a newline."""
    module = importlib.import_module(f"newsdesk.digest.render.{FORMATS[form]}")
    text: str = module.render(digest)
    return text
