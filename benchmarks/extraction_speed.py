"""What reading a page costs: trafilatura's fast and full reading, newsdesk's of any page and of a known outlet's.

    python -m benchmarks.extraction_speed [--pages N] [--set DIR] [--site DIR] [--json]

Pages are those of benchmarks.real_size, or of a labelled set (see benchmarks.extraction), which then also tells the
quality beside the time, or files DIR/HOST/**/*.html, in the order of the numbers that their names begin with. newsdesk
learns each outlet from the pages before; what its templates read is told apart, and beside it what the same pages cost
as those of an unknown outlet, and on how many words both readings agree. Every page goes through every reader before
the next, so that whatever else the machine does slows all alike; times are milliseconds of CPU a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.extraction_metrics import Tally
from benchmarks.real_size import accounts
from benchmarks.real_size import page as real_size_page
from pipeline.canonical import host_of
from pipeline.extract import OutletMemory, counted, extract
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
    parser.add_argument("--site", type=Path, metavar="DIR", help="folder of a folder for each host")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    source = labelled(given.folder) if given.folder else _hosts(given.site) if given.site else _made_up()
    pages = [pair for pair, _ in zip(source, range(given.pages), strict=False)]
    costs = compared(READERS, pages)
    rows = {
        name: {
            "ms_a_page": round(1000 * cost.cpu_seconds / max(cost.pages, 1), 2),
            **{key: round(value, 4) for key, value in cost.tally.scores().items() if key in ("body", "segments")},
        }
        for name, cost in costs.items()
    }
    learned = learning(page for page, _ in pages)
    if given.json:
        print(json.dumps({"pages": len(pages), "readers": rows, "known_outlets": asdict(learned)}, indent=2))
    else:
        print(f"{len(pages)} pages")
        for name, row in rows.items():
            print(name.ljust(24) + "".join(f"{key} {value:8.3f}   " for key, value in row.items()))
        print(learned)
    return 0


@dataclass(slots=True)
class Learned:
    """What templates do over pages read in their order, each with what those before it taught."""

    outlets: int = 0
    outlets_with_template: int = 0
    by_template: int = 0  # pages
    template_ms: float = 0.0  # of each of these
    same_any_page_ms: float = 0.0  # of the same pages, nothing being known of their outlet
    same_trafilatura_ms: float = 0.0
    same_text: int = 0  # pages with the same text both ways
    same_words: float = 1.0  # the mean F1 of the words of both readings
    same_fields: int = 0  # pages with the same title, authors, time and language


def learning(pages: Iterable[Page]) -> Learned:
    """Read *pages* in order, and those that a template reads twice more."""
    result, known = Learned(), defaultdict[str, OutletMemory](OutletMemory)
    agreements: list[float] = []
    trafilatura = _trafilatura(fast=False)
    with_template: set[str] = set()
    for page in pages:
        lines = known[page.outlet]
        begun = time.process_time()
        article = extract(page, lines)
        spent = time.process_time() - begun
        if not isinstance(article, Article):
            continue
        if article.provenance["text"] == "template":
            begun = time.process_time()
            plain = extract(page, replace(lines, templates=()))
            ended = time.process_time()
            trafilatura(page)
            result.same_trafilatura_ms += 1000 * (time.process_time() - ended)
            result.same_any_page_ms += 1000 * (ended - begun)
            result.template_ms += 1000 * spent
            result.by_template += 1
            if isinstance(plain, Article):
                agreements.append(_agreement(article.text, plain.text))
                result.same_text += article.text == plain.text
                result.same_fields += _fields(article) == _fields(plain)
            with_template.add(page.outlet)
        known[page.outlet] = counted(lines, article)
    count = max(result.by_template, 1)
    return replace(
        result,
        outlets=len(known),
        outlets_with_template=len(with_template),
        template_ms=round(result.template_ms / count, 2),
        same_any_page_ms=round(result.same_any_page_ms / count, 2),
        same_trafilatura_ms=round(result.same_trafilatura_ms / count, 2),
        same_words=round(fmean(agreements), 4) if agreements else 1.0,
    )


def _fields(article: Article) -> tuple[object, ...]:
    return article.title, article.authors, article.published_at, article.language


def _agreement(one: str, other: str) -> float:
    left, right = Counter(one.split()), Counter(other.split())
    return 2 * (left & right).total() / max(left.total() + right.total(), 1)


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


def _hosts(folder: Path) -> Iterator[tuple[Page, Mapping[str, Any]]]:
    for file in sorted(folder.glob("*/**/*.html"), key=lambda one: (_number(one.name), one.name)):
        host = file.relative_to(folder).parts[0]
        url = f"http://{host}/{file.relative_to(folder / host)}"
        yield Page(url, url, "benchmark", host, datetime.now(UTC), 200, (), file.read_bytes()), {}


def _number(name: str) -> int:
    digits = re.match(r"\d+", name)
    return int(digits[0]) if digits else 0


def labelled(folder: Path) -> Iterator[tuple[Page, Mapping[str, Any]]]:
    for index in sorted(folder.glob("**/index.jsonl")):
        for line in index.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            url = record.get("url") or "https://example.org/2026/01/02/page"
            body = gzip.decompress((index.parent / record["file"]).read_bytes())
            outlet = host_of(url).removeprefix("www.") or "unknown"
            yield Page(url, url, "benchmark", outlet, _NOW, 200, (), body), record.get("gold") or {}


if __name__ == "__main__":
    raise SystemExit(main())
