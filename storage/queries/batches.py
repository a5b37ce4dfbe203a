"""Ids in pieces that one statement can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

AT_ONCE = 5_000  # SQLite binds at most 32,766 values to a statement, Postgres 65,535


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield *ids* in pieces of `AT_ONCE`, in order."""
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
