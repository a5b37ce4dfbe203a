"""Text to the words that the search index holds and a query asks for. Pure; both databases get the very same words.

Case, diacritics and width are folded; letters part from digits, so that "GPT4", "GPT-4" and "GPT 4" are
the same two words; scripts written without blanks yield one word a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.records import IndexWords

MAX_WORDS = 16_000  # of an article; Postgres knows no position above 16,383
MAX_REPEATS = 255  # of one word; Postgres keeps no more positions of a lexeme (tsearch/ts_type.h, MAXNUMPOS)
MAX_LETTERS = 100  # of one word
FREE_POSITION = "·"  # stands where a word is left out; no word of a query can equal it

_NOT_DECOMPOSED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_KEPT_MARK_CLASSES = (0, 7, 9)  # vowel signs, nukta and virama carry the word; accents, points and tones do not

_MARKS = "".join(chr(code) for code in range(0x900, 0x1D00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"\d+|[{UNSPACED}]|(?:[^\W\d_{UNSPACED}][{_MARKS}]*)+")
_ASCII_WORD = re.compile(r"[0-9]+|[a-z]+")


def words(text: str) -> list[str]:
    """Return the folded words of *text*, in order."""
    folded = text.lower() if text.isascii() else fold(text)
    found: list[str] = (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
    return found if max(map(len, found), default=0) <= MAX_LETTERS else [word[:MAX_LETTERS] for word in found]


def fold(text: str) -> str:
    """Return *text* without differences of case, accent and width."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # A text has few different marks, and taking one out costs less than asking each character whether it is one.
    marks = (char for char in set(decomposed) if unicodedata.combining(char) not in _KEPT_MARK_CLASSES)
    kept = _replaced(decomposed, dict.fromkeys(marks, ""))
    return _replaced(unicodedata.normalize("NFC", kept), _NOT_DECOMPOSED)


def index_words(title: str, text: str) -> IndexWords:
    """Return the words to index, within the bounds above."""
    in_title = words(title)[:MAX_WORDS]
    in_text = words(text)[: MAX_WORDS - len(in_title)]
    often = {word for word, count in Counter([*in_title, *in_text]).items() if count > MAX_REPEATS}
    if often:
        repeats: Counter[str] = Counter()
        in_title = list(_bounded(in_title, often, repeats))
        in_text = list(_bounded(in_text, often, repeats))
    return IndexWords(" ".join(in_title), " ".join(in_text))


def _bounded(found: Iterable[str], often: set[str], repeats: Counter[str]) -> Iterable[str]:
    for word in found:
        if word in often:
            repeats[word] += 1
        yield word if repeats[word] <= MAX_REPEATS else FREE_POSITION


def _replaced(text: str, replacements: Mapping[str, str]) -> str:
    for char, replacement in replacements.items():
        text = text.replace(char, replacement)
    return text
