"""How English ties quoted words to whoever said them: verbs of saying after, before and around a quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.tag.quotes.wordings import (
    ADVERB,
    AND_OTHERS,
    APPOSITIVE,
    AT,
    CALLING,
    DESCRIBED,
    END,
    NAME,
    NAMING,
    OWN,
    PARTICIPLES,
    SAYING,
    TELLING,
    WHO,
    WHOM,
)

# `“The Late Show,” Doe said that the firm would ship` quotes a title.
_NO_THAT = r"(?! that (?!day|night|morning|afternoon|evening|week|month|year))"
_QUOTED = re.compile(
    rf"\s*,?\s*(?:[\w’'&-]+,? ){{0,6}}?(?P<cue>quoted|quotes|cited) (?P<who>{NAME}) as (?:saying|telling)"
)

_INVERTED = re.compile(rf"\s*,?\s*(?P<cue>{SAYING})(?:\s+|(?=[A-Z][a-z]))(?:{WHO}|{DESCRIBED}(?P<late>{NAME}))")
_PLAIN = re.compile(
    rf"\s*,?\s*(?:as )?{DESCRIBED}{WHO}{OWN}{AND_OTHERS}{AT}{APPOSITIVE},?\s+"
    rf"{ADVERB}(?P<cue>{SAYING}|began|begins|found|read|(?<=ha[ds] )written){END}{_NO_THAT}"
)
_ACCORDING = re.compile(rf"\s*,?\s*(?P<cue>according to)\s+(?:{WHOM}|{DESCRIBED}(?P<late>{NAME}))")
_DAY = r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
_SAID_BY = re.compile(
    rf"(?P<cue>said|says|say|added|adds|wrote|writes|explained|explains) (?P<who>{_DAY}{NAME})(?=[.,])"
)
_SIGNED = re.compile(rf"\s{{0,3}}(?P<cue>[—–]) ?(?P<who>{NAME})(?=,|\.?\s*$|\n| \()", re.MULTILINE)

_NOT = "".join(rf"(?<!{word} )" for word in ("declined", "refused", "failed", "not"))
_CUE = re.compile(
    rf"\b(?:(?P<participle>{PARTICIPLES})(?! (?:(?:it|him|her|them)sel(?:f|ves)|(?:\w+ )?attention)\b)|"
    rf"(?P<infinitive>{_NOT}to (?:say|add|write|call|describe)(?! (?:\w+ )?attention))|"
    rf"(?P<finite>{SAYING}|{CALLING}|call(?:ed|s)(?! (?:for|on|off|upon|(?:\w+ )?attention)\b)))\b"
)
_ENDS_WITH_WHO = re.compile(rf"{WHO}{OWN}{AND_OTHERS}{AT}{APPOSITIVE},?\s+{ADVERB}$")
_ENDS_WITH_RELATIVE = re.compile(rf"(?P<who>{NAME}){AT}(?:,[^,\n]{{2,90}})?,? who {ADVERB}$")
_GOES_ON = re.compile(r"(?:\band|\bbut|\bthen|,)\s+(?:\w+ly |also |then )*$")
_ACCORDING_BEFORE = re.compile(rf"\b(?P<cue>[Aa]ccording to) {WHOM}{AT}[^.\n]{{0,60}}$")
_OWN_WORDS = re.compile(rf"\b[Ii]n (?P<who>{NAME}|his|her|their|its)(?:['’]s)?(?: own)? (?P<cue>words),? $")
_WORK = re.compile(
    r"\b(?:(?:en)?titled|headlined|nicknamed|known as|the (?:headline|title|hashtag|slogan)|"
    r"(?:album|book|episode|essay|film|movie|novel|podcast|seminar|song|track)s?,?(?: called)?) $"
)
_NEW_SENTENCE = re.compile(r"\s*(?:The|An?|He|She|It|They|One|In|On|At|But|And)\b")
_ENDS_THERE = re.compile(r"[.,;]|\s(?:in an?|on|at|during) ")
_TERM = re.compile(r"\b(?:what|which|so-called)\b[^.,]{0,60}$")

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
    for pattern in (_INVERTED, _ACCORDING, _QUOTED, _PLAIN):
        found = pattern.match(text, closing, until)
        if found is None:
            continue
        if pattern is _PLAIN and ending in ".?!…" and not _belongs(text, found, ending, until):
            return None
        return _said(found)
    signed = _SIGNED.match(text, closing)
    return _said(signed) if signed and ending in ".!?…" else None


def said_before(text: str, sentence: int, opening: int, words: int) -> Said | None:
    """Return who is named in the sentence that leads to a quotation of so many *words*."""
    lead = text[sentence:opening]
    for pattern in (_ACCORDING_BEFORE, _OWN_WORDS):
        if found := pattern.search(lead):
            if found["who"] in ("his", "her", "their", "its"):
                return Said(found["cue"])
            return _said(found, sentence)
    of_subject: Said | None = None
    for cue in list(_CUE.finditer(lead, max(0, len(lead) - _WINDOW)))[: -_MOST_CUES - 1 : -1]:  # the nearest first
        upto = lead[: cue.start()]
        if cue["participle"] or cue["infinitive"]:
            of_subject = of_subject or Said(cue.group())
            continue
        if upto.endswith(", ") and (inverted := _SAID_BY.match(lead, cue.start())):
            return _said(inverted, sentence)
        if cue.group() in TELLING and not lead[cue.end() :].strip():
            return None  # `told “Fox News Sunday”`
        if of_subject is None and cue.group() in NAMING and words <= _TERM_WORDS and _TERM.search(upto):
            return None
        found = _ENDS_WITH_WHO.search(upto, max(0, len(upto) - _WINDOW)) or _ENDS_WITH_RELATIVE.search(upto)
        if found:
            verb = of_subject.cue if of_subject else cue.group()
            return Said(verb, (sentence + found.start("who"), sentence + found.end("who")))
        if _GOES_ON.search(upto):
            of_subject = of_subject or Said(cue.group())
    if of_subject:
        return of_subject
    if lead.rstrip().endswith(":") and words > _TERM_WORDS:
        return Said(":")
    return None


def names_a_work(text: str, sentence: int, opening: int) -> bool:
    """Return whether the words before a quotation make it the name of something: `the podcast “Hard Fork”`."""
    return _WORK.search(text, max(sentence, opening - 40), opening) is not None


def _belongs(text: str, found: re.Match[str], ending: str, until: int) -> bool:
    """`end." Smith said the next thing` and `end?" The report said the next thing` are sentences of their own."""
    if _NEW_SENTENCE.match(found.group()):
        return False
    end = found.end("cue")
    return ending != "." or end >= until or _ENDS_THERE.match(text, end, until) is not None


def _said(found: re.Match[str], offset: int = 0) -> Said:
    group = "who" if found["who"] else "late"  # behind words that describe
    return Said(found["cue"], (offset + found.start(group), offset + found.end(group)))
