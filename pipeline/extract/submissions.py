"""What aggregators add to an entry: who submitted it, where it is discussed, which address was submitted. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from pipeline.canonical import canonical_url

_HREF = r"<a\b[^<>]*?\bhref\s*=\s*[\"']([^\"'<>]{1,2048})[\"'][^<>]*>"
_GAP = r"(?:\s|&#32;|&nbsp;|</?(?:span|br|p|small)\b[^<>]*>)*"
# Reddit: "submitted by /u/NAME to r/NAME [link] [comments]".
_SUBMITTED = re.compile(
    rf"submitted by{_GAP}(?:<a\b[^<>]*>\s*)?/?u/[\w-]+\s*(?:</a>)?"
    rf"(?:{_GAP}to{_GAP}(?:<a\b[^<>]*>\s*)?/?r/\w+\s*(?:</a>)?)?"
    rf"{_GAP}(?:{_HREF}\s*\[link\]\s*</a>)?{_GAP}(?:<a\b[^<>]*>\s*\[comments\]\s*</a>)?{_GAP}",
    re.IGNORECASE,
)
# Feeds of Hacker News: a line each of "Article URL", "Comments URL", "Points", "# Comments".
_ARTICLE_LINE = re.compile(rf"<p>\s*Article URL:\s*{_HREF}[^<]*</a>\s*</p>", re.IGNORECASE)
_LINES = re.compile(
    r"<p>\s*(?:Comments URL:\s*<a\b[^<>]*>[^<]*</a>|Points:\s*\d+|#\s*Comments:\s*\d+)\s*</p>(?:\s*<hr\s*/?>)?",
    re.IGNORECASE,
)
# Hacker News, Lobsters and others say nothing else.
_DISCUSSED = re.compile(rf"<a\b[^<>]*>\s*\[?(?:\d+ )?comments?\]?\s*</a>{_GAP}$", re.IGNORECASE)
_MOST = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Submitted:
    """An entry's own words. *url* is what was submitted, None when that is the entry's own page or is not said."""

    markup: str
    url: str | None = None


def without_submission(markup: str, own: str) -> Submitted:
    """Return the HTML *markup* of the entry at *own* without the lines that an aggregator added."""
    markup = markup[:_MOST]
    targets = [match[1] for pattern in (_SUBMITTED, _ARTICLE_LINE) for match in pattern.finditer(markup) if match[1]]
    rest = _LINES.sub("", _ARTICLE_LINE.sub("", _SUBMITTED.sub(" ", markup)))
    rest = _DISCUSSED.sub("", rest.replace("&#32;", " "))
    found = (canonical_url(html.unescape(target)) for target in targets)
    return Submitted(rest, next((url for url in found if url is not None and url != canonical_url(own)), None))
