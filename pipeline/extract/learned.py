"""Lines that an outlet repeats from article to article: they are not part of any of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteLines:
    """What has been learned of one outlet: keys of the lines that are not article text."""

    boilerplate: frozenset[bytes] = frozenset()


NOTHING_LEARNED = SiteLines()
