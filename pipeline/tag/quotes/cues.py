"""How English ties quoted words to whoever said them: verbs of saying after, before and around a quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass


def _any(words: str) -> str:
    """Return a pattern for any of *words*, the longest first; what is said in several words is joined by _."""
    return "|".join(sorted(words.split(), key=len, reverse=True)).replace("_", " ")


SAYING = _any(
    """
    said says say told tells wrote writes added adds explained explains noted notes argued argues stated states
    claimed claims announced posted tweeted continued continues warned warns insisted insists acknowledged
    acknowledges admitted admits declared declares replied replies responded responds commented comments recalled
    recalls concluded concludes remarked remarks quipped asked asks joked jokes predicted predicts emphasized
    emphasised emphasizes stressed stresses observed observes suggested suggests testified confirmed confirms
    disclosed revealed reveals cautioned cautions countered counters conceded concedes complained believes thinks
    boasted reckons reckoned urged urges vowed lamented marveled marvelled mused hinted reiterated reiterates
    pledged promised promises reported contended contends maintained maintains alleged alleges asserted asserts
    retorted agreed agrees answered advised assured clarified echoed elaborated estimated exclaimed opined
    proclaimed recounted reflected remembered remembers repeated speculated summed_up teased wondered shot_back
    put_it puts_it was_quoted_as_saying say write explain argue warn insist believe reads reflects laughed laughs
    shouted shouts texted emailed informed informs demanded demands pointed_out points_out went_on goes_on
    hit_back tell snapped snaps chanted sighed announces advises assures confessed apologized apologised
    """
)
# These take the quoted words as what something is called.
_CALLING = _any("describes described hailed hails dubbed dubs characterized characterised labelled labeled")
_TELLING = frozenset({"tell", "tells", "told", "informed", "informs"})
_NAMING = frozenset({"calls", "describes", "dubs"})
_PARTICIPLES = _any(
    """
    saying adding writing telling noting promising warning calling describing explaining arguing claiming insisting
    stating posting tweeting declaring acknowledging admitting urging stressing emphasizing suggesting predicting
    concluding replying confirming revealing responding remarking observing boasting joking recalling alleging
    announcing commenting lamenting vowing reiterating informing
    """
)
# "The company" is one that was named before; "the ministry" has no other name.
_GROUPS = _any(
    """
    company firm startup start-up lab maker giant chipmaker chip-maker automaker carmaker upstart vendor group
    organization organisation
    """
)
_BODIES = _any(
    """
    agency regulator military army police ministry government department board committee court union university
    administration council commission institute authority watchdog hospital delegation embassy association newspaper
    outlet foundation charity nonprofit
    """
)
_PERSONS = _any(
    """
    executive official source insider employee researcher analyst lawyer billionaire founder cofounder co-founder CEO
    chief_executive professor scientist engineer author senator minister commissioner judge president investor
    entrepreneur designer developer artist writer actor singer player coach user commenter customer worker teacher
    student parent expert critic doctor nurse officer reporter witness reader reviewer fan man woman actress agent
    voter person
    Republican Democrat governor congressman congresswoman chair chairman chairwoman director manager secretary aide
    adviser advisor strategist leader host lawmaker prosecutor attorney maintainer resident inspector_general economist
    physicist mathematician biologist historian psychologist
    """
)
_CROWDS = "|".join(f"{one}s" for one in _PERSONS.split("|")) + "|people|authorities|police"
_PAPERS = _any(
    """
    blog_post post statement letter memo email e-mail announcement press_release update filing lawsuit complaint report
    notice message paper study document suit
    """
)

_WORD = r"(?:(?:[A-Z]\.){2,4}(?=\s)|(?:[A-ZÀ-ÖØ-Þ]|\b[a-z](?=[A-Z]))[\w-]*(?:['’](?!s\b)\w+)*)"
HONORIFIC = r"(?:Dr|Mr|Mrs|Ms|Prof|Sen|Rep|Gov|Gen|Sir|Lord|Dame|Lady|Col|Maj|Lt|Capt|Sgt|Adm|Rev|Hon|Insp)\b\.?"
_PARTICLE = r"(?:de|van|von|der|den|bin|ibn|al|el|la|le|di|da|dos|du|ter)\b"
# Where a page lost its full stop, the next sentence is no part of a name.
_NO_NAME = (
    r"(?!(?:The|An?|And|But|In|On|At|It|He|She|They|We|I|You|This|That|These|For|If|When|As|Read|See|Why|How|What|"
    r"Which|Photo|Image)\b)"
)
_HOUSE = (
    rf"(?:{_WORD} ){{0,3}}?(?:Academy|Association|Bank|Board|Bureau|Centers?|Centre|College|Department|Federation|"
    rf"Institute|Ministry|Museum|Office|School|Society|University) (?:of|for) (?:the )?{_WORD}"
    rf"(?:(?:,| and)? {_WORD}){{0,4}}"
)
_REST_OF_NAME = rf"(?: {_PARTICLE})*(?: {_NO_NAME}(?:{HONORIFIC}|[A-Z]\.|{_WORD})){{0,5}}"
NAME = rf"(?:{_HOUSE}|(?:{HONORIFIC} ){{0,2}}(?:[A-Z]\. ){{0,2}}{_WORD}{_REST_OF_NAME})"
# To go through a text with: a pattern that begins with a capital is found many times faster.
WORDS_OF_NAME = rf"[A-ZÀ-ÖØ-Þ][\w-]*(?:['’](?!s\b)\w+)*{_REST_OF_NAME}"
PRONOUN = r"(?:(?:[Hh]e|[Ss]he|[Tt]hey)\b(?:['’](?:d|s|ve)\b)?|[Ii]t\b)"
SPOKES = (
    r"(?:(?:[Aa]n?|[Tt]he|[Oo]ne) )?(?:(?!(?:an?|the|and|as|but|by|from|that|to|when|while)\b)[\w’'&.-]+ ){0,3}?"
    r"(?:spokes(?:person|man|woman|people)|representative)\b"
    rf"(?: (?:for|at|from|of) (?:the )?(?P<org>{NAME}))?"
)
_NOT_PRONOUN = r"(?!(?:he|she|they|it|we|I|you|that|which|who)\b)"
_TAIL = (
    rf"(?: (?:in|from|at|of|for|with|on|involved|familiar|close) (?:{_NOT_PRONOUN}[a-z0-9’'-]+ ){{0,3}}?"
    rf"(?:{NAME}|{_NOT_PRONOUN}[a-z0-9’'-]+)){{0,2}}?"
)
# Whom a preposition leads to is not who speaks.
_OF = "of in from at for to with by on about near against than like via".split()  # noqa: SIM905
_FREE = "".join(rf"(?<!\b{one} )(?<!\b{one} the )" for one in _OF) + r"(?<!\w)"
_KIN = _any("mother father mom dad wife husband son daughter brother sister widow family agent boss chief")
UNNAMED = (
    rf"(?:(?P<whose>{_FREE}{NAME}['’]s? (?:[\w-]+ ){{0,2}}?(?:{_PERSONS}|{_KIN})\b(?!['’]))|"
    r"(?:[Aa]n?|[Oo]ne|[Aa]nother|(?P<the>[Tt]he)) (?P<bare>(?:[\w’'-]+ ){0,3}?"
    rf"(?:(?P<group>{_GROUPS})|(?P<body>{_BODIES})|(?P<person>\d+-year-old|{_PERSONS})|(?P<paper>{_PAPERS}))\b(?!['’]))"
    rf"{_TAIL}|(?:[Tt]he )?(?P<crowd>(?:{_WORD} )?(?i:{_CROWDS})\b(?!['’])){_TAIL}|"
    rf"(?P<nobody>(?:[Aa]nother|[Oo]ne|[Ss]ome|[Oo]thers|[Mm]any)\b){_TAIL})"
)
_WHO = rf"(?P<who>{PRONOUN}|{SPOKES}|{UNNAMED}|{_FREE}{NAME})"
_WHOM = rf"(?P<who>{SPOKES}|{UNNAMED}|{NAME})"
_AND_OTHERS = rf"(?: and (?:{NAME}))?"
_AT = rf"(?: (?:of|from|at) (?:the )?{NAME})?"
_OWN = (
    r"(?:['’]s? (?:[\w-]+ ){0,2}(?:lawyers|attorneys|researchers|executives|engineers|officials|scientists|team|board|"
    r"management|leadership|website|blog|announcement|post|statement))?"
)
_ASIDE = r"[^,–—\n“\"_]{2,120}"
_APPOSITIVE = rf"(?: ?\([^()\n]{{2,60}}\)| [–—] {_ASIDE} [–—]|, {_ASIDE}(?:, {_ASIDE})?,| who{_ASIDE},)?"
_ADVERB = (
    r"(?:(?:also|later|then|has|have|had|once|even|did|does|would|has since|recently|previously|simply|first|still|"
    r"\w+ly) ){0,2}"
)
_DESCRIBED = r"(?:(?!(?:while|when|if|that|which|because|after|before|although)\b)[\w’'&-]+,? ){0,8}?"
# Some pages lose the blank between two words.
_END = r"(?:\b|(?=(?:on|in|to|The)(?:\b|[A-Z])))"

# `“The Late Show,” Doe said that the firm would ship` quotes a title.
_NO_THAT = r"(?! that (?!day|night|morning|afternoon|evening|week|month|year))"
_QUOTED = re.compile(
    rf"\s*,?\s*(?:[\w’'&-]+,? ){{0,6}}?(?P<cue>quoted|quotes|cited) (?P<who>{NAME}) as (?:saying|telling)"
)

_INVERTED = re.compile(rf"\s*,?\s*(?P<cue>{SAYING})(?:\s+|(?=[A-Z][a-z]))(?:{_WHO}|{_DESCRIBED}(?P<late>{NAME}))")
_PLAIN = re.compile(
    rf"\s*,?\s*(?:as )?{_DESCRIBED}{_WHO}{_OWN}{_AND_OTHERS}{_AT}{_APPOSITIVE},?\s+"
    rf"{_ADVERB}(?P<cue>{SAYING}|began|begins|found|read|(?<=ha[ds] )written){_END}{_NO_THAT}"
)
_ACCORDING = re.compile(rf"\s*,?\s*(?P<cue>according to)\s+(?:{_WHOM}|{_DESCRIBED}(?P<late>{NAME}))")
_DAY = r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
_SAID_BY = re.compile(
    rf"(?P<cue>said|says|say|added|adds|wrote|writes|explained|explains) (?P<who>{_DAY}{NAME})(?=[.,])"
)
_SIGNED = re.compile(rf"\s{{0,3}}(?P<cue>[—–]) ?(?P<who>{NAME})(?=,|\.?\s*$|\n| \()", re.MULTILINE)

_NOT = "".join(rf"(?<!{word} )" for word in ("declined", "refused", "failed", "not"))
_CUE = re.compile(
    rf"\b(?:(?P<participle>{_PARTICIPLES})(?! (?:(?:it|him|her|them)sel(?:f|ves)|(?:\w+ )?attention)\b)|"
    rf"(?P<infinitive>{_NOT}to (?:say|add|write|call|describe)(?! (?:\w+ )?attention))|"
    rf"(?P<finite>{SAYING}|{_CALLING}|call(?:ed|s)(?! (?:for|on|off|upon|(?:\w+ )?attention)\b)))\b"
)
_ENDS_WITH_WHO = re.compile(rf"{_WHO}{_OWN}{_AND_OTHERS}{_AT}{_APPOSITIVE},?\s+{_ADVERB}$")
_ENDS_WITH_RELATIVE = re.compile(rf"(?P<who>{NAME}){_AT}(?:,[^,\n]{{2,90}})?,? who {_ADVERB}$")
_GOES_ON = re.compile(r"(?:\band|\bbut|\bthen|,)\s+(?:\w+ly |also |then )*$")
_ACCORDING_BEFORE = re.compile(rf"\b(?P<cue>[Aa]ccording to) {_WHOM}{_AT}[^.\n]{{0,60}}$")
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
        if cue.group() in _TELLING and not lead[cue.end() :].strip():
            return None  # `told “Fox News Sunday”`
        if of_subject is None and cue.group() in _NAMING and words <= _TERM_WORDS and _TERM.search(upto):
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
