"""How English names who speaks, in fragments of patterns: names, pronouns, spokespeople, people without a name."""

from __future__ import annotations


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
CALLING = _any("describes described hailed hails dubbed dubs characterized characterised labelled labeled")
TELLING = frozenset({"tell", "tells", "told", "informed", "informs"})
NAMING = frozenset({"calls", "describes", "dubs"})
PARTICIPLES = _any(
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
WHO = rf"(?P<who>{PRONOUN}|{SPOKES}|{UNNAMED}|{_FREE}{NAME})"
WHOM = rf"(?P<who>{SPOKES}|{UNNAMED}|{NAME})"
AND_OTHERS = rf"(?: and (?:{NAME}))?"
AT = rf"(?: (?:of|from|at) (?:the )?{NAME})?"
OWN = (
    r"(?:['’]s? (?:[\w-]+ ){0,2}(?:lawyers|attorneys|researchers|executives|engineers|officials|scientists|team|board|"
    r"management|leadership|website|blog|announcement|post|statement))?"
)
_ASIDE = r"[^,–—\n“\"_]{2,120}"
APPOSITIVE = rf"(?: ?\([^()\n]{{2,60}}\)| [–—] {_ASIDE} [–—]|, {_ASIDE}(?:, {_ASIDE})?,| who{_ASIDE},)?"
ADVERB = (
    r"(?:(?:also|later|then|has|have|had|once|even|did|does|would|has since|recently|previously|simply|first|still|"
    r"\w+ly) ){0,2}"
)
DESCRIBED = r"(?:(?!(?:while|when|if|that|which|because|after|before|although)\b)[\w’'&-]+,? ){0,8}?"
# Some pages lose the blank between two words.
END = r"(?:\b|(?=(?:on|in|to|The)(?:\b|[A-Z])))"
