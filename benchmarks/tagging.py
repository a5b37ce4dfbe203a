"""Scores tagging on labelled sets, by the code that `newsdesk process` runs, and counts documents a second.

    python -m benchmarks.tagging --set DIR [--predictions DIR] [--json]

DIR holds any of entities.jsonl, silver.jsonl, negatives.jsonl, discovery.jsonl, relevance.jsonl, quotes_docs.jsonl and
quotes.jsonl. Predictions are one object a line, a file for each task.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from newsdesk.settings.entities import read_catalog, read_topics
from pipeline.records import Article, Part, Tags
from pipeline.tag import Ambiguity, Catalog, Tagger
from pipeline.tag.catalog import EntityType

CONFIG = Path(__file__).parents[1] / "config"
THRESHOLD = 0.5

Row = dict[str, Any]


def tag_row(tagger: Tagger, row: Row) -> Tags:
    """Tag one labelled document."""
    return tagger.tag(Article(url="", title=row.get("title") or "", text=row["text"], outlet="", source=""))


def as_predictions(row: Row, tags: Tags) -> Row:
    """Return *tags* in the scorer's format; text offsets only."""
    return {
        "id": row["id"],
        "entities": [{"id": one.entity_id, "main": one.main} for one in tags.entities if not one.implied],
        "implied": [one.entity_id for one in tags.entities if one.implied],
        "topics": [one.topic_id.removeprefix("topic:") for one in tags.topics],
        "versions": _versions(tags),
        "unlisted": [{"type": one.kind, "surface": one.surface} for one in tags.new_names],
        "mentions": [
            {"start": one.start, "end": one.end, "id": one.entity_id} for one in tags.mentions if one.part is Part.TEXT
        ],
        "relevant": tags.relevance >= THRESHOLD,
        "score": tags.relevance,
        "doc": row["id"],
        "quotes": [{"quote": one.quote, "speaker": one.speaker} for one in tags.quotes],
    }


def score_entities(gold: Iterable[Row], found: Mapping[str, Row]) -> Row:
    """Entities, main entities, topics, versions, mentions and unknown names of one set."""
    entity, main, topic, version, mention, names = (Counter[str]() for _ in range(6))
    clean = empty = candidates = documents = 0
    for row in gold:
        documents += 1
        predicted = found[row["id"]]
        wanted = {one["id"] for one in row["entities"]}
        optional = set(row.get("optional", ()))
        said = {
            one["id"]
            for one in predicted["entities"]
            if one["id"] in wanted or (one["id"] not in optional and not one["id"].startswith(("outlet:", "topic:")))
        }
        _count(entity, wanted, said)
        mains = {one["id"] for one in row["entities"] if one.get("main")}
        said_main = {one["id"] for one in predicted["entities"] if one["main"]}
        _count(main, mains, {one for one in said_main if one in wanted or one not in optional})
        if not wanted:
            empty += 1
            clean += not said
        allowed = set(row.get("topics_optional", ()))
        _count(topic, set(row.get("topics", ())), {one for one in predicted["topics"] if one not in allowed})
        _count(version, set(map(_squeezed, row.get("versions", ()))), set(map(_squeezed, predicted["versions"])))
        if "mentions" in row:
            spans = {(one["start"], one["end"], one["id"]) for one in row["mentions"]}
            given = {
                (one["start"], one["end"], one["id"])
                for one in predicted["mentions"]
                if not one["id"].startswith("outlet:") and one["id"] not in optional
            }
            _count(mention, spans, given)
        surfaces = [_squeezed(one["surface"]) for one in predicted["unlisted"]]
        candidates += len(surfaces)
        for one in row.get("unlisted", ()):
            hit = any(_same_name(_squeezed(one["surface"]), surface) for surface in surfaces)
            names["right" if hit else "missed"] += 1
    return {
        "entities": _prf(entity),
        "documents without entities clean": f"{clean}/{empty}",
        "main entities": _prf(main),
        "topics": _prf(topic),
        "version recall": _prf(version)["recall"],
        "mention spans": _prf(mention),
        "unlisted names recall": _prf(names)["recall"],
        "candidates a document": round(candidates / max(documents, 1), 2),
    }


