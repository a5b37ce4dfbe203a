"""Text to the words that the search index holds. Pure; both databases are given the very same words.

Case, diacritics and width are folded; letters part from digits, so that "GPT4", "GPT-4" and "GPT 4" are
the same two words; scripts written without blanks yield one word a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

MAX_WORDS = 16_000  # of an article; Postgres knows no position above 16,383
MAX_REPEATS = 255  # of one word; Postgres keeps no more positions of a lexeme (tsearch/ts_type.h, MAXNUMPOS)
MAX_LETTERS = 100  # of one word

_NOT_DECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_KEPT_MARK_CLASSES = (0, 7, 9)  # vowel signs, nukta and virama carry the word; accents, points and tones do not

_MARKS = "".join(chr(code) for code in range(0x900, 0x1D00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"\d+|[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}][{_MARKS}]*)+")
_ASCII_WORD = re.compile(r"[0-9]+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of an article. An empty word keeps a position free."""

    title: tuple[str, ...]
    text: tuple[str, ...]


def words(text: str) -> list[str]:
    """Return the folded words of *text*, in order."""
    found = _ASCII_WORD.findall(text.lower()) if text.isascii() else _WORD.findall(fold(text))
    return [word[:MAX_LETTERS] for word in found]


def fold(text: str) -> str:
    """Return *text* without differences of case, accent and width."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in decomposed if unicodedata.combining(char) in _KEPT_MARK_CLASSES)
    return unicodedata.normalize("NFC", kept).translate(_NOT_DECOMPOSED)


def indexed(title: str, text: str) -> Indexed:
    """Return the words to index, within the bounds above."""
    repeats: Counter[str] = Counter()

    def bounded(word: str) -> str:
        repeats[word] += 1
        return word if repeats[word] <= MAX_REPEATS else ""

    in_title = [bounded(word) for word in words(title)[:MAX_WORDS]]
    in_text = [bounded(word) for word in words(text)[: MAX_WORDS - len(in_title)]]
    return Indexed(tuple(in_title), tuple(in_text))
