"""The digest as one HTML file: no script, nothing loaded from elsewhere, light and dark, any width, fit for mail."""

from __future__ import annotations

from newsdesk.digest.model import Digest
from newsdesk.digest.render.templating import environment


def render(digest: Digest) -> str:
    """Return *digest* as an HTML document."""
    return environment().get_template("digest.html").render(digest=digest).strip() + "\n"
