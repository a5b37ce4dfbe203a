"""Which script a character belongs to, and where one script meets another.

A change of script is a word boundary: nothing parts "OpenAI" from "发布", and still they are two words. Scripts that
are written without blanks (Han, kana, Thai, Lao, Khmer, Burmese) have a boundary between any two characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from functools import cache, lru_cache


class Script(Enum):
    """Scripts as far as the difference matters; LATIN stands for every other letter, DIGIT joins any neighbour."""

    LATIN = ""
    DIGIT = "0-9"
    GREEK = "\u0370-\u03ff\u1f00-\u1fff"
    CYRILLIC = "\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f"
    ARMENIAN = "\u0530-\u058f"
    HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
    ARABIC = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
    INDIC = "\u0900-\u0dff"
    THAI = "\u0e00-\u0e7f"
    LAO = "\u0e80-\u0eff"
    BURMESE = "\u1000-\u109f"
    GEORGIAN = "\u10a0-\u10ff"
    ETHIOPIC = "\u1200-\u139f"
    KHMER = "\u1780-\u17ff"
    HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"
    HIRAGANA = "\u3041-\u309f"
    KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


UNSPACED = frozenset(
    {Script.HAN, Script.HIRAGANA, Script.KATAKANA, Script.THAI, Script.LAO, Script.KHMER, Script.BURMESE}
)
_WHOLE = frozenset({Script.KATAKANA})  # names from abroad: a run of it is one word
_WHOLLY_LETTERS = frozenset({Script.HAN, Script.HANGUL, Script.HIRAGANA, Script.KATAKANA})  # no need to look at each
_LANGUAGE_OF = {Script.HANGUL: "ko", Script.THAI: "th", Script.HEBREW: "he", Script.GREEK: "el", Script.GEORGIAN: "ka"}
_TOLD_BY_SCRIPT = 0.3  # of the letters; names in Latin letters are many in news of technology


@cache
def letters_of(script: Script) -> str:
    """Return the letters, marks and digits of *script* as the inside of a character class, punctuation left out."""
    if script in _WHOLLY_LETTERS:
        return script.value
    found = []
    for low, high in re.findall(r"(.)-(.)", script.value):
        found += [char for char in map(chr, range(ord(low), ord(high) + 1)) if unicodedata.category(char)[0] in "LMN"]
    return "".join(found)


@cache
def others() -> str:
    """Return the inside of a character class that holds every script but Latin."""
    return "".join(letters_of(script) for script in Script if script not in (Script.LATIN, Script.DIGIT))


def has_others(text: str) -> bool:
    """Return whether *text* has a letter of a script other than Latin."""
    if text.isascii():
        return False
    return _looker()(text)


@lru_cache(maxsize=8192)
def script_of(char: str) -> Script | None:
    """Return the script of one character; None for what is neither letter, mark nor digit."""
    if char.isdecimal():
        return Script.DIGIT
    code = ord(char)
    for script in Script:
        if any(ord(low) <= code <= ord(high) for low, high in re.findall(r"(.)-(.)", script.value)):
            return script if unicodedata.category(char)[0] in "LMN" else None
    return Script.LATIN if char.isalnum() else None


def parts_words(left: str, right: str) -> bool:
    """Return whether one word may end and another begin between two neighbours, each one character or none."""
    if not left or not right:
        return True
    if left.isascii() and right.isascii():
        return not (left.isalnum() and right.isalnum())
    one, other = script_of(left), script_of(right)
    if one is None or other is None:
        return True
    if one in UNSPACED or other in UNSPACED:
        return not (one is other and one in _WHOLE)
    return one is not other and Script.DIGIT not in (one, other)


def latin_only(text: str) -> str:
    """Return *text* with a blank for each letter of another script, so that patterns for Latin find their edges."""
    return _other().sub(" ", text) if has_others(text) else text


def language_by_script(text: str) -> str | None:
    """Return the language that the script of *text* tells by itself, however short it is; None where it does not.

    Kana are Japanese, Han without them Chinese; Arabic and Cyrillic serve many languages.
    """
    if not has_others(text):
        return None
    counts: dict[Script, int] = {}
    for char in text:
        if char.isalpha():
            script = script_of(char) or Script.LATIN
            counts[script] = counts.get(script, 0) + 1
    letters = sum(counts.values())
    kana = counts.get(Script.HIRAGANA, 0) + counts.get(Script.KATAKANA, 0)
    if kana and kana + counts.get(Script.HAN, 0) >= _TOLD_BY_SCRIPT * letters:
        return "ja"
    if counts.get(Script.HAN, 0) >= _TOLD_BY_SCRIPT * letters > 0:
        return "zh"
    return next((tag for script, tag in _LANGUAGE_OF.items() if counts.get(script, 0) >= letters / 2 > 0), None)


@cache
def _looker() -> Callable[[str], bool]:
    """Return what tells whether a text has a letter of another script.

    A look-up of all code units at once takes a tenth of the time of a pattern's search: most texts have none.
    """
    import numpy as np  # commands that read no text need none

    is_other = np.zeros(0x10000, dtype=np.bool_)  # for each UTF-16 code unit
    for script in Script:
        if script in (Script.LATIN, Script.DIGIT):
            continue
        letters = letters_of(script)
        for low, high in (
            re.findall(r"(.)-(.)", letters) if script in _WHOLLY_LETTERS else zip(letters, letters, strict=True)
        ):
            if ord(high) < len(is_other):
                is_other[ord(low) : ord(high) + 1] = True
    is_other[0xD840:0xD8C0] = True  # the high surrogates of U+20000 to U+3FFFF: Han

    def look(text: str) -> bool:
        return bool(is_other[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")].any())

    return look


@cache
def _other() -> re.Pattern[str]:
    return re.compile(f"[{others()}]")
