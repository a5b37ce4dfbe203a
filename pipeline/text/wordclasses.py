"""Classes of English words: common words, openers, offices, names known to every reader, given names.

They tell names from words that only have a capital.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.text.languages import codes, english, language


def words_of(text: str) -> frozenset[str]:
    """Return the words of *text* that blanks part."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Sets of words as they are written, unless said otherwise."""

    openers: frozenset[str]  # what begins a sentence and is no part of a name there; days and months
    edges: frozenset[str]  # lower case: no names by themselves, but names begin and end with them
    common: frozenset[str]  # lower case: never a name by themselves, and no part of one at its edges
    offices: frozenset[str]  # what somebody is, written like a name and before one
    roles: frozenset[str]  # offices, and what begins or ends the name of a body
    known: frozenset[str]  # lower case: places, terms of the trade, products that were there long before
    women: frozenset[str]  # given names
    men: frozenset[str]
    given: frozenset[str]  # all given names
    surely_given: frozenset[str]  # given names that are no words: "Grace Hopper" is a chip as well


@cache
def word_classes() -> WordClasses:
    """Return the classes of English words; read once for each process."""
    words, names = english().words, english().given_names
    given = names["women"] | names["men"] | names["either"]
    return WordClasses(
        openers=words["openers"],
        edges=words["edges"],
        common=(frozenset(map(str.casefold, words["openers"])) - words["edges"]) | words["common"],
        offices=words["offices"],
        roles=words["offices"] | words["bodies"],
        known=words["known"],
        women=names["women"],
        men=names["men"],
        given=given,
        surely_given=given - names["words"],
    )


@cache
def given_names() -> frozenset[str]:
    """Return the given names of all languages that have data, without those that are English words as well."""
    known = (language(code) for code in codes())
    names = (listed for one in known if one is not None for listed in one.given_names.values())
    return frozenset().union(*names) - english().given_names["words"]
