"""An article's text in pieces: nothing is lost, whatever is marked in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsdesk.web.views.marked_text import marked_text
from storage.queries.article_page import MarkedMention, MarkedQuote

TEXT = "Meta opened Llama. It is large.\n\n“Free at last,” said Ada of Meta."


def plain(paragraphs) -> list[str]:
    return ["".join(piece.text for sentence in each for piece in sentence.pieces) for each in paragraphs]


def test_a_quote_over_a_name_keeps_both_marks():
    quote = MarkedQuote(TEXT.index("Free"), TEXT.index("”"), "Ada", None)
    name = MarkedMention(TEXT.index("last"), TEXT.index("last") + 4, "x:last", "Last")
    pieces = [piece for each in marked_text(TEXT, [name], [quote], "en") for one in each for piece in one.pieces]
    marked = [(piece.text, piece.entity is not None, piece.opens_quote) for piece in pieces if piece.quote]
    assert marked == [("Free at ", False, True), ("last", True, False), (",", False, False)]


def test_each_sentence_says_where_it_begins():
    for paragraph in marked_text(TEXT, [], [], "en"):
        for sentence in paragraph:
            assert TEXT[sentence.start : sentence.end] == "".join(piece.text for piece in sentence.pieces)


spans = st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90)), max_size=8)


@given(st.text(alphabet="ab. A!\n“”", max_size=80), spans, spans, st.sampled_from(["en", "de", "ja", "xx", None]))
def test_nothing_of_a_text_is_lost_or_changed(text, named, quoted, language):
    mentions = [MarkedMention(a, b, "x", None) for a, b in named]
    quotes = [MarkedQuote(a, b, None, None) for a, b in quoted]
    assert plain(marked_text(text, mentions, quotes, language)) == [line for line in text.split("\n") if line.strip()]