def score_silver(gold: Iterable[Row], found: Mapping[str, Row]) -> Row:
    """Recall of tags, roll-up counted."""
    right = known = total = 0
    for row in gold:
        predicted = found[row["id"]]
        said = {one["id"] for one in predicted["entities"]} | set(predicted["implied"])
        for tag in row["tags"]:
            total += 1
            known += tag["id"] is not None
            right += tag["id"] in said
    return {"recall": _share(right, total), "recall of tags in the catalog": _share(right, known)}


def score_negatives(gold: Iterable[Row], found: Mapping[str, Row], catalog: Catalog) -> Row:
    """Pages from before any of today's models: none can be meant."""
    pages = tagged = 0
    for row in gold:
        pages += 1
        tagged += any(
            one["id"].startswith("model:") or _word_class(catalog, one["id"]) for one in found[row["id"]]["entities"]
        )
    return {"pages": pages, "pages with a false tag": tagged}


def score_discovery(gold: Iterable[Row], found: Mapping[str, Row]) -> Row:
    """Names on the day of their launch."""
    right = total = candidates = documents = 0
    for row in gold:
        documents += 1
        predicted = found[row["id"]]
        surfaces = [_squeezed(one["surface"]) for one in predicted["unlisted"]]
        surfaces += [_squeezed(row["text"][one["start"] : one["end"]]) for one in predicted["mentions"]]
        candidates += len(predicted["unlisted"])
        for name in row["new"]:
            total += 1
            right += any(_same_name(_squeezed(name["tag"]), one) for one in surfaces)
    return {"recall": _share(right, total), "candidates a document": round(candidates / max(documents, 1), 2)}


def score_relevance(gold: Iterable[Row], found: Mapping[str, Row]) -> Row:
    """Is it coverage of the AI industry?"""
    counts: Counter[str] = Counter()
    scored = []
    for row in gold:
        said = found[row["id"]]["relevant"]
        counts["right" if said and row["relevant"] else "wrong" if said else "missed" if row["relevant"] else "_"] += 1
        scored.append((found[row["id"]]["score"], row["relevant"]))
    scored.sort(key=lambda pair: -pair[0])
    hits = precision = 0.0
    for rank, (_, relevant) in enumerate(scored, 1):
        if relevant:
            hits += 1
            precision += hits / rank
    return {**_prf(counts), "average precision": round(precision / max(hits, 1), 4)}


def score_quotes(gold: Iterable[Row], found: Mapping[str, Row]) -> Row:
    """Who said it, of the quotes that were found."""
    right = wrong = none = extra = missed = 0
    for row in gold:
        match = max(found[row["doc"]]["quotes"], key=lambda one: _overlap(one["quote"], row["quote"]), default=None)
        if match is None or _overlap(match["quote"], row["quote"]) < 0.8:
            missed += row["attributed"]
        elif not row["attributed"]:
            extra += match["speaker"] is not None
        elif match["speaker"] is None:
            none += 1
        elif any(_same_speaker(match["speaker"], name) for name in row["accept"]):
            right += 1
        else:
            wrong += 1
    return {
        "speaker accuracy": _share(right, right + wrong + none),
        "attribution precision": _share(right, right + wrong + extra),
        "quotes not found": missed,
    }


