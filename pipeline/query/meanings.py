"""What names and times in a query mean: for the catalog, the clock and the reader's zone to say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from pipeline.errors import ConfigError


class Meanings(Protocol):
    """Resolves what a query names."""

    def entity(self, wanted: str) -> str:
        """Return the id of the entity with this id, name or alias. Raises ConfigError with what is close to it."""
        ...

    def since(self, text: str) -> datetime:
        """Return in UTC when what *text* names begins. Raises ValueError with what was expected."""
        ...

    def until(self, text: str) -> datetime:
        """Return in UTC when what *text* names ends. Raises ValueError with what was expected."""
        ...


class PlainMeanings:
    """Ids of entities and moments written in full: what needs neither a catalog nor a clock."""

    def entity(self, wanted: str) -> str:
        if ":" not in wanted:
            raise ConfigError(f"{wanted}: expected an entity's id, e.g. org:meta")
        return wanted

    def since(self, text: str) -> datetime:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)

    def until(self, text: str) -> datetime:
        return self.since(text)
