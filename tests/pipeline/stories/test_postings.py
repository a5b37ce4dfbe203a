"""Which stories have a term: the same as a plain table says, whatever is added and taken away."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stories.postings import Postings
from pipeline.stories.vectors import as_ids

TERMS = st.sets(st.one_of(st.integers(0, 12), st.integers(1000, 1040)), max_size=9)


@given(st.lists(st.tuples(st.integers(0, 5), TERMS), max_size=30))
def test_slots_stand_in_the_order_in_which_stories_came_to_have_a_term(steps):
    postings, plain = Postings(), {}
    for slot, terms in steps:
        have = {term for term in terms if slot in plain.get(term, ())}
        postings.remove(as_ids(sorted(have)), slot)
        postings.add(as_ids(sorted(terms - have)), slot)
        for term in have:
            plain[term].remove(slot)
        for term in terms - have:
            plain.setdefault(term, []).append(slot)
    for term, slots in plain.items():
        assert postings.slots(term).tolist() == slots


def test_a_term_that_nobody_has_is_nowhere():
    postings = Postings()
    postings.add(as_ids([3]), 7)
    assert postings.slots(4).tolist() == postings.slots(999_999).tolist() == []
    assert postings.slots(3).dtype == np.intc