def main() -> None:
    """Print every score there is a file for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", type=Path, required=True, metavar="DIR")
    arguments.add_argument("--predictions", type=Path, metavar="DIR")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    catalog = read_catalog(CONFIG / "entities")
    tagger = Tagger(catalog, read_topics(CONFIG / "topics.toml"))
    report: dict[str, Row] = {}
    tagged, spent = 0, 0.0
    for task in ("entities", "silver", "negatives", "discovery", "relevance", "quotes_docs"):
        file = options.set / f"{task}.jsonl"
        if not file.exists():
            continue
        gold = _read(file)
        begun = time.process_time()
        tags = [(row, tag_row(tagger, row)) for row in gold]
        spent += time.process_time() - begun
        tagged += len(gold)
        found = {row["id"]: as_predictions(row, one) for row, one in tags}
        if options.predictions:
            options.predictions.mkdir(parents=True, exist_ok=True)
            if task == "silver":  # its tags count the owner of what is named
                for row in found.values():
                    row["entities"] += [{"id": one, "main": False} for one in row["implied"]]
            name = "quotes" if task == "quotes_docs" else task
            lines = [json.dumps(found[row["id"]], ensure_ascii=False) for row in gold]
            (options.predictions / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        report[task] = _score(task, gold, found, catalog, options.set)
    report["speed"] = {"documents a second on one core": round(tagged / max(spent, 1e-9))}
    if options.json:
        print(json.dumps(report, indent=1))
        return
    for task, scores in report.items():
        print(task)
        for name, value in scores.items():
            print(f"  {name}: {value}")


def _score(task: str, gold: list[Row], found: Mapping[str, Row], catalog: Catalog, folder: Path) -> Row:
    match task:
        case "entities":
            return score_entities(gold, found)
        case "silver":
            return score_silver(gold, found)
        case "negatives":
            return score_negatives(gold, found, catalog)
        case "discovery":
            return score_discovery(gold, found)
        case "relevance":
            return score_relevance(gold, found)
        case _:
            return score_quotes(_read(folder / "quotes.jsonl"), found)


def _read(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _versions(tags: Tags) -> list[str]:
    found = []
    heads: dict[str, str] = {}
    for one in tags.mentions:
        if one.version:
            found += [one.surface, one.version]
            if not one.version.endswith(one.surface):
                heads[one.entity_id] = re.split(r"[ -]?[vV]?\d", one.surface)[0]
            elif one.entity_id in heads:  # on a list: "Opus 4.6/4.8", "Llama 4 Scout and Maverick"
                found.append(f"{heads[one.entity_id]} {one.version}")
        elif one.entity_id.startswith(("model:", "product:")) and any(char.isdigit() for char in one.surface):
            found.append(one.surface)
    return list(dict.fromkeys(found))


def _count(counts: Counter[str], wanted: set[Any], said: set[Any]) -> None:
    counts.update(right=len(wanted & said), wrong=len(said - wanted), missed=len(wanted - said))


def _prf(counts: Counter[str]) -> Row:
    right = counts["right"]
    precision, recall = _share(right, right + counts["wrong"]), _share(right, right + counts["missed"])
    f1 = round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9+.]+", "", text.casefold()).strip(".")


def _same_name(wanted: str, said: str) -> bool:
    return bool(said) and (wanted == said or wanted in said or (said in wanted and len(said) >= 4))


def _overlap(one: str, other: str) -> float:
    first, second = Counter(re.findall(r"\w+", one.casefold())), Counter(re.findall(r"\w+", other.casefold()))
    return (first & second).total() / max(1, min(first.total(), second.total()))


def _same_speaker(said: str, wanted: str) -> bool:
    one, other = set(re.findall(r"\w+", said.casefold())), set(re.findall(r"\w+", wanted.casefold()))
    return bool(one) and bool(other) and (one <= other or other <= one)


def _word_class(catalog: Catalog, entity_id: str) -> bool:
    entity = catalog.entities.get(entity_id)
    if entity is None or entity.type is EntityType.OUTLET:  # outlets name themselves on every page
        return False
    return all(alias.ambiguity is Ambiguity.WORD for alias in entity.aliases)


if __name__ == "__main__":
    main()
