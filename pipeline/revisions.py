"""Whether an article changed since it was last read, whether the outlet says so, and what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from pipeline.extract.clean import folded
from pipeline.records import Article
from pipeline.text.patterns import lazy_pattern


class Edited(StrEnum):
    """How a text came to differ from its last version."""

    CORRECTION = "correction"  # a notice in the text says that it was corrected, clarified or updated
    SILENT = "silent"
    HEADLINE = "headline"  # the text is the same, the headline is not, and the outlet's own list says so too
    COMPLETED = "completed"  # only a part of it could be read before


@dataclass(frozen=True, slots=True)
class Edit:
    """A decision: this is a new version of that article."""

    edited: Edited
    notice: str | None = None  # the words of the notice


class Op(StrEnum):
    """What happened to a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share a fate."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A paragraph of either version, or of both when only words in it changed; no runs: *skipped* unchanged ones."""

    runs: tuple[Run, ...]
    skipped: int = 0


_NOTICE = lazy_pattern(
    r"^\W*(?:correction|corrected|clarification|erratum|retraction|update[d]?|editor(?:'|’)?s(?:'|’)? note|"
    r"editorial note)\b\s*(?:[:(—–-]|\d|$)|"
    r"\b(?:an? (?:earlier|previous|prior) version of this (?:article|story|post|report)|"
    r"this (?:article|story|post|report|headline|piece) (?:was|has been|is) (?:\w+ )?(?:updated|corrected|"
    r"amended|edited|changed|revised)|"
    r"(?:article|story|headline) (?:was|has been) (?:corrected|amended))\b|"
    r"^\W*(?:korrektur|berichtigung|richtigstellung|klarstellung|aktualisierung|hinweis der redaktion|"
    r"anmerkung der redaktion|anm\. d\. red)\b|"
    r"\bin einer (?:früheren|vorherigen|ersten) (?:version|fassung)|\b(?:artikel|text|"
    r"beitrag) wurde (?:\w+ )?(?:korrigiert|aktualisiert|ergänzt)|"
    r"^\W*(?:rectificatif|erratum|mise à jour|précision)\b\s*[:(]|\bune version (?:précédente|antérieure)|"
    r"^\W*(?:corrección|fe de errat?as|fe de errores|aclaración|rectificación|actualización)\b|"
    r"\buna versión (?:anterior|previa)|"
    r"^\W*(?:correção|errata|atualização|correzione|rettifica|aggiornamento|rectificatie|correctie|rettelse|"
    r"rättelse|oikaisu|sprostowanie)\b\s*[:(]|"
    r"\b(?:uma versão anterior|una versione precedente|een eerdere versie)|^\W*(?:исправление|уточнение|"
    r"обновлено|訂正|更正|정정)",
    re.IGNORECASE,
)
_MOST_NOTICE = 500  # characters
_SHRUNK = 0.6  # a text this much shorter, and all of it known, was cut and not edited
_LIKE = 0.5  # share of words from which on one paragraph is an edit of another


def edit_between(before: str, after: Article, *, was_partial: bool = False) -> Edit | None:
    """Return how *after* differs from the text *before*, or None when it says the same.

    Marks, blanks and the lines the outlet repeats are no change, nor is a text of which less can be read than
    before. A new headline alone is none either: outlets try several.
    """
    repeated = {folded(line) for line in after.dropped}
    old = _lines(before, repeated)
    new = _lines(after.text, repeated)
    if list(old) == list(new):
        return None
    if (after.partial and not was_partial) or _is_cut(old, new):
        return None
    if was_partial and not after.partial:
        return Edit(Edited.COMPLETED)
    notice = next((line for key, line in new.items() if key not in old and _NOTICE.search(line)), None)
    return Edit(Edited.CORRECTION, notice[:_MOST_NOTICE]) if notice else Edit(Edited.SILENT)


def headline_edit(before: str, after: Article, listed: str | None) -> Edit | None:
    """Return the edit if the headline *before* became another, by the page and by the list, which says *listed*.

    Where only the page has another, it is one of several that the outlet tries.
    """
    if listed is None or folded(listed) != folded(after.title) or folded(before) == folded(after.title):
        return None
    return Edit(Edited.HEADLINE)


def diff(before: str, after: str) -> list[DiffLine]:
    """Return what changed, paragraph by paragraph and within them word by word."""
    old, new = before.split("\n"), after.split("\n")
    lines: list[DiffLine] = []
    matcher = SequenceMatcher(None, [folded(line) for line in old], [folded(line) for line in new], autojunk=False)
    for op, start, end, new_start, new_end in matcher.get_opcodes():
        if op == "equal":
            lines.append(DiffLine((), skipped=end - start))
        else:
            lines.extend(_paired(old[start:end], new[new_start:new_end]))
    return lines


def as_text(lines: Sequence[DiffLine]) -> str:
    """Return a diff for a terminal; ``[-removed-]`` and ``{+added+}`` inside paragraphs, as in git's word diff."""
    return "\n".join(_as_line(line) for line in lines)


def _as_line(line: DiffLine) -> str:
    if not line.runs:
        return f"  ... {line.skipped} unchanged"
    if len(line.runs) == 1:
        run = line.runs[0]
        return {Op.REMOVED: "- ", Op.ADDED: "+ ", Op.KEPT: "  "}[run.op] + run.text
    marks = {Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}", Op.KEPT: "{}"}
    return "~ " + " ".join(marks[run.op].format(run.text) for run in line.runs)


def _lines(text: str, repeated: set[str]) -> dict[str, str]:
    """Return the lines by what they say, in order; repeated ones left out."""
    keyed = {folded(line): line for line in text.split("\n")}
    return {key: line for key, line in keyed.items() if key and key not in repeated}


def _is_cut(old: dict[str, str], new: dict[str, str]) -> bool:
    """Tell whether *new* is merely less of *old*, as behind a paywall that came later."""
    fewer = sum(map(len, new)) < _SHRUNK * sum(map(len, old))
    return fewer and all(key in old for key in list(new)[:-1])


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    """Yield the lines of a changed stretch; a paragraph and its edited form become one."""
    waiting = list(new)
    for line in old:
        at = next((place for place, other in enumerate(waiting) if _are_alike(line, other)), None)
        if at is None:
            yield DiffLine((Run(Op.REMOVED, line),))
            continue
        for added in waiting[:at]:
            yield DiffLine((Run(Op.ADDED, added),))
        yield DiffLine(tuple(_word_runs(line.split(), waiting[at].split())))
        waiting = waiting[at + 1 :]
    for added in waiting:
        yield DiffLine((Run(Op.ADDED, added),))


def _are_alike(line: str, other: str) -> bool:
    words, others = set(line.split()), set(other.split())
    return len(words & others) >= _LIKE * max(len(words), len(others), 1)


def _word_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for op, start, end, new_start, new_end in matcher.get_opcodes():
        if op == "equal":
            yield Run(Op.KEPT, " ".join(old[start:end]))
            continue
        if end > start:
            yield Run(Op.REMOVED, " ".join(old[start:end]))
        if new_end > new_start:
            yield Run(Op.ADDED, " ".join(new[new_start:new_end]))
