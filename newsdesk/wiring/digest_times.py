"""When digests are written, by the settings."""

from __future__ import annotations

from newsdesk.digest.due import DigestTimes
from newsdesk.settings.model import Settings


def digest_times(settings: Settings) -> DigestTimes:
    """Return what the settings say of when digests are written."""
    digest = settings.digest
    return DigestTimes(digest.zone, digest.hour, digest.rewrite_until_h, digest.min_sources_answered)
