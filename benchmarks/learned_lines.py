"""What learning an outlet's recurring lines is worth, and whether it costs a line of any article.

    python -m benchmarks.learned_lines [--json]

Two newsrooms whose articles are known line by line: one made up here to be hard (promotions that change, a
redesign, stories continued from day to day, sentences that real reporters repeat), and the demonstration's.
Pages are read in the order they appeared, each with what was learned from those before it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.extract import NOTHING_LEARNED, OutletMemory, counted, extract
from pipeline.extract.clean import folded
from pipeline.records import Article, Page

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)

_SUBJECTS = (
    "chips courts robots search power labels speech drivers lenses weather archives harbours schools clinics "
    "vineyards theatres bridges orchards ferries kitchens"
)
_VERBS = "slowed doubled moved opened closed divided surprised delayed crossed rebuilt measured refused"
_PLACES = "Brenhall Oakmere Talheim Valmar Sorell Kelmon Harrowgate Morbach Zamlyn Fennel"
_PROMOTIONS = (  # none is caught by a pattern: only that they come back gives them away
    "Our panel on the year in machines meets in the old harbour hall, and readers of this page pay half.",
    "The winter edition of our magazine looks back on ten years of the trade in forty portraits.",
    "From the makers of this page: a map of every laboratory in the country, now with opening hours.",
    "The new season of our radio hour begins with three guests who left the trade and one who came back.",
)
_HOUSE_LINES = ("The Wire's desk for machines and people", "Edited by the night desk")
_REDESIGNED = ("More reporting from the floor every weekday", "The Wire, founded in 1911, is owned by its readers")
_REPORTERS_LINE = "The company did not respond to a request for comment before this was published."
_BACKGROUND = (
    "The dispute goes back to the spring of last year, when the first of the two contracts was signed in private.",
    "Both sides have since published parts of their letters, which agree on little more than the date.",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A page and the lines that are its article."""

    page: Page
    lines: frozenset[str]  # folded


@dataclass(slots=True)
class Score:
    """Lines kept, over all pages of a newsroom."""

    kept: int = 0
    own: int = 0  # of those kept, the article's
    lost: list[str] = field(default_factory=list)  # of the article's, not kept because of what was learned

    @property
    def precision(self) -> float:
        return self.own / self.kept if self.kept else 1.0


def made_up_outlet(pages: int = 80, seed: int = 7) -> list[Known]:
    """Return the pages of a hard outlet in order: a redesign comes half way."""
    dice = random.Random(seed)
    made: list[Known] = []
    for number in range(pages):
        redesigned = number >= pages // 2
        if number % 17 == 16:  # the same text again under another address
            last = made[-1]
            made.append(Known(_page(number, last.page.body.decode()), last.lines))
            continue
        own = list(_sentences(dice, number))
        if number % 6 == 2:
            own.insert(3, _REPORTERS_LINE)
        if number % 20 in (4, 5, 6):  # a story continued: the background is told each time
            own[2:2] = _BACKGROUND
        head, tail = _REDESIGNED if redesigned else _HOUSE_LINES
        promotion = _PROMOTIONS[number // 12 % len(_PROMOTIONS)]
        middle = len(own) // 2
        shown = [head, *own[:middle], promotion, *own[middle:], tail]
        heading = f"Report {number}: {own[0][:40]}"
        made.append(Known(_page(number, _html(heading, shown, redesigned)), frozenset(map(folded, own))))
    return made


def demonstration() -> dict[str, list[Known]]:
    """Return outlet -> pages of the demonstration's newsroom, in order of publication."""
    from newsdesk.demo.edition import print_edition
    from newsdesk.demo.events import load_events
    from newsdesk.demo.outlets import OUTLETS
    from newsdesk.demo.pages import page as render

    bases = {outlet.slug: f"https://{outlet.slug}.example" for outlet in OUTLETS}
    edition = print_edition(load_events(), NOW, bases)
    newsrooms: dict[str, list[Known]] = {}
    for outlet in OUTLETS:
        printed = sorted(edition.of(outlet), key=lambda one: one.published_at)
        newsrooms[outlet.slug] = [
            Known(
                _fetched(one.url, outlet.title, render(one, bases[outlet.slug], printed), outlet.charset),
                frozenset(map(folded, (*one.paragraphs, *((one.standfirst,) if one.standfirst else ())))),
            )
            for one in printed
            if one.serve in (None, "")
        ]
    return {slug: pages for slug, pages in newsrooms.items() if pages}


def compared(pages: Sequence[Known]) -> tuple[Score, Score]:
    """Return the scores without and with what is learned page by page."""
    plain, learning = Score(), Score()
    learned: OutletMemory = NOTHING_LEARNED
    for known in pages:
        without, with_it = extract(known.page), extract(known.page, learned)
        if not isinstance(without, Article) or not isinstance(with_it, Article):
            continue
        before, after = _lines(without), _lines(with_it)
        _add(plain, before, known.lines)
        _add(learning, after, known.lines)
        learning.lost += sorted((before - after) & known.lines)
        learned = counted(learned, with_it)
    return plain, learning


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    newsrooms = {"made up, 80 pages": made_up_outlet(), **demonstration()}
    rows = []
    for name, pages in newsrooms.items():
        plain, learning = compared(pages)
        rows.append(
            {
                "newsroom": name,
                "pages": len(pages),
                "precision_without": round(plain.precision, 4),
                "precision_with": round(learning.precision, 4),
                "own_lines_kept": learning.own,
                "own_lines_lost": len(learning.lost),
            }
        )
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        print(f"{'newsroom':<24}{'pages':>6}{'without':>10}{'with':>10}{'own kept':>10}{'own lost':>10}")
        for row in rows:
            print(
                f"{row['newsroom']:<24}{row['pages']:>6}{row['precision_without']:>10}{row['precision_with']:>10}"
                f"{row['own_lines_kept']:>10}{row['own_lines_lost']:>10}"
            )
    return 0


def _sentences(dice: random.Random, number: int) -> Iterator[str]:
    subjects, verbs, places = _SUBJECTS.split(), _VERBS.split(), _PLACES.split()
    for _ in range(dice.randrange(7, 12)):
        one, other = dice.sample(subjects, 2)
        yield (
            f"In {dice.choice(places)} the {one} {dice.choice(verbs)} in the week of report {number}, which people who "
            f"work with {other} had not expected after {dice.randrange(2, 90)} months of {dice.choice(verbs)} plans."
        )


def _html(heading: str, lines: Sequence[str], redesigned: bool) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    content = f'<section class="story"><div>{body}</div></section>' if redesigned else f"<article>{body}</article>"
    return f"<html><head><title>{heading}</title></head><body><main><h1>{heading}</h1>{content}</main></body></html>"


def _page(number: int, html: str) -> Page:
    return _fetched(f"https://wire.example/report/{number}", "The Wire", html.encode(), "utf-8")


def _fetched(url: str, outlet: str, body: bytes, charset: str) -> Page:
    return Page(url, url, "benchmark", outlet, NOW, 200, (("content-type", f"text/html; charset={charset}"),), body)


def _lines(article: Article) -> set[str]:
    return {key for line in article.text.split("\n") if (key := folded(line))}


def _add(score: Score, lines: set[str], own: frozenset[str]) -> None:
    score.kept += len(lines)
    score.own += len(lines & own)


if __name__ == "__main__":
    raise SystemExit(main())
