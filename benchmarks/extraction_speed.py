"""What reading a page costs: trafilatura's fast and full reading, newsdesk's of any page and of a known outlet's.

    python -m benchmarks.extraction_speed [--pages N] [--set DIR] [--json]

Pages are those of benchmarks.real_size, or of a labelled set (see benchmarks.extraction), which then also tells the
quality beside the time. Every page goes through every reader before the next, so that whatever else the machine does
slows all alike; times are milliseconds of CPU a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.extraction_metrics import Tally
from benchmarks.real_size import accounts
from benchmarks.real_size import page as real_size_page
from pipeline.canonical import host_of
from pipeline.extract import extract
from pipeline.records import Article, Page

Reader = Callable[[Page], str]
_NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
_WARM_UP = 20  # pages read before the clock runs: models are loaded and patterns compiled with the first


@dataclass(slots=True)
class Cost:
    """Of one reader."""

    tally: Tally = field(default_factory=Tally)
    pages: int = 0
    cpu_seconds: float = 0.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--set", type=Path, metavar="DIR", dest="folder")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    source = _labelled(given.folder) if given.folder else _made_up()
    pages = [pair for pair, _ in zip(source, range(given.pages), strict=False)]
    costs = compared(READERS, pages)
    rows = {
        name: {
            "ms_a_page": round(1000 * cost.cpu_seconds / max(cost.pages, 1), 2),
            **{key: round(value, 4) for key, value in cost.tally.scores().items() if key in ("body", "segments")},
        }
        for name, cost in costs.items()
    }
    if given.json:
        print(json.dumps({"pages": len(pages), "readers": rows}, indent=2))
    else:
        print(f"{len(pages)} pages")
        for name, row in rows.items():
            print(name.ljust(24) + "".join(f"{key} {value:8.3f}   " for key, value in row.items()))
    return 0


def compared(readers: Mapping[str, Reader], pages: list[tuple[Page, Mapping[str, Any]]]) -> dict[str, Cost]:
    """Return what each reader costs over *pages*, whose second halves say what their texts are."""
    costs = {name: Cost() for name in readers}
    for page, _ in pages[:_WARM_UP]:
        for reader in readers.values():
            reader(page)
    for page, gold in pages:
        for name, reader in readers.items():
            begun = time.process_time()
            text = reader(page)
            costs[name].cpu_seconds += time.process_time() - begun
            costs[name].pages += 1
            costs[name].tally.add(gold, {"text": text}, ("text",))
    return costs


def _trafilatura(*, fast: bool) -> Reader:
    from trafilatura import bare_extraction

    def read(page: Page) -> str:
        document = bare_extraction(page.body, url=page.url, fast=fast, with_metadata=True, include_comments=False)
        return "" if document is None or isinstance(document, dict) else document.text or ""

    return read


def _newsdesk(page: Page) -> str:
    outcome = extract(page)
    return outcome.text if isinstance(outcome, Article) else ""


READERS: dict[str, Reader] = {
    "trafilatura, fast": _trafilatura(fast=True),
    "trafilatura": _trafilatura(fast=False),
    "newsdesk, any page": _newsdesk,
}


def _made_up() -> Iterator[tuple[Page, Mapping[str, Any]]]:
    for account in accounts(100_000):
        yield real_size_page(account), {"text": " ".join(account.sentences)}


def _labelled(folder: Path) -> Iterator[tuple[Page, Mapping[str, Any]]]:
    for index in sorted(folder.glob("**/index.jsonl")):
        for line in index.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            url = record.get("url") or "https://example.org/2026/01/02/page"
            body = gzip.decompress((index.parent / record["file"]).read_bytes())
            outlet = host_of(url).removeprefix("www.") or "unknown"
            yield Page(url, url, "benchmark", outlet, _NOW, 200, (), body), record.get("gold") or {}


if __name__ == "__main__":
    raise SystemExit(main())
