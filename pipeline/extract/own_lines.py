"""Whether a line that begins like furniture is a sentence of the article: quoted, reported, or without any offer.

"Download the weights and the model runs on a laptop, the note promises" begins as "Download the app" does, and
"Our browser will ask before it pays, she said" as "Our site uses cookies". What an outlet says to its readers offers
them something or asks something of them; what an article says is said by somebody, of something else.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from pipeline.extract.blocks import Block, Kind
from pipeline.text.sentences import is_closed

_PROSE_WORDS = 12
_HEADED_WORDS = 5  # of a sentence below a heading
_QUOTED_WORDS = 4
_MOST_LINKED = 0.5
_FEWEST_LOWER, _LOWER_SHARE = 4, 0.6  # words in small letters, which names of photographers are not
_QUOTED = re.compile(r"[\"“„«»”]([^\"“„«»”]{2,600})[\"“„«»”]")
_OPENING = re.compile(r"^\W{0,2}[\"“„«»]")
_NOTICE = re.compile(r"©|\(c\)|copyright\W{1,3}(?:19|20)\d\d|www\.|https?:|\btel\.|@\w", re.IGNORECASE)
_AGENCIES = re.compile(
    r"getty|reuters|\b(?:afp|ap photo|epa|dpa)\b|shutterstock|istock|imago|picture[- ]alliance|alamy|unsplash|©|/",
    re.IGNORECASE,
)


def is_own_line(block: Block, before: Block | None, after: Block | None) -> bool:
    """Tell whether *block*, which begins like furniture, is the article's own; its neighbours are given."""
    if block.link_share >= _MOST_LINKED or _NOTICE.search(block.text):
        return False
    if block.kind is Kind.HEADING:
        over_text = after is not None and _is_sentence(after, _HEADED_WORDS)
        return over_text and not block.text.endswith(":") and not _asks(block.text)
    quoted = _QUOTED.search(block.text)
    if quoted and _OPENING.match(block.text) and len(quoted[1].split()) >= _QUOTED_WORDS:
        return True
    if block.kind is Kind.ITEM and any(one is not None and one.kind is Kind.ITEM for one in (before, after)):
        return is_closed(block.text) and not _asks(block.text)
    if not _is_sentence(block):
        return False
    outside = _QUOTED.sub(" ", block.text)
    return is_reported(outside) or not _asks(outside)


def is_own_credit(block: Block, before: Block | None, after: Block | None) -> bool:
    """Tell whether a line that begins like a picture's credit ("Image: ...") says more than who made it."""
    if _AGENCIES.search(block.text):
        return False
    if block.kind is Kind.ITEM:
        return any(one is not None and one.kind is Kind.ITEM for one in (before, after))
    words = [word for word in block.text.split() if word[0].isalpha()]
    lower = sum(word.islower() for word in words)
    return _is_sentence(block) and lower >= max(_FEWEST_LOWER, _LOWER_SHARE * len(words))


def _is_sentence(block: Block, least: int = _PROSE_WORDS) -> bool:
    words = len(block.text.split())
    return words >= least and block.link_share < _MOST_LINKED and is_closed(block.text)


def _asks(text: str) -> bool:
    return _offers(text) or _words("addresses").search(text) is not None


def _offers(text: str) -> bool:
    return _words("offers").search(text) is not None


def is_reported(text: str) -> bool:
    """Tell whether somebody is said to say something in *text*."""
    return _words("says").search(text) is not None


@cache
def _words(kind: str) -> re.Pattern[str]:
    table = tomllib.loads(files(__package__).joinpath("data", "own_lines.toml").read_text(encoding="utf-8"))
    words = {" ".join(word.split()) for line in table[kind].values() for word in line.split(",")} - {""}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
