"""What `newsdesk doctor` looks at."""

from __future__ import annotations

from dataclasses import dataclass

from newsdesk.settings.everything import problems_of
from newsdesk.settings.model import PLACEHOLDER_CONTACT
from newsdesk.wiring import House
from pipeline.errors import NewsdeskError
from storage.hosts import held_hosts
from storage.pages import pages_waiting
from storage.read.health import alarms
from storage.runs import last_run
from storage.transactions import reading


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    good: bool
    what: str
    advice: str | None = None


def look_over(house: House) -> list[Finding]:
    """Return what was found, good or bad."""
    found = [_configuration(house), _contact(house)]
    if house.has_no_database:
        return [*found, Finding(good=True, what="database: none yet; the first round makes it")]
    try:
        engine = house.reader
    except NewsdeskError as exc:
        return [*found, Finding(good=False, what=f"database: {exc}")]
    found.append(Finding(good=True, what="database: reachable, and of this version's schema"))
    with reading(engine) as connection:
        waiting = pages_waiting(connection)
        needing = alarms(connection, house.sources, house.clock())
        held = held_hosts(connection, house.clock())
        ended = last_run(connection, "round")
    if ended is not None:
        found.append(Finding(good=True, what=f"last whole round: ended {ended:%Y-%m-%d %H:%M}Z"))
    found.append(
        Finding(
            good=waiting < 10_000,
            what=f"pages waiting to be processed: {waiting}",
            advice="run `newsdesk process`, or give process.workers more" if waiting >= 10_000 else None,
        )
    )
    found += [Finding(good=True, what=f"{host}: left alone until {until:%H:%M}Z, {why}") for host, until, why in held]
    if not needing:
        found.append(Finding(good=True, what="sources: none raises an alarm"))
    return found + [Finding(good=False, what=f"source {line}") for line in needing]


def _configuration(house: House) -> Finding:
    problems = problems_of(house.folder)
    if not problems:
        return Finding(good=True, what=f"configuration: {house.folder} is good")
    return Finding(
        good=False,
        what=f"configuration: {len(problems)} problems in {house.folder}",
        advice="`newsdesk config check` lists them",
    )


def _contact(house: House) -> Finding:
    if house.settings.crawl.contact_url == PLACEHOLDER_CONTACT:
        return Finding(
            good=False,
            what="contact address: still the placeholder; sites cannot tell whom to ask about your crawler",
            advice="put the address of a page about you into crawl.contact_url of newsdesk.toml",
        )
    return Finding(good=True, what=f"contact address: {house.settings.crawl.contact_url}")
