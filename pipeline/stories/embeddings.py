"""What articles mean, as sentence embeddings, and which open stories are nearest to one.

They come from the packaged MiniLM (Reimers and Gurevych 2019; Wang et al. 2020) of the extra `semantic`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]

_GROWTH = 2


def packed(vector: Vector) -> bytes:
    """Return *vector* in half precision, as it is stored."""
    return vector.astype("<f2").tobytes()


def unpacked(stored: bytes) -> Vector | None:
    """Return the vector that was stored; None where there is none."""
    return np.frombuffer(stored, "<f2").astype(np.float32) if stored else None


class NearestStories:
    """The direction of each open story, in one matrix."""

    def __init__(self) -> None:
        self._rows = np.zeros((0, 0), np.float32)
        self._row: dict[int, int] = {}  # story -> row
        self._story: list[int] = []  # row -> story

    def put(self, story_id: int, total: Vector) -> None:
        """Set the direction of a story to that of *total*."""
        row = self._row.get(story_id)
        if row is None:
            row = self._row[story_id] = len(self._story)
            self._story.append(story_id)
            if row >= len(self._rows):
                grown = np.zeros((_GROWTH * row + 16, len(total)), np.float32)
                if row:
                    grown[:row] = self._rows
                self._rows = grown
        self._rows[row] = total / max(float(np.linalg.norm(total)), 1e-9)

    def drop(self, story_id: int) -> None:
        """Forget a story; the last one takes its row."""
        row = self._row.pop(story_id, None)
        if row is None:
            return
        last = self._story.pop()
        if last != story_id:
            self._rows[row] = self._rows[len(self._story)]
            self._row[last] = row
            self._story[row] = last

    def nearest(self, vector: Vector, count: int) -> list[int]:
        """Return the *count* stories nearest in direction to *vector*, the nearest first."""
        if not self._story:
            return []
        similarity = self._rows[: len(self._story)] @ vector
        return [self._story[row] for row in np.argsort(-similarity, kind="stable")[:count]]
