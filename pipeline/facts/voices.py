"""Which articles of a story speak with one voice: copies, texts of one agency, and two texts of one outlet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Teller:
    """An article of a story, as far as it matters whose report it is."""

    article_id: int
    outlet: str
    copy_of: int | None = None  # the original of its group of copies
    agency: str | None = None  # whose text it prints, as its credit says


def voices(tellers: Sequence[Teller]) -> dict[int, str]:
    """Return the voice of each article: the outlet of the first of those that are one report."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(one: str, other: str) -> None:
        first, second = find(one), find(other)
        if first != second:
            parent[second] = first

    for teller in tellers:
        root = f"text {teller.copy_of or teller.article_id}"
        join(root, f"text {teller.article_id}")
        # A copy does not make its printer's own reports another's.
        if teller.agency is not None:
            join(root, f"outlet {teller.agency.casefold()}")
        elif teller.copy_of is None:
            join(root, f"outlet {teller.outlet.casefold()}")
    names: dict[str, str] = {}
    found = {teller.article_id: find(f"text {teller.article_id}") for teller in tellers}
    for teller in tellers:
        names.setdefault(found[teller.article_id], teller.outlet if teller.agency is None else teller.agency)
    return {article_id: names[root] for article_id, root in found.items()}
