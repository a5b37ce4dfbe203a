"""Which language an article is written in: what its text shows, checked against what the page declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from lingua import LanguageDetector, LanguageDetectorBuilder

from pipeline.extract.evidence import Evidence
from pipeline.text.languages import codes, language
from pipeline.text.scripts import language_by_script

_SAMPLE_CHARS = 120
_LEAST_LETTERS = 40
# so close that a page's own word counts for more than a short sample
_SURE_WORDS = 4
_FEWEST_STOPS, _STOP_SHARE = 8, 0.25  # words that no story is known by: a quarter of a text in their language
_TELLING_WORDS, _TIMES_OTHERS = 6, 1.5  # common words that tell a language, and how many times those of any other
_WORDS_CHARS = 1500
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
_SHARING = frozenset(" ".join((*_CLOSE, "nl af")).split())  # languages whose common words are their neighbours' as well


def choose_language(evidence: Evidence, text: str) -> tuple[str | None, str | None]:
    """Return the primary subtag and where it comes from."""
    declared, origin = next(_declared(evidence), (None, None))
    if declared is not None and _is_confirmed(declared, text):
        return declared, origin
    detected = _told_by_words(text) or detect(text[:_SAMPLE_CHARS])
    if detected is not None and declared not in (None, detected):
        detected = detect(text[: 4 * _SAMPLE_CHARS])  # a second look before the page is contradicted
    if detected is None or detected == declared or (declared is not None and _are_close(declared, detected)):
        return declared, origin
    return detected, "text"


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of *text*; None when it is too short to tell.

    Common words tell it in a twentieth of the detector's time, unless a language's neighbours share them.

    A script that only one language uses tells it in a text of any length.
    """
    if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return language_by_script(text)
    if told := _told_by_words(text):
        return told
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else None


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


def _told_by_words(text: str) -> str | None:
    """Return the language whose common words *text* has many of, and of no other nearly as many; None if unsure."""
    words = frozenset(text[:_WORDS_CHARS].casefold().split())
    counts = sorted((len(common & words), code) for code, common in _common_words())
    (others, _), (most, code) = counts[-2:]
    if most >= _TELLING_WORDS and most >= _TIMES_OTHERS * others and code not in _SHARING:
        return code
    return _told_by_stop_words(Counter(text[:_WORDS_CHARS].casefold().split()))


def _told_by_stop_words(words: Counter[str]) -> str | None:
    """Return the language of whose stop words a text is full, and of no other's nearly as much; None if unsure."""
    shares = sorted((sum(words[word] for word in words.keys() & stop), code) for code, stop in _stop_words())
    (others, _), (most, code) = shares[-2:]
    full = most >= max(_FEWEST_STOPS, _STOP_SHARE * words.total())
    return code if full and most >= _TIMES_OTHERS * others and code not in _SHARING else None


@cache
def _common_words() -> tuple[tuple[str, frozenset[str]], ...]:
    known = ((code, language(code)) for code in codes())
    return tuple((code, one.common) for code, one in known if one is not None and one.common)


@cache
def _stop_words() -> tuple[tuple[str, frozenset[str]], ...]:
    known = ((code, language(code)) for code in codes())
    return tuple((code, one.stop) for code, one in known if one is not None and one.stop)


def _is_confirmed(tag: str, text: str) -> bool:
    """Tell whether words that most paragraphs of the language *tag* have, and few of others, confirm it in *text*.

    Then the detector need not be asked, nor loaded.
    """
    known = language(tag)
    if known is None:
        return False
    words = text[: 5 * _SAMPLE_CHARS].casefold().split()
    if len(known.common.intersection(words)) >= _SURE_WORDS:
        return True
    return sum(word in known.stop for word in words) >= max(_FEWEST_STOPS, _STOP_SHARE * len(words))


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
