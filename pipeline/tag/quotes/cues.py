"""How English ties quoted words to whoever said them: verbs of saying after, before and around a quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.tag.quotes.patterns import pattern, words

_WINDOW = 260  # characters in which a speaker is looked for on each side
_MOST_CUES = 4  # verbs that are looked at before one quotation
_TERM_WORDS = 4  # "what it calls a chain of thought" names a thing and quotes nobody


@dataclass(frozen=True, slots=True)
class Said:
    """The verb, and from where to where a speaker is named; *place* None: by the subject of the sentence."""

    cue: str
    place: tuple[int, int] | None = None


def said_after(text: str, closing: int, ending: str) -> Said | None:
    """Return who is named behind a quotation that ends with the character *ending*."""
    line_end = text.find("\n", closing)
    until = min(closing + _WINDOW, line_end if line_end >= 0 else len(text))
    for name in ("inverted", "according", "quoted", "plain"):
        found = pattern(name).match(text, closing, until)
        if found is None:
            continue
        if name == "plain" and ending in ".?!…" and not _belongs(text, found, ending, until):
            return None
        return _said(found)
    signed = pattern("signed").match(text, closing)
    return _said(signed) if signed and ending in ".!?…" else None


def said_before(text: str, sentence: int, opening: int, length: int) -> Said | None:
    """Return who is named in the sentence that leads to a quotation of *length* words."""
    lead = text[sentence:opening]
    for name in ("according_before", "own_words"):
        if found := pattern(name).search(lead):
            if found["who"] in ("his", "her", "their", "its"):
                return Said(found["cue"])
            return _said(found, sentence)
    of_subject: Said | None = None
    cues = list(pattern("cue").finditer(lead, max(0, len(lead) - _WINDOW)))
    for cue in cues[: -_MOST_CUES - 1 : -1]:  # the nearest first
        upto = lead[: cue.start()]
        if cue["participle"] or cue["infinitive"]:
            of_subject = of_subject or Said(cue.group())
            continue
        if upto.endswith(", ") and (inverted := pattern("said_by").match(lead, cue.start())):
            return _said(inverted, sentence)
        if cue.group() in words("telling") and not lead[cue.end() :].strip():
            return None  # `told “Fox News Sunday”`
        names = of_subject is None and cue.group() in words("naming")
        if names and length <= _TERM_WORDS and pattern("term").search(upto):
            return None
        found = pattern("ends_with_who").search(upto, max(0, len(upto) - _WINDOW))
        found = found or pattern("ends_with_relative").search(upto)
        if found:
            verb = of_subject.cue if of_subject else cue.group()
            return Said(verb, (sentence + found.start("who"), sentence + found.end("who")))
        if pattern("goes_on").search(upto):
            of_subject = of_subject or Said(cue.group())
    if of_subject:
        return of_subject
    if lead.rstrip().endswith(":") and length > _TERM_WORDS:
        return Said(":")
    return None


def names_a_work(text: str, sentence: int, opening: int) -> bool:
    """Return whether the words before a quotation make it the name of something: `the podcast “Hard Fork”`."""
    return pattern("work").search(text, max(sentence, opening - 40), opening) is not None


def _belongs(text: str, found: re.Match[str], ending: str, until: int) -> bool:
    """`end." Smith said the next thing` and `end?" The report said the next thing` are sentences of their own."""
    if pattern("new_sentence").match(found.group()):
        return False
    end = found.end("cue")
    return ending != "." or end >= until or pattern("ends_there").match(text, end, until) is not None


def _said(found: re.Match[str], offset: int = 0) -> Said:
    group = "who" if found["who"] else "late"  # behind words that describe
    return Said(found["cue"], (offset + found.start(group), offset + found.end(group)))
