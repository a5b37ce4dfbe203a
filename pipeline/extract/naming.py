"""Whether an address that a page claims for itself names this page: no section, home page or other article. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

_ALIKE = 0.5  # share of the words of two slugs, or of a slug that stand in the title
_FEWEST_WORDS = 2  # a slug of one word may be a section's: /technology
_ID_DIGITS = 5  # shorter numbers are pages, years and days
_DATE = re.compile(r"(?:19|20)\d{6}")
_ID_KEY = re.compile(r"(?i)(?:(?:article|content|doc|item|news|post|story)_?)?id|p|v|aid|nid|article|item|post|story")
_VARIANT = re.compile(r"^/(?:amp|print)(?=/.)|/(?:amp|print)$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|amp)$", re.IGNORECASE)


def names_this_page(claimed: str, own: str, title: str) -> bool:
    """Tell whether *claimed* names the page that was found at *own* under *title*; both canonical.

    It does when it has the own slug or number, or the words of the title. Templates that put one address into every
    page, or glue two together, are common.
    """
    if claimed == own:
        return True
    there, here = urlsplit(claimed), urlsplit(own)
    if there.path.strip("/") and there.path == _VARIANT.sub("", here.path):
        return _own_ids(own) <= _own_ids(claimed)  # its AMP or print variant, which its address alone does not show
    if not there.path.strip("/"):
        return not here.path.strip("/") and _own_ids(own) <= _own_ids(claimed)
    if "," in there.path and "," not in here.path:
        return False
    if re.search(r"https?:/", unquote(there.path)):
        return False
    if there.path == here.path:
        return _own_ids(own) <= _own_ids(claimed)
    if _ids(claimed) & _ids(own):
        return True
    slug = _slug_words(there.path)
    if _share(slug, _slug_words(here.path)) > _ALIKE:
        return True
    return len(slug) >= _FEWEST_WORDS and len(slug & _words(title)) > _ALIKE * len(slug)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), len(other), 1)


def _slug_words(path: str) -> frozenset[str]:
    segments = [segment for segment in path.split("/") if segment]
    return _words(_ENDING.sub("", unquote(segments[-1]))) if segments else frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold().replace("_", " ")))


def _ids(url: str) -> frozenset[str]:
    """Return the numbers in *url* that are no dates, and what its query calls an id."""
    parts = urlsplit(url)
    numbers = re.findall(rf"\d{{{_ID_DIGITS},}}", unquote(parts.path))
    return (
        frozenset(number for number in numbers if not _DATE.fullmatch(number)) | frozenset(_queried(url)) | _bare(url)
    )


def _bare(url: str) -> frozenset[str]:
    """Return the segments that are a number and nothing else, years and days left out."""
    segments = urlsplit(url).path.split("/")
    return frozenset(one for one in segments if one.isdecimal() and len(one) > 2 and not _is_year(one))


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _own_ids(url: str) -> frozenset[str]:
    return frozenset(_queried(url))


def _queried(url: str) -> Iterator[str]:
    for key, value in parse_qsl(urlsplit(url).query):
        if _ID_KEY.fullmatch(key):
            yield value
