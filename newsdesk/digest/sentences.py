"""The opening sentences of a text, unchanged: a digest quotes and never paraphrases."""

from __future__ import annotations

import re

from pipeline.text.sentences import split_sentences

_DATELINE = re.compile(r"^[A-Z][A-Z .,'’/-]{2,40}(?:\([^)]{2,30}\)|,[^-–—:]{2,30})?\s*(?:[-–—]{1,2}|:)\s+(?=\S)")
_SHORT = 25  # characters: what is shorter is a kicker or a label, no sentence


def opening(text: str, *, characters: int, sentences: int) -> tuple[str, ...]:
    """Return the first sentences of *text* (paragraphs parted by newlines), at most so many and so long.

    The first sentence is always there; when it alone is too long it is cut at a word and ends with an ellipsis.
    """
    found: list[str] = []
    length = 0
    for paragraph in text.split("\n"):
        for sentence in split_sentences(_DATELINE.sub("", paragraph.strip()) if not found else paragraph.strip()):
            if not found and len(sentence) < _SHORT and not sentence.endswith((".", "!", "?")):
                continue
            if not found and len(sentence) > characters:
                return (_cut(sentence, characters),)
            if len(found) == sentences or length + len(sentence) > characters:
                return tuple(found)
            found.append(sentence)
            length += len(sentence) + 1
    return tuple(found)


def _cut(sentence: str, characters: int) -> str:
    return sentence[: characters - 1].rsplit(maxsplit=1)[0].rstrip(" ,;:-–—") + "…"
