"""Trying pages in quarantine again, by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.errors import ConfigError
from storage.engine import Engine
from storage.pages import retry_quarantined
from storage.queries.quarantine import quarantined_page
from storage.transactions import reading, transact


@dataclass(frozen=True, slots=True)
class Retried:
    """The pages that the next round processes again, and why others are not."""

    pages: tuple[int, ...]
    left: tuple[str, ...] = ()


def retry(engine: Engine, page_ids: Collection[int] | None) -> Retried:
    """Let the pages *page_ids* (None: all in quarantine whose bodies are kept) be processed again by the next round.

    Raises ConfigError, with nothing changed, when one of them is not in quarantine.
    """
    left = []
    with reading(engine) as connection:
        for number in page_ids or ():
            found = quarantined_page(connection, number)
            if found is None:
                raise ConfigError(f"page {number}: not in quarantine; `newsdesk quarantine list` has those that are")
            if not found.has_body:
                left.append(f"page {number}: its body was dropped (retention.page_bodies_days); nothing to try again")
    return Retried(tuple(transact(engine, lambda connection: retry_quarantined(connection, page_ids))), tuple(left))
