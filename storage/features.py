"""Story features as one JSON object and back: a key's first character says what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeline.records import StoryFeatures

_ENTITY, _NAME, _DATE, _MAIN = "@", "^", "#", "!"  # no word begins with one
_WEIGHTLESS = 0.01  # what names, dates and main entities have in the place of a weight


def features_to_json(features: StoryFeatures) -> dict[str, float]:
    """Return what a JSON column holds of *features*."""
    return {
        **features.words,
        **{f"{_ENTITY}{entity_id}": weight for entity_id, weight in features.entities.items()},
        **{f"{_NAME}{name}": _WEIGHTLESS for name in features.names},
        **{f"{_DATE}{day}": _WEIGHTLESS for day in features.dates},
        **{f"{_MAIN}{entity_id}": _WEIGHTLESS for entity_id in features.mains},
    }


def features_from_json(stored: Mapping[str, float]) -> StoryFeatures:
    """Return the features that `features_to_json` stored; Postgres does not keep their order."""
    words, entities, names, dates, mains = {}, {}, [], [], []
    for key, weight in stored.items():
        mark, rest = key[0], key[1:]
        if mark == _ENTITY:
            entities[rest] = weight
        elif mark == _NAME:
            names.append(rest)
        elif mark == _MAIN:
            mains.append(rest)
        elif mark == _DATE:
            dates.append(date.fromisoformat(rest))
        else:
            words[key] = weight
    return StoryFeatures(words, entities, tuple(names), tuple(dates), tuple(mains))
