"""Who had a story first, who credits whom, and how fast others followed. Pure.

The clock decides, with two exceptions. What an outlet states is believed only where nothing contradicts it
(`pipeline.provenance.publication_time`); and a report that credits another report of the story came after it,
whatever the clocks say. A copy is never first: it stands for its original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.provenance.credits import is_firm
from pipeline.provenance.publication_time import DOUBTS, Doubt
from pipeline.records import Credit, Grade

VELOCITY_OVER = timedelta(hours=6)
MOST_REASONS = 8

_STRENGTH = {grade: number for number, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class Cited:
    """A credit, and the article that it is linked to, if that is filed."""

    credit: Credit
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An article of the story, as far as it matters for who was first."""

    article_id: int
    outlet: str
    out_at: datetime  # by then it was certainly out
    doubt: Doubt | None = None  # why the time that it states does not count
    copy_of: int | None = None
    cited: tuple[Cited, ...] = ()

    @property
    def voice(self) -> str:
        """Whose words it prints: an agency's that signs it, else its outlet's own."""
        wires = (cited.credit.outlet for cited in self.cited if cited.credit.grade is Grade.WIRE)
        return next(wires, None) or self.outlet


@dataclass(frozen=True, slots=True)
class Edge:
    """*article_id* credits *outlet*, by its article *credited_id* where the story has one."""

    article_id: int
    outlet: str
    credited_id: int | None
    credit: Credit

    @property
    def firm(self) -> bool:
        """Whether what it credits came first, whatever the clocks say."""
        return is_firm(self.credit)


@dataclass(frozen=True, slots=True)
class FirstReport:
    """Who had it first, and how far it went."""

    article_id: int
    outlet: str
    at: datetime
    absent: str | None  # an outlet credited with the story that has no article in it
    edges: tuple[Edge, ...]  # the best of each article and outlet, articles in order of time
    own: tuple[tuple[int, str], ...]  # articles with a text of their own, and whose words those are, in order of time
    velocity: float  # further outlets an hour, in the first `VELOCITY_OVER`
    why: tuple[str, ...]


def find_first_report(reports: Iterable[Report]) -> FirstReport:
    """Return who had the story of *reports* first; their order does not matter.

    Raises ValueError when there are none.
    """
    everyone = sorted(reports, key=_order)
    if not everyone:
        raise ValueError("a story without reports")
    own = _originals(everyone)
    edges = tuple(_edges(own))
    chain = _chain(own, edges)
    first = chain[-1][0]
    joined: dict[str, datetime] = {}
    for report in own:
        joined.setdefault(report.voice, report.out_at)
    followers = sum(at - own[0].out_at <= VELOCITY_OVER for at in joined.values()) - 1
    return FirstReport(
        article_id=first.article_id,
        outlet=first.outlet,
        at=first.out_at,
        absent=_absent(first, edges, {report.outlet for report in everyone}),
        edges=edges,
        own=tuple((report.article_id, report.voice) for report in own),
        velocity=round(followers / (VELOCITY_OVER / timedelta(hours=1)), 3),
        why=tuple(_why(chain, own, edges))[:MOST_REASONS],
    )


def _order(report: Report) -> tuple[datetime, bool, int]:
    """A sound clock goes before a doubtful one of the same moment."""
    return report.out_at, report.doubt is not None, report.article_id


def _originals(everyone: Sequence[Report]) -> list[Report]:
    """Return one report for each text: the original, or the earliest copy where the original is elsewhere."""
    here = {report.article_id for report in everyone}
    found: list[Report] = []
    for report in everyone:
        if report.copy_of is None:
            found.append(report)
        elif report.copy_of not in here:
            found.append(report)
            here.add(report.copy_of)
    return found


def _edges(own: Sequence[Report]) -> Iterator[Edge]:
    by_id = {report.article_id: report for report in own}
    by_outlet: dict[str, Report] = {}
    for report in own:
        by_outlet.setdefault(report.outlet, report)
    for report in own:
        best: dict[str, Edge] = {}
        for cited in report.cited:
            edge = _edge(report, cited, by_id, by_outlet)
            if edge is not None and (edge.outlet not in best or _rank(edge) < _rank(best[edge.outlet])):
                best[edge.outlet] = edge
        yield from best.values()


