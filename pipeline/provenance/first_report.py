"""Who had a story first, who credits whom, and how fast others followed. Pure.

The clock decides, with two exceptions. What an outlet states is believed only where nothing contradicts it
(`pipeline.provenance.publication_time`); and a report that credits another report of the story came after it,
whatever the clocks say. A copy is never first: it stands for its original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.provenance.publication_time import DOUBTS, Clock
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
class Account:
    """An article of the story, as far as it matters for who was first."""

    article_id: int
    outlet: str
    clock: Clock
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
        """Whether what it credits came first, whatever the clocks say.

        A bare link, or "according to" further down, may be an aside to another story.
        """
        grade = self.credit.grade
        return grade in (Grade.WIRE, Grade.FIRST) or (grade is Grade.REPORT and self.credit.prominent)


@dataclass(frozen=True, slots=True)
class First:
    """Who had it first, and how far it went."""

    article_id: int
    outlet: str
    at: datetime
    absent: str | None  # an outlet credited with the story that has no article in it
    edges: tuple[Edge, ...]  # the best of each article and outlet, articles in order of time
    own: tuple[tuple[int, str], ...]  # articles with a text of their own, and whose words those are, in order of time
    velocity: float  # further outlets an hour, in the first `VELOCITY_OVER`
    why: tuple[str, ...]


def find_first_report(accounts: Iterable[Account]) -> First:
    """Return who had the story of *accounts* first; their order does not matter.

    Raises ValueError when there are none.
    """
    everyone = sorted(accounts, key=_order)
    if not everyone:
        raise ValueError("a story without accounts")
    own = _originals(everyone)
    edges = tuple(_edges(own))
    chain = _chain(own, edges)
    first = chain[-1][0]
    joined: dict[str, datetime] = {}
    for account in own:
        joined.setdefault(account.voice, account.clock.out_at)
    followers = sum(at - own[0].clock.out_at <= VELOCITY_OVER for at in joined.values()) - 1
    return First(
        article_id=first.article_id,
        outlet=first.outlet,
        at=first.clock.out_at,
        absent=_absent(first, edges, {account.outlet for account in everyone}),
        edges=edges,
        own=tuple((account.article_id, account.voice) for account in own),
        velocity=round(followers / (VELOCITY_OVER / timedelta(hours=1)), 3),
        why=tuple(_why(chain, own, edges))[:MOST_REASONS],
    )


def _order(account: Account) -> tuple[datetime, bool, int]:
    """A sound clock goes before a doubtful one of the same moment."""
    return account.clock.out_at, account.clock.doubt is not None, account.article_id


def _originals(everyone: Sequence[Account]) -> list[Account]:
    """Return one account for each text: the original, or the earliest copy where the original is elsewhere."""
    here = {account.article_id for account in everyone}
    found: list[Account] = []
    for account in everyone:
        if account.copy_of is None:
            found.append(account)
        elif account.copy_of not in here:
            found.append(account)
            here.add(account.copy_of)
    return found


def _edges(own: Sequence[Account]) -> Iterator[Edge]:
    by_id = {account.article_id: account for account in own}
    by_outlet: dict[str, Account] = {}
    for account in own:
        by_outlet.setdefault(account.outlet, account)
    for account in own:
        best: dict[str, Edge] = {}
        for cited in account.cited:
            edge = _edge(account, cited, by_id, by_outlet)
            if edge is not None and (edge.outlet not in best or _rank(edge) < _rank(best[edge.outlet])):
                best[edge.outlet] = edge
        yield from best.values()


def _edge(
    account: Account, cited: Cited, by_id: Mapping[int, Account], by_outlet: Mapping[str, Account]
) -> Edge | None:
    credit = cited.credit
    target = by_id.get(cited.article_id) if cited.article_id is not None else None
    if target is None and credit.grade is not Grade.LINK:
        # Words name an outlet, not an article: what they mean is its first account here.
        target = by_outlet.get(credit.outlet or "")
    if target is None:
        # A link alone that leads out of the story is a reference, not a credit.
        if credit.grade is Grade.LINK or credit.outlet is None:
            return None
        return Edge(account.article_id, credit.outlet, None, credit)
    edge = Edge(account.article_id, target.outlet, target.article_id, credit)
    sound = target.clock.doubt is None and account.clock.doubt is None
    if target.outlet == account.outlet or (sound and not edge.firm and _order(target) > _order(account)):
        return None
    return edge


def _rank(edge: Edge) -> tuple[bool, int, bool]:
    return edge.credited_id is None, _STRENGTH[edge.credit.grade], edge.credit.url is None


def _chain(own: Sequence[Account], edges: Sequence[Edge]) -> list[tuple[Account, Edge | None]]:
    """Return the way from the earliest account, by whom each credits most, to the one that credits nobody."""
    by_id = {account.article_id: account for account in own}
    place = {account.article_id: number for number, account in enumerate(own)}
    credited: dict[int, list[Edge]] = {}
    for edge in edges:
        if edge.credited_id is not None:
            credited.setdefault(edge.article_id, []).append(edge)
    found: list[tuple[Account, Edge | None]] = []
    here, visited = own[0], {own[0].article_id}
    while True:
        onward = [edge for edge in credited.get(here.article_id, ()) if edge.credited_id not in visited]
        if not onward:
            return [*found, (here, None)]
        edge = min(onward, key=lambda one: (not one.firm, place[one.credited_id or 0]))
        found.append((here, edge))
        here = by_id[edge.credited_id or 0]
        visited.add(here.article_id)


def _absent(first: Account, edges: Sequence[Edge], present: set[str]) -> str | None:
    """Return the outlet without an article here that the first account rests on, or that others say was first."""
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


def _why(chain: Sequence[tuple[Account, Edge | None]], own: Sequence[Account], edges: Sequence[Edge]) -> Iterator[str]:
    first = chain[-1][0]
    if len(own) == 1:
        yield "the only account so far"
    elif len(chain) == 1:
        yield f"the earliest of {len(own)} accounts"
    for account, edge in chain[:-1]:
        if edge is not None:
            yield f"{account.outlet} (a{account.article_id}) credits {edge.outlet}: “{edge.credit.phrase}”"
    crediting = {edge.article_id for edge in edges if edge.credited_id == first.article_id}
    crediting -= {account.article_id for account, _ in chain}
    if crediting:
        names = dict.fromkeys(account.outlet for account in own if account.article_id in crediting)
        yield f"credited by {', '.join(names)}"
    for account in own:
        doubt = account.clock.doubt
        if doubt is not None and len(own) > 1:
            yield f"{account.outlet} (a{account.article_id}) counts from when it was seen: {DOUBTS[doubt]}"
