"""Scores statements and the fact ledger on labelled stories, with a trivial aligner beside it.

    python -m benchmarks.facts --set DIR [--predictions FILE] [--json] [--half 0|1]

DIR holds stories.jsonl (a story a line: `story`, `articles` with `id`, `source`, `published`, `text`, whose first line
is the title) and gold.jsonl with the labels. Articles are read as a child process reads them, and each story's ledger
is worked out by the function that `newsdesk process` calls. Predictions are one fact a line. The trivial aligner takes
the same statements and joins what is of one kind and unit and within 5 per cent. With --half only the stories
whose id has that half of the hashes: rules are fitted on half 1 and chosen on half 0.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.facts_scores import Row, scores
from benchmarks.streams import catalog_tagger
from pipeline.dedupe import Rival, find_copy
from pipeline.facts.compare import Relation, comparable, relation
from pipeline.facts.evidence import Account
from pipeline.facts.ledger import Fact, ledger
from pipeline.facts.voices import Teller, voices
from pipeline.prepare import read
from pipeline.records import Article, Part, Prepared, Statement, ValueKind
from pipeline.tag import Tagger

WITHIN = 0.05  # of the larger value, for the trivial aligner
HALVES = 2


class _Copies:
    """`pipeline.dedupe.CopyIndex` over the articles of one story."""

    def __init__(self) -> None:
        self._rivals: list[tuple[Rival, Prepared]] = []

    def same_text(self, text_hash: bytes) -> Sequence[Rival]:
        return [one for one, prepared in self._rivals if prepared.fingerprint.text_hash == text_hash]

    def sharing_bands(self, bands: Sequence[int], limit: int) -> Sequence[Rival]:
        wanted = set(bands)
        found = [(len(wanted & set(prepared.fingerprint.bands)), one) for one, prepared in self._rivals]
        return [one for shared, one in sorted(found, key=lambda pair: -pair[0]) if shared][:limit]

    def add(self, rival: Rival, prepared: Prepared) -> None:
        self._rivals.append((rival, prepared))


def accounts(story: Row, tagger: Tagger) -> list[Account]:
    """Return the articles of *story* with their statements and voices; an article's id is its place.

    The labels count texts: two of one outlet are two sources there, as they are not in a ledger that is stored.
    """
    copies, tellers, read_ = _Copies(), [], []
    for number, row in enumerate(story["articles"], 1):
        published = datetime.fromisoformat(row["published"])
        title, _, text = row["text"].partition("\n\n")
        outlet = row["source"] or row["id"]
        one = read(Article(row["id"], title, text, outlet, "bench", published_at=published, language="en"), tagger)
        found = find_copy(one, copies, published)
        root = found.copy.article_id if found is not None else None
        rival = Rival(number, root or number, outlet, title, text, (), published)
        copies.add(rival, one)
        tellers.append(Teller(number, row["id"], root))
        stated = tuple(two for two in one.statements if two.value.kind is not ValueKind.ROLE)  # the labels have none
        read_.append((number, published, stated))
    spoken = voices(tellers)
    return [Account(number, spoken[number], published, stated) for number, published, stated in read_]


def predicted(story: Row, facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the facts in the format of predictions; offsets count in the text with its title."""
    for number, fact in enumerate(facts, 1):
        stated = [_placed(story, one.account.article_id, one.statement) for one in fact.mentions]
        yield {"story": story["story"], "fact": str(number), "verdict": fact.verdict.value, "statements": stated}


def _placed(story: Row, article_id: int, statement: Statement) -> Row:
    article = story["articles"][article_id - 1]
    title, _, _ = article["text"].partition("\n\n")
    shift = len(title) + 2 if statement.part is Part.TEXT else 0
    value = statement.value
    return {
        "article": article["id"],
        "start": value.start + shift,
        "end": value.end + shift,
        "modality": statement.modality,
    }


def trivially(story: Row, told: Sequence[Account]) -> Iterator[Row]:
    """Yield what joins every value with the nearest of its kind and unit, at most 5 per cent away."""
    groups: list[list[tuple[int, Statement]]] = []
    for account in told:
        for one in account.statements:
            near = [group for group in groups if _within(group[0][1], one)]
            if near:
                min(near, key=lambda group: abs(group[0][1].value.point - one.value.point)).append(
                    (account.article_id, one)
                )
            else:
                groups.append([(account.article_id, one)])
    voice = {account.article_id: account.voice for account in told}
    for number, group in enumerate(groups, 1):
        verdict = "agree" if len({voice[article_id] for article_id, _ in group}) > 1 else "single"
        stated = [_placed(story, article_id, one) for article_id, one in group]
        yield {"story": story["story"], "fact": str(number), "verdict": verdict, "statements": stated}


def _within(one: Statement, other: Statement) -> bool:
    first, second = one.value, other.value
    if not comparable(first, second) or first.unit != second.unit:
        return False
    if first.unit in ("days", "pair", "UTC", "local"):
        return relation(first, second, 0) is Relation.EQUAL
    return abs(first.point - second.point) <= WITHIN * max(abs(first.point), abs(second.point))


def read_set(folder: Path, half: int | None) -> tuple[list[Row], list[Row]]:
    """Return the stories and their labels; with *half* those whose id hashes to it."""
    rows = [_lines(folder / name) for name in ("stories.jsonl", "gold.jsonl")]
    stories, gold = ([one for one in kept if half is None or half_of(one["story"]) == half] for kept in rows)
    return stories, gold


def half_of(story: str) -> int:
    """Return 0 or 1, the same for one id always."""
    return int(hashlib.md5(story.encode(), usedforsecurity=False).hexdigest(), 16) % HALVES


def _lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    """Print the scores of the ledger and of the trivial aligner."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True, metavar="DIR")
    parser.add_argument("--predictions", type=Path, metavar="FILE", help="written, a fact a line")
    parser.add_argument("--half", type=int, choices=range(HALVES))
    parser.add_argument("--json", action="store_true", help="one line")
    options = parser.parse_args()
    stories, gold = read_set(options.set, options.half)
    tagger = catalog_tagger()
    found: dict[str, list[Row]] = defaultdict(list)
    spent = 0.0
    for story in stories:
        told = accounts(story, tagger)
        begun = time.process_time()
        facts = ledger(told)
        spent += time.process_time() - begun
        found["newsdesk"] += predicted(story, facts)
        found["trivial"] += trivially(story, told)
    if options.predictions:
        lines = [json.dumps(one) for one in found["newsdesk"]]
        options.predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rated = {name: scores(gold, rows) for name, rows in found.items()}
    articles = sum(len(story["articles"]) for story in stories)
    report = {name: {key: round(value, 4) for key, value in numbers.items()} for name, numbers in rated.items()}
    counted = {
        "stories": len(stories),
        "articles": articles,
        "ms of CPU of a ledger": round(1000 * spent / len(stories), 1),
    }
    if options.json:
        print(json.dumps(counted | report))
        return
    print(" ".join(f"{name}: {value}" for name, value in counted.items()))
    print(f"{'':<28}" + "".join(f"{name:>12}" for name in rated))
    for key in rated["newsdesk"]:
        print(f"{key:<28}" + "".join(f"{numbers[key]:>12.3f}" for numbers in rated.values()))


if __name__ == "__main__":
    main()
