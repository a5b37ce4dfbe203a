"""Where sentences end, by the marks that the press puts there and those that it does not."""

from __future__ import annotations

import pytest

from pipeline.tag.sentences import SENTENCE_END


@pytest.mark.parametrize(
    "text",
    [
        "It shipped.| Then it sank.",
        "It shipped!”| Then it sank.",
        "(It shipped.)| Then it sank.",
        "A heading\n|A text.",
        "It shipped.| “Then it sank.”",
        "Sen. Doe met Dr. Roe and J. R. Poe in the U.S. Capitol.| They shipped.",
        "Version 4.6 of e.g. this shipped.",
    ],
)
def test_sentences_end_at_marks_that_end_no_abbreviation(text):
    parts = text.replace("| ", " |").split("|")
    whole = "".join(parts)
    ends = [found.end() for found in SENTENCE_END.finditer(whole)]
    assert ends == ([len(parts[0])] if len(parts) > 1 else [])
