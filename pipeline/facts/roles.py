"""Who leads what, and which office somebody holds, as an article states it of a person whom the catalog knows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from pipeline.records import Value, ValueKind
from pipeline.text.patterns import lazy_pattern

_OFFICE = (
    r"(?P<office>[Cc]hief\s(?:[A-Z]{2}\s|[A-Za-z]+\s){1,3}[Oo]fficer|CEO|CTO|CFO|COO|[Cc]hief executive|[Pp]resident"
    r"|[Cc]hair(?:man|woman)?|[Cc]o-?founder|[Ff]ounder|[Cc]hief scientist)"
)
_LED_BY = lazy_pattern(r"\b(?P<lead>(?:led|headed|run|overseen)\sby|under)\s(?:[\w’'-]+\s){0,5}$")
_OFFICE_BEFORE = lazy_pattern(rf"(?P<former>\b[Ff]ormer\s(?:[\w’'-]+\s){{0,3}})?\b{_OFFICE}(?:\sand\s[\w-]+)?,?\s$")
_LEADS = lazy_pattern(
    r"(?:,?\s(?:who\s(?:[\w-]+\s){0,6})?(?:to\s)?(?P<lead>leads?|heads?|runs|oversees)\s|,[^.;]{0,80},\s(?:to\s)lead\s)"
)
_TEAM = lazy_pattern(
    r"[’'‘]s\s(?P<lead>(?:newly\s)?(?:[A-Z][\w’'-]*\s){0,3}(?:Labs?|team|division|group|unit|organization))\b"
)
_OFFICE_AFTER = lazy_pattern(
    rf"(?:,|\sas)\s(?:the\s|its\s)?(?:[\w-]+[’']s\s)?(?:[\w-]+\s|\d\d-year-old\s){{0,3}}{_OFFICE}\b"
)
_REACH = 110  # characters on each side of a name
_LEADER = "leads"


def roles_in(text: str, people: Sequence[tuple[int, int, str]]) -> Iterator[Value]:
    """Yield the roles of *people*, who are named at these ranges of *text* by their entity's id, in order.

    The unit says whose role it is and which: two roles are one if it is the same.
    """
    for start, end, person in people:
        before, behind = max(0, start - _REACH), min(len(text), end + _REACH)
        if (found := _OFFICE_BEFORE.search(text, before, start)) is not None and not found["former"]:
            yield _role(person, _office(found["office"]), found.start("office"), end)
        elif (found := _OFFICE_AFTER.match(text, end, behind)) is not None:
            yield _role(person, _office(found["office"]), start, found.end("office"))
        if (found := _LED_BY.search(text, before, start)) is not None:
            yield _role(person, _LEADER, found.start("lead"), end)
        elif (found := _LEADS.match(text, end, behind) or _TEAM.match(text, end, behind)) is not None:
            yield _role(person, _LEADER, start, found.end())


def _office(words: str) -> str:
    office = " ".join(words.lower().split())
    return "ceo" if office in ("chief executive officer", "chief executive") else office


def _role(person: str, role: str, start: int, end: int) -> Value:
    same = float(crc32(role.encode()))  # equal for equal roles
    return Value(ValueKind.ROLE, start, end, same, same, f"{person} {role}")
