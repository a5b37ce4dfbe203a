"""Did an article change, and did its outlet say so?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.dedupe.fingerprints import words_of


class Edited(StrEnum):
    """How an outlet went about a change."""

    CORRECTION = "correction"  # a notice in the new text says so
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of an article's words."""

    edited: Edited
    notice: str | None = None  # the words of the notice


_NOTICE = re.compile(
    r"(?im)^[^\n]{0,20}\b(?:correction|corrected|clarification|editor['\u2019]s note|"
    r"update[d]?)\b[^\n]{0,12}[:\u2014\u2013-][^\n]{10,600}"
    r"|^[^\n]{0,400}\b(?:an earlier version of this (?:article|story|post|report)|this (?:article|story|post|report) "
    r"(?:has been|was) (?:updated|corrected|amended|clarified))[^\n]{0,600}"
)


def edit_between(old_title: str, old_text: str, new_title: str, new_text: str) -> Edit | None:
    """Return what kind of change the new version is; None when no word changed."""
    if words_of(old_text) == words_of(new_text) and words_of(old_title) == words_of(new_title):
        return None
    before = set(_NOTICE.findall(old_text))
    notices = [match.group().strip() for match in _NOTICE.finditer(new_text) if match.group() not in before]
    return Edit(Edited.CORRECTION, notices[-1]) if notices else Edit(Edited.SILENT)
