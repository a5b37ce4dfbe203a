"""Extraction side by side: newsdesk, trafilatura, newspaper4k and readability on pages with known answers.

    python -m benchmarks.extraction --set DIR [--predictions FILE] [--json]

DIR holds index.jsonl, one object a line: id, url, file (gzipped HTML, relative to DIR) and gold (title, authors,
published, text, with, without; null where not known), or folders that do. Every page goes through every
extractor before the next page, so that whatever else the machine does slows all of them alike.
--predictions writes what newsdesk extracted: id, title, authors, published, text, one object a line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.extraction_metrics import FIELDS, Tally
from pipeline.canonical import host_of
from pipeline.records import Article, Page, Precision

Extractor = Callable[[bytes, str], Mapping[str, Any]]

_COLUMNS = ("body", "segments", "title", "authors", "authors_f1", "day", "minute", "docs_per_cpu_second")
_HEADINGS = {"docs_per_cpu_second": "docs/CPU s", "authors_f1": "authors F1"}
_WARM_UP = b"<html><head><title>A page</title></head><body><article>" + b"<p>Some plain words.</p>" * 40 + b"</article>"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder")
    parser.add_argument("--predictions", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--only", metavar="NAMES", help="extractors to run, parted by commas")
    parser.add_argument("--limit", type=int, help="documents of each set, evenly chosen")
    given = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # the others log every page they find wanting
    names = given.only.split(",") if given.only else list(EXTRACTORS)
    sets = sorted(index.parent for index in given.folder.glob("**/index.jsonl"))
    if not sets or not set(names) <= set(EXTRACTORS):
        print(f"{given.folder}: no index.jsonl, or no such extractor: {given.only}", file=sys.stderr)
        return 2
    results, predictions = run({name: EXTRACTORS[name]() for name in names}, sets, given.limit)
    if given.predictions:
        lines = (json.dumps(prediction, ensure_ascii=False) for prediction in predictions)
        given.predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if given.json:
        print(json.dumps({"sets": _as_json(results), "peak_mib": peak_mib}, indent=2))
    else:
        print(_as_table(results))
    return 0


def run(
    extractors: Mapping[str, Extractor], sets: list[Path], limit: int | None
) -> tuple[dict[str, dict[str, Tally]], list[Mapping[str, Any]]]:
    """Return set -> extractor -> scores, and what newsdesk extracted."""
    results: dict[str, dict[str, Tally]] = {}
    predictions: list[Mapping[str, Any]] = []
    for extractor in extractors.values():
        extractor(_WARM_UP, "https://example.org/2026/01/02/page")  # imports are no work on documents
    for folder in sets:
        tallies = results[folder.name] = {name: Tally() for name in extractors}
        for record, html in _documents(folder, limit):
            for name, extractor in extractors.items():
                found = _timed(tallies[name], extractor, html, record.get("url") or "")
                tallies[name].add(record.get("gold") or {}, found, GIVEN_FIELDS.get(name, FIELDS))
                if name == "newsdesk":
                    predictions.append({"id": record["id"], **found})
    return results, predictions


def newsdesk() -> Extractor:
    from pipeline.extract import extract

    def extractor(html: bytes, url: str) -> Mapping[str, Any]:
        article = extract(
            Page(
                url=url,
                requested_url=url,
                source="benchmark",
                outlet=host_of(url).removeprefix("www.") or "unknown",
                fetched_at=datetime.now(UTC),
                status=200,
                headers=(),
                body=html,
            )
        )
        if not isinstance(article, Article):
            return {"title": None, "authors": [], "published": None, "text": ""}
        when = article.published_at
        day_only = article.published_precision is Precision.DAY
        published = None if when is None else when.date().isoformat() if day_only else when.isoformat()
        return {"title": article.title, "authors": list(article.authors), "published": published, "text": article.text}

    return extractor


def trafilatura() -> Extractor:
    from trafilatura import bare_extraction

    def extractor(html: bytes, url: str) -> Mapping[str, Any]:
        document = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
        if document is None or isinstance(document, dict):
            return {}
        authors = document.author.split("; ") if document.author else []
        return {"title": document.title, "authors": authors, "published": document.date, "text": document.text}

    return extractor


def newspaper4k() -> Extractor:
    import newspaper

    def extractor(html: bytes, url: str) -> Mapping[str, Any]:
        article = newspaper.Article(url or "https://example.org/", fetch_images=False)
        article.download(input_html=html.decode("utf-8", "replace"))
        article.parse()
        published = article.publish_date.isoformat() if isinstance(article.publish_date, datetime) else None
        return {"title": article.title, "authors": article.authors, "published": published, "text": article.text}

    return extractor


def readability() -> Extractor:
    from lxml.html import fromstring
    from readability import Document

    def extractor(html: bytes, _url: str) -> Mapping[str, Any]:
        document = Document(html.decode("utf-8", "replace"))
        text = "\n".join(fromstring(document.summary()).itertext())
        return {"title": document.short_title(), "text": text}

    return extractor


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    "newsdesk": newsdesk,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability": readability,
}
GIVEN_FIELDS = {"readability": ("title", "text")}  # the others give all


def _documents(folder: Path, limit: int | None) -> Iterator[tuple[dict[str, Any], bytes]]:
    lines = (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()
    step = max(1, len(lines) // limit) if limit else 1
    for line in lines[::step][:limit]:
        record = json.loads(line)
        yield record, gzip.decompress((folder / record["file"]).read_bytes())


def _timed(tally: Tally, extractor: Extractor, html: bytes, url: str) -> Mapping[str, Any]:
    start = time.process_time()
    try:
        return extractor(html, url)
    except Exception:  # noqa: BLE001 - a crash is a result of the extractor under test
        tally.crashes += 1
        return {}
    finally:
        tally.cpu_seconds += time.process_time() - start


def _as_json(results: Mapping[str, Mapping[str, Tally]]) -> dict[str, dict[str, dict[str, float]]]:
    return {
        name: {
            extractor: {"documents": tally.documents, "crashes": tally.crashes}
            | {measure: round(value, 4) for measure, value in tally.scores().items()}
            for extractor, tally in tallies.items()
        }
        for name, tallies in results.items()
    }


def _as_table(results: Mapping[str, Mapping[str, Tally]]) -> str:
    lines: list[str] = []
    for name, tallies in results.items():
        scores = {extractor: tally.scores() for extractor, tally in tallies.items()}
        shown = [column for column in _COLUMNS if any(column in found for found in scores.values())]
        documents = next(iter(tallies.values())).documents
        lines.append(
            _row(f"{name}, {documents} documents", [*(_HEADINGS.get(column, column) for column in shown), "crashes"])
        )
        for extractor, found in scores.items():
            lines.append(
                _row(f"  {extractor}", [*(_cell(column, found) for column in shown), str(tallies[extractor].crashes)])
            )
    return "\n".join(lines)


def _row(name: str, cells: list[str]) -> str:
    return name.ljust(28) + "".join(cell.rjust(12) for cell in cells)


def _cell(column: str, found: Mapping[str, float]) -> str:
    if column not in found:
        return "-"
    return f"{found[column]:.1f}" if column == "docs_per_cpu_second" else f"{found[column]:.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
