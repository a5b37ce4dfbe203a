"""Scores a fact ledger against labelled stories: value spans, aligned pairs, verdicts, conflicts and traps.

A span fits a label when they overlap by half, or when it holds the label's number words and is little longer. Pairs are
of articles joined in one fact; copies of one wire are neither right nor wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

Row = dict[str, Any]
Span = tuple[str, int, int]

_NUMBER = re.compile(
    r"\d[\d.,:]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|dozens?|half|quarters?|thirds?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|mn|bn)(?![a-z])",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|\bmay\b|june|july|august|september|october"
    r"|november|december|today|yesterday|tonight|tomorrow|(?:last|next|this|a|an) \w+",
    re.IGNORECASE,
)
_LONGER = 24  # characters by which a span may go past its label


@dataclass
class _Story:
    """One story's labels, and where each predicted span belongs."""

    gold: Row
    labels: list[tuple[Row, Row]] = field(default_factory=list)  # statement, fact
    placed: dict[Span, tuple[str, int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.labels = [(one, fact) for fact in self.gold["facts"] for one in fact["statements"]]
        self.by_article: dict[str, list[int]] = defaultdict(list)
        for number, (one, _) in enumerate(self.labels):
            self.by_article[one["article"]].append(number)

    def origin(self, article: str) -> str:
        return str(self.gold.get("origins", {}).get(article, article))

    def fact(self, label: int) -> Row:
        return self.labels[label][1]

    def place(self, statement: Row) -> tuple[str, int | None]:
        """Return whether a span is a label, wrong, neutral, or outside what is judged."""
        key = (statement["article"], statement["start"], statement["end"])
        if key not in self.placed:
            self.placed[key] = self._place(*key)
        return self.placed[key]

    def _place(self, article: str, start: int, end: int) -> tuple[str, int | None]:
        labels = self.by_article.get(article, [])
        best, found = 0.0, None
        for number in labels:
            share = _fits(self.labels[number][0], start, end)
            if share > best:
                best, found = share, number
        if found is not None:
            return "label", found
        for number in labels:
            one, fact = self.labels[number]
            soft = one.get("bound") == "range" or fact["kind"] in ("date", "time")
            if soft and one["start"] < end and start < one["end"]:
                return "neutral", None
        if not any(low <= start < high for low, high in self.gold["covered"].get(article, ())):
            return "outside", None
        neutral = self.gold.get("neutral", {}).get(article, ())
        return ("neutral" if any(low < end and start < high for low, high in neutral) else "wrong"), None


def scores(gold: Sequence[Row], predicted: Iterable[Row]) -> dict[str, float]:
    """Return the numbers by name, each from 0 to 1 but `false_conflicts_per_story`."""
    by_story: dict[str, list[Row]] = defaultdict(list)
    for one in predicted:
        by_story[one["story"]].append(one)
    count: Counter[str] = Counter()
    for story in gold:
        _score_story(_Story(story), by_story.get(story["story"], []), count)
    return _rates(count)


def _score_story(story: _Story, predicted: Sequence[Row], count: Counter[str]) -> None:
    facts = []
    for one in predicted:
        spans = {(two["article"], two["start"], two["end"]): two for two in one["statements"]}
        facts.append((one, [(two, *story.place(two)) for two in spans.values()]))
    count["labels"] += len(story.labels)
    count["labels found"] += len({label for _, label in story.placed.values() if label is not None})
    count.update(f"span {where}" for where, _ in story.placed.values())
    _score_pairs(story, [placed for _, placed in facts], count)
    mixed = [Counter(story.fact(label)["id"] for _, _, label in placed if label is not None) for _, placed in facts]
    _score_verdicts(story, facts, mixed, count)
    _score_conflicts(story, facts, mixed, count)
    count["stories"] += 1


def _score_pairs(story: _Story, facts: Sequence[list[tuple[Row, str, int | None]]], count: Counter[str]) -> None:
    wanted = set()
    for fact in story.gold["facts"]:
        for one, other in combinations(fact["statements"], 2):
            if story.origin(one["article"]) != story.origin(other["article"]):
                wanted.add((fact["id"], *sorted((one["article"], other["article"]))))
    judged: dict[tuple[int, str, str], list[str | None]] = defaultdict(list)
    for number, placed in enumerate(facts):
        for (one, where, label), (other, there, other_label) in combinations(placed, 2):
            first, second = sorted((one["article"], other["article"]))
            if first == second or "outside" in (where, there) or "label" not in (where, there):
                continue
            same = None
            if label is not None and other_label is not None:
                if label == other_label:
                    continue
                same = story.fact(label)["id"] if story.fact(label) is story.fact(other_label) else None
                if same and story.origin(first) == story.origin(second):
                    continue
            judged[number, first, second].append(same)
    found = {(same, first, second) for (_, first, second), all_ in judged.items() for same in all_ if same}
    count["pairs"] += len(wanted)
    count["pairs found"] += len(wanted & found)
    count["pairs said"] += len(judged)
    # In thousandths, so that a counter can hold shares.
    count["pairs right"] += sum(round(1000 * sum(map(bool, all_)) / len(all_)) for all_ in judged.values())


def _score_verdicts(
    story: _Story,
    facts: Sequence[tuple[Row, list[tuple[Row, str, int | None]]]],
    mixed: Sequence[Counter[str]],
    count: Counter[str],
) -> None:
    for fact in story.gold["facts"]:
        own = fact["id"]
        holding = [(one[own], one[own] - sum(one.values()), number) for number, one in enumerate(mixed) if one[own]]
        best = max(holding)[2] if holding else None
        if len({story.origin(one["article"]) for one in fact["statements"]}) < 2:
            count["single"] += 1
            alone = best is not None and sum(mixed[best].values()) == mixed[best][own]
            count["single right"] += alone and facts[best or 0][0]["verdict"] == "single"
            continue
        agrees = fact["verdict"] == "agree"
        count["facts"] += 1
        count["facts that do not agree"] += not agrees
        if best is None or mixed[best][own] * 2 < sum(mixed[best].values()):
            continue
        said, placed = facts[best]
        voices = {
            story.origin(two["article"]) for two, _, label in placed if label is not None and story.fact(label) is fact
        }
        if len(voices) < 2:
            continue
        right = said["verdict"] in (fact["verdict"], *fact.get("verdict_alt", ()))
        count["aligned"] += 1
        count["verdicts right"] += right
        count["verdicts right that do not agree"] += right and not agrees


def _score_conflicts(
    story: _Story,
    facts: Sequence[tuple[Row, list[tuple[Row, str, int | None]]]],
    mixed: Sequence[Counter[str]],
    count: Counter[str],
) -> None:
    known = {fact["id"]: fact for fact in story.gold["facts"]}
    for (said, placed), one in zip(facts, mixed, strict=True):
        if said["verdict"] != "differs" or sum(one.values()) < 2:
            continue
        top, most = one.most_common(1)[0]
        fact = known[top]
        voices = {
            story.origin(two["article"]) for two, _, label in placed if label is not None and story.fact(label) is fact
        }
        verdicts = (fact["verdict"], *fact.get("verdict_alt", ()))
        true = "differs" in verdicts and len(voices) > 1 and most * 2 > sum(one.values())
        count["conflicts said"] += 1
        count["conflicts true"] += true
        count["conflicts found"] += true and fact["verdict"] == "differs"
    count["conflicts"] += sum(fact["verdict"] == "differs" for fact in story.gold["facts"])
    for trap in story.gold.get("not_same", ()):
        count["traps"] += 1
        count["traps merged"] += any(one[trap["a"]] and one[trap["b"]] for one in mixed)


def _rates(count: Counter[str]) -> dict[str, float]:
    def share(part: str, whole: Callable[[], int]) -> float:
        return count[part] / max(whole(), 1)

    precision = count["pairs right"] / 1000 / max(count["pairs said"], 1)
    return {
        "span_p": share("span label", lambda: count["span label"] + count["span wrong"]),
        "span_r": share("labels found", lambda: count["labels"]),
        "pair_p": precision,
        "pair_r": share("pairs found", lambda: count["pairs"]),
        "end_to_end": share("verdicts right", lambda: count["facts"]),
        "end_to_end_nonagree": share("verdicts right that do not agree", lambda: count["facts that do not agree"]),
        "verdict_acc": share("verdicts right", lambda: count["aligned"]),
        "single_ok": share("single right", lambda: count["single"]),
        "conflict_p": share("conflicts true", lambda: count["conflicts said"]),
        "conflict_r": share("conflicts found", lambda: count["conflicts"]),
        "false_conflicts_per_story": (count["conflicts said"] - count["conflicts true"]) / max(count["stories"], 1),
        "trap_merge_rate": share("traps merged", lambda: count["traps"]),
    }


def _fits(label: Row, start: int, end: int) -> float:
    low, high = int(label["start"]), int(label["end"])
    shared = min(high, end) - max(low, start)
    if shared <= 0:
        return 0.0
    overlap = shared / (max(high, end) - min(low, start))
    if overlap >= 0.5:
        return overlap
    first, last = _core(label["surface"])
    holds = start <= low + first and end >= low + last
    return overlap if holds and end - start <= high - low + _LONGER else 0.0


def _core(surface: str) -> tuple[int, int]:
    """Return what of a label a span must hold: from the first to the last number word, or the first word of a day."""
    numbers = list(_NUMBER.finditer(surface))
    if numbers:
        return numbers[0].start(), numbers[-1].start() + len(numbers[-1][0].rstrip(".,:"))
    day = _DAY.search(surface)
    return day.span() if day is not None else (0, len(surface))
