"""A pattern tried only where a word, a digit or a mark tells its place finds what a search of the whole text finds."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts import dates, quantities
from pipeline.provenance import credits as crediting

PIECES = [
    "\nMay",
    "may",
    "3",
    "3rd",
    "12",
    ",",
    ".",
    "2026",
    "2026-05-04",
    "Sept.",
    "sept",
    "November",
    "5th",
    "$",
    "US$",
    "€",
    "14.3",
    "1,234",
    "1,23",
    "billion",
    "%",
    "percent",
    "m",
    "(",
    ")",
    "-",
    "/",
    ":\nfirst",
    "originally",
    "reported",
    "by",
    "in",
    "on",
    "told",
    "Reuters",
    "The",
    "Ledger",
    "today",
    "which",
    "has",
    "broke",
    "the",
    "news",
    "story",
    "per",
    "according",
    "to",
    "a\nreport",
    "scoop",
    "had",
    "learned",
    "Wednesday",
    "afternoon",
    "said",
    "x\xa0y",
    "\n",
    "iPhone",
    "GPT-5",
    "vdr-2b",
    "a.b1",
    "foo-mini",
    "-beta",
    "@me",
    "#Tag",
    "O'Neil",
    "AI",
    "3M",
]
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(("", " ", " ", "  ", ", "))), max_size=25).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


@given(TEXTS)
def test_days(text):
    assert [one.span() for one in dates._days(text)] == [one.span() for one in dates._named().finditer(text)]


@given(TEXTS)
def test_numbers(text):
    found = [one.span() for one in quantities._numbers(text)]
    assert found == [one.span() for one in quantities._NUMBER.finditer(text)]


@given(TEXTS)
def test_credits(text):
    for places, pattern, before in zip(
        crediting._triggers(),
        (crediting._TO_NAME, crediting._FROM_NAME),
        (crediting._BEFORE_TO, crediting._BEFORE_FROM),
        strict=True,
    ):
        found = [one.span() for one in crediting._tried(pattern, text, places.places(text), *before)]
        assert found == [one.span() for one in pattern.finditer(text)]
