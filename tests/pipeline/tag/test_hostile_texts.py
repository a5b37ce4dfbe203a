"""Texts that nobody wrote for readers: they cost no more than their length, and break nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, Part, Tags
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger, Topic

SHORT, LONG = 8_000, 32_000  # characters; both beyond every window in which something is looked for
TRIES = 4
STEEPEST = 9.0  # times the work for four times the text: linear is 4, quadratic 16

TAGGER = Tagger(
    Catalog.of(
        [
            Entity("org:openai", "OpenAI", (Alias("OpenAI"),), "lab"),
            Entity("model:gpt", "GPT", (Alias("GPT"), Alias("GPT-5-Codex")), None, "org:openai"),
            Entity("person:sam-altman", "Sam Altman", (Alias("Sam Altman"), Alias("Altman")), None, "org:openai"),
            Entity("org:magic", "Magic", (Alias("Magic", Ambiguity.WORD, near=("raised",), never=("«Magic» wand",)),)),
        ]
    ),
    [
        Topic(
            "topic:models", "models", {"launch*/releas* ... (new) model/models": 1.0, "# ... <model>": 1.0, "model": 1}
        )
    ],
)

REPEATED = [
    '"', '"a ', "“", "“a ", "'a ", "s' ", "«a", "(", "’", "…",
    "-", "a-", "A-", "A1-", "A.", "a.b/", "http://a.b/", "@a", "_", "launches,", "said,",
    "A", "Aa ", "AA ", "aB", "a", "a ", "1", "1.", "1,", "\n", " ", "\0", "\ud800", "\u202e", "\u0130", "👩\u200d",
    "GPT-", "GPT-5.1/", "GPT 5 and ", "OpenAI, ", "Magic, ", "Magic and ", "Altman said ",
    "launches ", "new model called Ab-", "new model ",
    "Jane Doe of the Institute of the ", "he said “we are all here” and ",
    "“We are late now,” the president said. ", "“We are late now,” a spokesperson for the firm said. ",
    "“We are late now”\n", "“We are late now\n",
]  # fmt: skip
NUMBERED = [
    "startup Acme{} and ",
    "Xavi Doe{} went. ",
    "Mr Doe{} went. ",
    "GPT-{} ",
    "“We are late,” Jane Doe{} said. ",
]


def repeated(piece: str, length: int) -> str:
    """Return a text of *length* characters that begins as news does, so that every part of tagging has work."""
    opening = "“We are on time,” said Sam Altman of OpenAI. "
    pieces = (piece.format(number) for number in range(length)) if "{}" in piece else (piece for _ in range(length))
    text = opening
    for one in pieces:
        if len(text) >= length:
            break
        text += one
    return text[:length]


def tagged(text: str, title: str = "") -> Tags:
    return TAGGER.tag(Article(url="", title=title, text=text, outlet="The Wire", source="wire"))


def titled(title: str) -> Tags:
    return tagged("OpenAI is named.", title)


def work(tag: Callable[[str], Tags], text: str) -> float:
    """Return the processor time that *text* takes, which other processes do not lengthen."""
    begun = time.process_time()
    tag(text)
    return time.process_time() - begun


@pytest.mark.parametrize("tag", [tagged, titled])
@pytest.mark.parametrize("piece", [*REPEATED, *NUMBERED], ids=ascii)
def test_four_times_the_text_is_about_four_times_the_work(piece, tag):
    short, long = repeated(piece, SHORT), repeated(piece, LONG)
    tag(short)  # what is compiled or remembered when first met is not part of the work
    assert any(work(tag, long) < STEEPEST * work(tag, short) for _ in range(TRIES))


PIECES = st.sampled_from([*REPEATED, *NUMBERED, "OpenAI ", "Sam Altman ", "GPT-5 ", "said ", ". ", "Foo-7b "])
ANYTHING = st.characters(exclude_categories=())  # lone surrogates, too


@given(st.lists(PIECES | ANYTHING, max_size=30).map("".join), st.lists(PIECES | ANYTHING, max_size=30).map("".join))
def test_whatever_is_found_stands_where_it_says_and_can_be_stored(title, text):
    tags = tagged(text, title)
    parts = {Part.TITLE: title, Part.TEXT: text}
    found = [(one.part, one.start, one.surface) for one in (*tags.mentions, *tags.new_names)]
    found += [(Part.TEXT, one.start, one.quote) for one in tags.quotes]
    for part, start, surface in found:
        assert surface.encode("utf-8", "strict")
        assert parts[part][start : start + len(surface)].encode("utf-8", "replace").decode() == surface
