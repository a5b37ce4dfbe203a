"""Measures what a large catalog costs: loading it, and matching with it beside a small one.

    python -m benchmarks.catalog_size [--entities 10000] [--json]

The catalogs are made up: names of one to three syllables' words, two in five with an ambiguous alias that has cues and
forbidden surroundings, as in config/entities. Texts name entities that both catalogs hold. Both match the same texts in
turn, and the median of the rounds' ratios counts.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from newsdesk.settings.entities import read_catalog
from pipeline.tag import Catalog
from pipeline.tag.disambiguate import meant
from pipeline.tag.match import Matcher

SMALL = 1_000
TEXTS = 150
WORDS = 1_000  # of a text, one in thirty of which is a name
ROUNDS = 15
SEED = 20
_SYLLABLES = "ba co di fu ga he jo ka lo mi na or pe qua ri so ta ul vo wen xi ya zo tra ster lin mon del".split()  # noqa: SIM905
_COMMON = "the of a to and in said is for that on with was it by from company its as at model new has will".split()  # noqa: SIM905
_TYPES = ("org", "model", "product", "person")


def main() -> None:
    """Print seconds to load and the ratio of matching times."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--entities", type=int, default=10_000, metavar="N", help="size of the large catalog")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    report = measure(options.entities)
    if options.json:
        print(json.dumps(report, indent=1))
        return
    for name, value in report.items():
        print(f"{name}: {value}")


def measure(size: int) -> dict[str, float]:
    """Return what loading and matching cost with *size* entities beside `SMALL`."""
    records = list(made_up(size))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "entities.toml"
        file.write_text("\n".join(record for _, record in records), encoding="utf-8")
        begun = time.process_time()
        large = read_catalog(Path(folder))
        read = time.process_time() - begun
    begun = time.process_time()
    with_large = Matcher(large)
    built = time.process_time() - begun
    with_small = Matcher(Catalog.of(list(large.entities.values())[:SMALL]))
    texts = list(written(random.Random(SEED), [name for name, _ in records[:SMALL]]))
    ratios, millis = [], []
    for _ in range(ROUNDS):
        small_s, large_s = spent(with_small, texts), spent(with_large, texts)
        ratios.append(large_s / small_s)
        millis.append(large_s * 1000 / len(texts))
    return {
        "entities": size,
        "seconds to read": round(read, 3),
        "seconds to build": round(built, 3),
        "seconds to load": round(read + built, 3),
        "milliseconds a text": round(statistics.median(millis), 3),
        f"matching time beside {SMALL} entities": round(statistics.median(ratios), 3),
    }


def made_up(size: int) -> Iterator[tuple[str, str]]:
    """Yield a name and a TOML record for each entity; later ones belong to earlier ones."""
    chance = random.Random(SEED)
    seen: set[str] = set()
    while len(seen) < size:
        name = " ".join(
            "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3)))).capitalize()
            for _ in range(chance.choice((1, 2)))
        )
        if name in seen:
            continue
        number = len(seen)
        seen.add(name)
        kind = _TYPES[number % len(_TYPES)]
        lines = ["[[entity]]", f'id = "{kind}:e{number}"', f'name = "{name}"']
        if kind in ("model", "product"):
            lines.append(f'parent = "org:e{number // 40 * 4}"')
        if number % 5 < 2:
            cue = "".join(chance.choices(_SYLLABLES, k=2))
            lines += [
                f'aliases = ["{name} {kind.title()}"]',
                "",
                "[[entity.ambiguous]]",
                f'text = "{name}"',
                'class = "name"',
            ]
            lines += [f'near = ["{cue}|{cue.upper()}"]', f'never = ["«{name}» (?:{cue}|street)"]']
        else:
            lines.append(f'aliases = ["{name}", "{name} {kind.title()}"]')
        yield name, "\n".join(lines) + "\n"


def written(chance: random.Random, names: Sequence[str]) -> Iterator[str]:
    """Yield texts that name some of *names*, a third of them with a version."""
    for _ in range(TEXTS):
        words = []
        for _ in range(WORDS):
            if chance.random() < 1 / 30:
                words.append(chance.choice(names) + chance.choice(("", "", " 2.5")))
            else:
                words.append(chance.choice(_COMMON))
        yield " ".join(words)


def spent(matcher: Matcher, texts: Sequence[str]) -> float:
    """Return the processor seconds that matching *texts* takes."""
    begun = time.process_time()
    for text in texts:
        meant(text, matcher.find(text))
    return time.process_time() - begun


if __name__ == "__main__":
    main()