def _edge(report: Report, cited: Cited, by_id: Mapping[int, Report], by_outlet: Mapping[str, Report]) -> Edge | None:
    credit = cited.credit
    target = by_id.get(cited.article_id) if cited.article_id is not None else None
    if target is None and credit.grade is not Grade.LINK:
        # Words name an outlet, not an article: what they mean is its first report here.
        target = by_outlet.get(credit.outlet or "")
    if target is None:
        # A link alone that leads out of the story is a reference, not a credit.
        if credit.grade is Grade.LINK or credit.outlet is None:
            return None
        return Edge(report.article_id, credit.outlet, None, credit)
    edge = Edge(report.article_id, target.outlet, target.article_id, credit)
    sound = target.doubt is None and report.doubt is None
    if target.outlet == report.outlet or (sound and not edge.firm and _order(target) > _order(report)):
        return None
    return edge


def _rank(edge: Edge) -> tuple[bool, int, bool]:
    return edge.credited_id is None, _STRENGTH[edge.credit.grade], edge.credit.url is None


def _chain(own: Sequence[Report], edges: Sequence[Edge]) -> list[tuple[Report, Edge | None]]:
    """Return the way from the earliest report, by whom each credits most, to the one that credits nobody."""
    by_id = {report.article_id: report for report in own}
    place = {report.article_id: number for number, report in enumerate(own)}
    credited: dict[int, list[Edge]] = {}
    for edge in edges:
        if edge.credited_id is not None:
            credited.setdefault(edge.article_id, []).append(edge)
    found: list[tuple[Report, Edge | None]] = []
    here, visited = own[0], {own[0].article_id}
    while True:
        onward = [edge for edge in credited.get(here.article_id, ()) if edge.credited_id not in visited]
        if not onward:
            return [*found, (here, None)]
        edge = min(onward, key=lambda one: (not one.firm, place[one.credited_id or 0]))
        found.append((here, edge))
        here = by_id[edge.credited_id or 0]
        visited.add(here.article_id)


def _absent(first: Report, edges: Sequence[Edge], present: set[str]) -> str | None:
    """Return the outlet without an article here that the first report rests on, or that others say was first."""
    claims: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.credited_id is None and edge.outlet not in present and edge.firm:
            claims.setdefault(edge.outlet, []).append(edge)

    found: list[tuple[bool, int, str]] = []
    for outlet, by in claims.items():
        # One voice is enough where it says so prominently: as the story's first, or that the other was first.
        aloud = [edge for edge in by if edge.credit.prominent]
        rests = any(edge.article_id == first.article_id for edge in aloud)
        if rests or len(by) > 1 or any(edge.credit.grade is Grade.FIRST for edge in aloud):
            found.append((not rests, -len(by), outlet))
    return min(found)[2] if found else None


def _why(chain: Sequence[tuple[Report, Edge | None]], own: Sequence[Report], edges: Sequence[Edge]) -> Iterator[str]:
    first = chain[-1][0]
    if len(own) == 1:
        yield "the only account so far"
    elif len(chain) == 1:
        yield f"the earliest of {len(own)} accounts"
    for report, edge in chain[:-1]:
        if edge is not None:
            yield f"{report.outlet} (a{report.article_id}) credits {edge.outlet}: “{edge.credit.phrase}”"
    crediting = {edge.article_id for edge in edges if edge.credited_id == first.article_id}
    crediting -= {report.article_id for report, _ in chain}
    if crediting:
        names = dict.fromkeys(report.outlet for report in own if report.article_id in crediting)
        yield f"credited by {', '.join(names)}"
    for report in own:
        doubt = report.doubt
        if doubt is not None and len(own) > 1:
            yield f"{report.outlet} (a{report.article_id}) counts from when it was seen: {DOUBTS[doubt]}"
