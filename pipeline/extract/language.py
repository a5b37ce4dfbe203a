"""Which language an article is written in: what its text shows, checked against what the page declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lingua import LanguageDetector, LanguageDetectorBuilder

from pipeline.extract.evidence import Evidence

_SAMPLE_CHARS = 120
_LEAST_LETTERS = 40
# so close that a page's own word counts for more than a short sample
_SURE_WORDS = 4
# words that nearly every paragraph of a language has, and few paragraphs of another: when the page's own word is
# confirmed by several of them, the detector need not be asked, nor loaded
_COMMON = {
    tag: frozenset(words.split())
    for tag, words in {
        "en": "the of and to that with for from by has have said",
        "de": "der die das und den von mit ist nicht auf eine sich",
        "fr": "les des et une du dans que pour est sur qui par",
        "es": "el los las y que una por con para del según sus",
        "it": "il che di e della una per con non sono nel gli",
        "pt": "os e que da do uma com para não em dos ao",
        "nl": "het een van en dat met voor niet zijn op aan wordt",
        "sv": "och att det som för på är med av inte till har",
        "pl": "w i na z że się nie do jest o dla przez",
        "cs": "a v na se že je s z pro který do jako",
        "tr": "ve bir bu için ile olarak olan daha çok en sonra kadar",
        "ru": "и в на не что с по как для его это от",
        "uk": "і в на не що з за до та для як це",
        "fi": "ja on että ei oli se hän myös joka mutta ovat kun",
        "hu": "a az és hogy nem egy is volt meg van ez mint",
        "id": "yang dan di dengan untuk dari pada ini itu tidak akan juga",
    }.items()
}
_CLOSE = (
    "no nb nn da sv",
    "cs sk",
    "hr sr bs sl",
    "id ms",
    "xh zu st tn sn",
    "pt gl es ca",
    "uk ru be bg mk",
    "fa ur ar",
    "zh ja",
)


def choose_language(evidence: Evidence, text: str) -> tuple[str | None, str | None]:
    """Return the primary subtag and where it comes from."""
    declared, origin = next(_declared(evidence), (None, None))
    if declared is not None and _is_confirmed(declared, text):
        return declared, origin
    detected = detect(text[:_SAMPLE_CHARS])
    if detected is not None and declared not in (None, detected):
        detected = detect(text[: 4 * _SAMPLE_CHARS])  # a second look before the page is contradicted
    if detected is None or detected == declared or (declared is not None and _are_close(declared, detected)):
        return declared, origin
    return detected, "text"


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of *text*; None when it is too short to tell."""
    if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return None
    language = _detector().detect_language_of(text)
    return language.iso_code_639_1.name.lower() if language else None


def primary_tag(tag: object) -> str | None:
    """Return the primary subtag of a BCP 47 tag or a locale such as ``de_DE``; None when it is neither."""
    if not isinstance(tag, str):
        return None
    primary = tag.strip().replace("_", "-").partition("-")[0].lower()
    return primary if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3 else None


@cache
def _detector() -> LanguageDetector:
    """One for each process: some 70 MB in its low accuracy mode, which suffices from two sentences on."""
    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()


def _is_confirmed(tag: str, text: str) -> bool:
    words = text[: 5 * _SAMPLE_CHARS].casefold().split()
    return len(_COMMON.get(tag, frozenset()).intersection(words)) >= _SURE_WORDS


def _are_close(one: str, other: str) -> bool:
    return any(one in group.split() and other in group.split() for group in _CLOSE)


def _declared(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for value in evidence.described("inLanguage"):
        if tag := primary_tag(value):
            yield tag, "json-ld"
    if tag := primary_tag(evidence.root.get("lang")):
        yield tag, "html lang"
    for claim in evidence.meta("og:locale", "content-language", "dc.language", "language"):
        if tag := primary_tag(claim.value):
            yield tag, claim.origin
    if evidence.entry is not None and (tag := primary_tag(evidence.entry.language)):
        yield tag, "feed"
