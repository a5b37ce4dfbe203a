"""The digest as an Atom feed (RFC 4287): an entry for each story."""

from __future__ import annotations

from datetime import datetime

from newsdesk.digest.model import Digest, Story
from newsdesk.digest.render.templating import environment


def render(digest: Digest) -> str:
    """Return *digest* as an Atom document."""
    stories = (*digest.stories, *digest.brief)
    updated = max((latest(story) for story in stories), default=digest.start)
    found = environment().get_template("digest.atom")
    return found.render(digest=digest, stories=stories, updated=updated, latest=latest).strip() + "\n"


def latest(story: Story) -> datetime:
    """Return when the story last grew."""
    return max(coverage.at for coverage in story.coverage)
