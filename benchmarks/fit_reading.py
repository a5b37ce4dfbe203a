"""Fit when a page is read without trafilatura: the bounds in pipeline/extract/data/reading.toml.

    python -m benchmarks.fit_reading --set DIR [--table] [--write]

DIR as of benchmarks.extraction. Outlets are split by a hash of their name: bounds are chosen on one half, the widest
that lose less than 0.001 of the score against trafilatura's reading of the same pages, and reported on the other. The
score of a page is the F1 of its text, or of the marked segments found in it.
"""

from __future__ import annotations

import argparse
import logging
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.extraction_metrics import Tally
from benchmarks.extraction_speed import labelled
from pipeline.extract.blocks import Block, plain_text
from pipeline.extract.body import read_body
from pipeline.extract.clean import folded
from pipeline.extract.evidence import read_evidence
from pipeline.extract.furniture import remove_furniture
from pipeline.extract.guards import PageLimits
from pipeline.extract.markup import read_markup
from pipeline.extract.parse import decode, parse
from pipeline.extract.plain import ReadingRules, default_rules, read_plainly
from pipeline.extract.prune import Known, pruned
from pipeline.extract.tables import flatten_lists
from pipeline.extract.title import choose_title, titles_of
from pipeline.records import Page, Rejected

_MOST_LOST = 0.001
_GRID: Mapping[str, Sequence[float]] = {  # in the order of the fields
    "direct": (0.8, 0.9, 0.95),
    "elsewhere": (0.3, 0.5, 1.0),
    "loose": (0.1, 0.15, 0.25),
    "beside": (0.2, 0.3, 0.5),
}
_FILE = Path(__file__).parents[1] / "pipeline/extract/data/reading.toml"


@dataclass(frozen=True, slots=True)
class Read:
    """One page: whose it is, what both readings score, and which bounds allow the plain one."""

    outlet: str
    trafilatura: float
    plain: float
    allowed: frozenset[ReadingRules]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder")
    parser.add_argument("--write", action="store_true", help="put the chosen bounds into the file")
    parser.add_argument("--table", action="store_true", help="print what the twenty best bounds lose")
    given = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    least = default_rules().least_chars
    rules = [ReadingRules(least, *values) for values in product(*_GRID.values())]
    pages = [read for page, gold in labelled(given.folder) if (read := _read(page, gold, rules)) is not None]
    fitted = [page for page in pages if zlib.crc32(page.outlet.encode()) % 2 == 0]
    others = [page for page in pages if zlib.crc32(page.outlet.encode()) % 2 == 1]
    losses = {one: _lost(fitted, one) for one in rules}
    kept = [one for one, lost in losses.items() if lost <= max(_MOST_LOST, min(losses.values()))]
    best = max(kept, key=lambda one: (_share(fitted, one), -losses[one]))
    for name, half in (("fitted", fitted), ("other half", others)):
        print(f"{name}: {len(half)} pages, {_share(half, best):.3f} read plainly, score lost {_lost(half, best):+.4f}")
    print(best)
    for one in sorted(losses, key=losses.__getitem__)[:20] if given.table else ():
        print(f"{losses[one]:+.4f} {_share(fitted, one):.3f} {one}")
    if given.write:
        head = _FILE.read_text(encoding="utf-8").partition("[plain]")[0]
        lines = "".join(f"{name} = {value}\n" for name, value in asdict(best).items())
        _FILE.write_text(f"{head}[plain]\n{lines}", encoding="utf-8")
    return 0


def _read(page: Page, gold: Mapping[str, Any], rules: Sequence[ReadingRules]) -> Read | None:
    root = parse(decode(page), PageLimits())
    if isinstance(root, Rejected):
        return None
    evidence = read_evidence(root, page.url, None)
    title = choose_title(evidence, page.outlet)
    remove_furniture(root, read_markup(root))
    flatten_lists(root)
    known = Known(folded(title.value) if title else "", titles_of(evidence, title), frozenset())
    found = {one: blocks for one in rules if (blocks := read_plainly(root, page.url, one)) is not None}
    theirs = _score(gold, pruned(read_body(root, page.url), known))
    ours = _score(gold, pruned(next(iter(found.values())), known)) if found else theirs
    return Read(page.outlet, theirs, ours, frozenset(found))


def _score(gold: Mapping[str, Any], blocks: Sequence[Block]) -> float:
    tally = Tally()
    tally.add(gold, {"text": plain_text(blocks)}, ("text",))
    scores = tally.scores()
    return scores.get("body", scores.get("segments", 0.0))


def _share(pages: Sequence[Read], rules: ReadingRules) -> float:
    return fmean(rules in page.allowed for page in pages)


def _lost(pages: Sequence[Read], rules: ReadingRules) -> float:
    return fmean(page.trafilatura - page.plain if rules in page.allowed else 0.0 for page in pages)


if __name__ == "__main__":
    raise SystemExit(main())
