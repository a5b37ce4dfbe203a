"""Learns the tagger's numbers anew from labelled articles, and says what they are worth on articles unseen.

    python -m benchmarks.fit --corpus DIR --sets DIR [--write] [--json]

The first DIR holds texts.jsonl, the second the labelled sets of `benchmarks.tagging`. Without --write nothing changes.
Every figure under "checking" is out of fold: each article is judged by a model that saw none of its fold. Labels under
"once" teach nothing and choose nothing. The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks import relevance
from benchmarks.fit import main_entities, names, topics
from benchmarks.fit.labelled import LABELS, Labelled, Row, corpus_articles, labelled, open_set
from benchmarks.tagging import CONFIG
from newsdesk.settings.entities import read_catalog, read_topics
from pipeline.tag import Tagger, salience
from pipeline.tag import topics as topic_module
from pipeline.tag.names import model as name_model

Sets = dict[str, list[Labelled]]


def learn_relevance(sets: Path, write: bool) -> Row:
    """Learn the weights of relevance."""
    model, report = relevance.learn(sets)
    if write:
        relevance.write(model)
    return report


def learn_main(tagger: Tagger, sets: Sets, write: bool) -> Row:
    """Learn whom an article is about."""
    found = {name: main_entities.candidates(tagger, rows) for name, rows in sets.items()}
    return _learn(main_entities, found, Path(salience.__file__).with_name("salience.toml"), write)


def learn_topics(tagger: Tagger, sets: Sets, write: bool) -> Row:
    """Learn when what speaks for a topic is enough."""
    found = {name: topics.pairs(tagger, rows) for name, rows in sets.items()}
    return _learn(topics, found, Path(topic_module.__file__).with_name("topics.toml"), write)


def learn_names(tagger: Tagger, sets: Sets, corpus: Path, folder: Path, write: bool) -> Row:
    """Learn what a name is."""
    catalog = read_catalog(CONFIG / "entities")
    texts = corpus_articles(corpus)
    words = names.word_lists(one.text for one in texts.values())
    examples = list(names.by_hand(tagger, words, sets["checking"]))
    once = list(names.by_hand(tagger, words, sets["once"]))
    held = {one.key for one in sets["once"]}
    more = list(names.listed(tagger, words, folder))
    more += [one for one in names.known(tagger, catalog, words, texts) if one.key not in held]
    scores = names.scores_unseen(examples + more, examples)
    model = names.fitted(examples + more)
    if write:
        file = Path(name_model.__file__).with_name(name_model.MODEL_FILE)
        file.write_text(names.as_json(model, words), encoding="utf-8")
    return {
        str(threshold): {
            "checking": names.judge(examples, scores, threshold),
            "once": names.judge(once, names.likely(model, once), threshold) if once else None,
        }
        for threshold in names.THRESHOLDS
    }


def _learn(task: Any, found: dict[str, list[Any]], file: Path, write: bool) -> Row:
    """Fit *task* on the labelled articles and the open set, choose its threshold on articles unseen, and judge."""
    learned = [*found["checking"], *found["open"]]
    scores = task.scores_unseen(learned)
    threshold = task.best_threshold(learned, scores)
    model = task.fitted(learned)
    if write:
        text = file.read_text(encoding="utf-8")
        file.write_text(task.as_toml(model, threshold, text[: text.index("bias = ")]), encoding="utf-8")
    cut = len(found["checking"])
    return {
        "threshold": threshold,
        "open, out of fold": task.judge(found["open"], scores[cut:], threshold),
        "checking": task.judge(found["checking"], scores[:cut], threshold),
        "once": task.judge(found["once"], task.scores_of(model, found["once"]), threshold) if found["once"] else None,
    }


def main() -> None:
    """Print the figures of each model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with texts.jsonl")
    parser.add_argument("--sets", type=Path, required=True, help="folder with the labelled sets")
    parser.add_argument("--write", action="store_true", help="write what is learned into the package")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    once = labelled(options.corpus, "once") if (LABELS / "once.jsonl").exists() else []
    sets = {"checking": labelled(options.corpus, "articles"), "open": open_set(options.sets), "once": once}
    report = {"relevance": learn_relevance(options.sets, options.write)}

    def tagger() -> Tagger:  # anew: what was just learned counts
        return Tagger(read_catalog(CONFIG / "entities"), read_topics(CONFIG / "topics.toml"))

    report["main entities"] = learn_main(tagger(), sets, options.write)
    salience.shipped_model.cache_clear()
    report["topics"] = learn_topics(tagger(), sets, options.write)
    report["new names"] = learn_names(tagger(), sets, options.corpus, options.sets, options.write)
    if options.json:
        print(json.dumps(report, indent=1))
        return
    for task, figures in report.items():
        print(task)
        for name, value in figures.items():
            print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
