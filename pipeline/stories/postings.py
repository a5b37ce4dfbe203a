"""Which open stories have a term: the slots of each term, as its stories came to have it."""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from pipeline.stories.vectors import Ids

Slots = npt.NDArray[np.intc]

_NOWHERE, _SEVERAL = -1, -2  # in the place of a slot
_FIRST_TERMS = 1024


class Postings:
    """Slots of stories by the number of a term.

    Most terms stand in one story alone, and an array for each would take more memory than all the rest of an open
    article: its slot stands in one array for all, and only what several have has an array of its own.
    """

    def __init__(self) -> None:
        self._only = np.full(_FIRST_TERMS, _NOWHERE, np.intc)  # term -> its only slot
        self._several: dict[int, array[int]] = {}  # term -> two slots at least

    def add(self, terms: Ids, slot: int) -> None:
        """Note that the story at *slot* has these *terms*, none of which it had before."""
        if not len(terms):
            return
        self._grow_to(int(terms.max()) + 1)
        so_far = self._only[terms]
        self._only[terms] = np.where(so_far == _NOWHERE, slot, _SEVERAL)
        for term in terms[so_far == _SEVERAL].tolist():
            self._several[term].append(slot)
        second = so_far >= 0
        for term, first in zip(terms[second].tolist(), so_far[second].tolist(), strict=True):
            self._several[term] = array("i", (first, slot))

    def remove(self, terms: Ids, slot: int) -> None:
        """Note that the story at *slot* has these *terms* no more."""
        for term in terms.tolist():
            slots = self._several.get(term)
            if slots is None:
                self._only[term] = _NOWHERE
                continue
            slots.remove(slot)
            if len(slots) == 1:
                self._only[term] = slots[0]
                del self._several[term]

    def slots(self, term: int) -> Slots:
        """Return the slots of the stories that have *term*, those that came to have it last standing last.

        It must be let go before anything is added.
        """
        several = self._several.get(term)
        if several is not None:
            return np.frombuffer(several, np.intc)
        only = self._only[term : term + 1]
        found: Slots = only[only >= 0]
        return found

    def _grow_to(self, count: int) -> None:
        if count > len(self._only):
            grown = np.full(max(count, 2 * len(self._only)), _NOWHERE, np.intc)
            grown[: len(self._only)] = self._only
            self._only = grown
