"""Times every stage of reading an article, in milliseconds of CPU for a text of 1,025 words.

    python -m benchmarks.tagging_speed [--documents N] [--texts FILE.jsonl] [--against DIR]

Texts are made up as in `benchmarks.real_size`; FILE holds real ones, an object a line with `title`, `text` and `lang`,
which are joined and cut to that length. DIR is another checkout: it is measured in turns with this one, as other work
on the machine slows both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.real_size import WORDS, accounts
from newsdesk.settings.entities import read_catalog, read_topics
from pipeline.dedupe import fingerprint
from pipeline.facts.novelty import facts
from pipeline.facts.statements import statements
from pipeline.prepare import read
from pipeline.provenance.credits import credits_in
from pipeline.records import Article
from pipeline.stories.features import story_features
from pipeline.tag import Tagger
from pipeline.tag.newnames import new_names
from pipeline.tag.quotes import find_quotes
from pipeline.tag.relevance import Relevance
from pipeline.tag.salience import entity_tags
from pipeline.tag.topics import Topics

ROUNDS = 3
_PUBLISHED = datetime(2026, 11, 20, tzinfo=UTC)
_HERE = Path(__file__).parents[1]
_ENV_FOLDER = "PYTHONPATH"


def made_up(count: int) -> Iterator[Article]:
    """Yield *count* articles of the demonstration's sentences."""
    for one in accounts(count):
        sentences = one.sentences
        text = "\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
        yield Article(one.url, one.title, text, one.outlet, "made-up", published_at=one.published_at, language="en")


def real(file: Path, count: int) -> Iterator[Article]:
    """Yield at most *count* articles of the English texts in *file*, each cut to `WORDS` words."""
    title, pieces, length = "", [], 0
    for line in file.read_text(encoding="utf-8").split("\n"):
        row = json.loads(line) if line.strip() else {}
        if not row.get("text") or (row.get("lang") or "en") != "en" or count == 0:
            continue
        title = title or row.get("title") or ""
        pieces.append(row["text"])
        length += len(row["text"].split())
        if length >= WORDS:
            text = "\n".join(pieces)
            end = [found.end() for found in re.finditer(r"\S+", text)][WORDS - 1]
            yield Article("", title, text[:end], "", "", published_at=_PUBLISHED, language="en")
            title, pieces, length, count = "", [], 0, count - 1


def stages(articles: list[Article]) -> dict[str, float]:
    """Return the milliseconds of CPU for one article of each stage, by the best of some rounds."""
    catalog = read_catalog(_HERE / "config" / "entities")
    topics = tuple(read_topics(_HERE / "config" / "topics.toml"))
    tagger = Tagger(catalog, topics)
    finder, relevance = Topics(topics), Relevance(catalog)
    tagged = [(one, tagger.tag(one)) for one in articles]
    work: dict[str, Callable[[], object]] = {
        "relevance": lambda: [relevance.of(one.title, one.text, tags.mentions) for one, tags in tagged],
        "salience": lambda: [entity_tags(catalog, one.title, one.text, tags.mentions) for one, tags in tagged],
        "topics": lambda: [
            finder.find(catalog, one.title, one.text, tags.mentions, tags.entities) for one, tags in tagged
        ],
        "quotes": lambda: [find_quotes(catalog, one.text, tags.mentions) for one, tags in tagged],
        "new names": lambda: [new_names(catalog, one.title, one.text, tags.mentions) for one, tags in tagged],
        "tag, all of it": lambda: [tagger.tag(one) for one in articles],
        "fingerprint": lambda: [fingerprint(one) for one in articles],
        "story features": lambda: [story_features(one, tags) for one, tags in tagged],
        "credits": lambda: [credits_in(one) for one in articles],
        "facts": lambda: [facts(one, tags) for one, tags in tagged],
        "statements": lambda: [statements(one, tags) for one, tags in tagged],
        "read, all of it": lambda: [read(one, tagger) for one in articles],
    }
    found = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, run in work.items():
            begun = time.process_time()
            run()
            found[name] = min(found[name], (time.process_time() - begun) / len(articles) * 1000)
    return found


def main() -> None:
    """Print the table, or the numbers alone for a process that compares."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=20, metavar="N")
    arguments.add_argument("--texts", type=Path, metavar="FILE")
    arguments.add_argument("--against", type=Path, metavar="DIR", help="another checkout, measured in turns with this")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    if options.json:
        articles = list(real(options.texts, options.documents) if options.texts else made_up(options.documents))
        print(json.dumps(stages(articles)))
        return
    folders = [folder for folder in (options.against, _HERE) if folder is not None]
    columns: list[dict[str, float]] = [{} for _ in folders]
    for _ in range(2):
        for place, folder in enumerate(folders):
            measured = _measure(folder, options.documents, options.texts)
            columns[place] = {name: min(ms, columns[place].get(name, ms)) for name, ms in measured.items()}
    print("ms of CPU for one article" + "".join(f"{folder.name:>16}" for folder in folders))
    for name in columns[-1]:
        print(f"{name:<25}" + "".join(f"{column[name]:>16.2f}" for column in columns))


def _measure(folder: Path, documents: int, texts: Path | None) -> dict[str, float]:
    """Run this file on the packages of *folder*, in a process of its own."""
    command = [sys.executable, "-P", str(Path(__file__)), "--json", "--documents", str(documents)]
    command += ["--texts", str(texts)] if texts else []
    environment = {**os.environ, _ENV_FOLDER: str(folder)}
    done = subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
