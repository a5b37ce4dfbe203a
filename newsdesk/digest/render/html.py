"""The digest as one HTML file: no script, nothing loaded from elsewhere, light and dark, any width, fit for mail.

Mail programs cut long messages (Gmail at 102 KB, and hides the rest behind a link), so a day that would be longer is
told with less detail, in steps, and says what it left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsdesk.digest.model import Digest
from newsdesk.digest.render.templating import environment

MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each thing is shown."""

    coverage: int = 40  # reports of a story
    copies: int = 20  # of a report
    names: int = 8
    new_names: int = 30
    adds: int = 6
    facts: int = 5
    brief: int = 200  # stories from one outlet
    leads: bool = True  # of these
    quotes: bool = True
    changes: int = 40


# From all to little; a digest gets the first in which it fits.
_ROOMS = (
    Room(),
    Room(coverage=15, copies=8, adds=3, facts=4, changes=12),
    Room(coverage=8, copies=4, names=5, new_names=15, adds=2, facts=3, changes=6),
    Room(coverage=5, copies=2, names=3, new_names=10, adds=1, facts=1, brief=20, leads=False, changes=3),
    Room(coverage=2, copies=0, names=0, new_names=5, adds=0, facts=0, brief=5, leads=False, quotes=False, changes=0),
)


def render(digest: Digest) -> str:
    """Return *digest* as an HTML document of at most `MAX_BYTES` in UTF-8."""
    for room in _ROOMS:
        text = _rendered(digest, room)
        if len(text.encode()) <= MAX_BYTES:
            return text
    # A digest of very many stories, or headlines without measure.
    shown = len(digest.stories)
    while shown and len(text.encode()) > MAX_BYTES:
        shown //= 2
        text = _rendered(replace(digest, stories=digest.stories[:shown]), _ROOMS[-1], len(digest.stories) - shown)
    return text


def _rendered(digest: Digest, room: Room, left_out: int = 0) -> str:
    found = environment().get_template("digest.html")
    return found.render(digest=digest, room=room, left_out=left_out).strip() + "\n"
