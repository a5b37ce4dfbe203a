"""`newsdesk facts`: what the sources of a story agree on, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import Column, say, say_json, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.queries.facts import StatedValue, StoredFact

COLUMNS = (
    Column("verdict"),
    Column("value"),
    Column("who says so", shrinks=1),
    Column("sentence", shrinks=1),
)


@click.command()
@click.argument("story", type=click.IntRange(1), metavar="STORY")
@click.option("--differs", is_flag=True, help="Only what sources differ on, dispute or have changed.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every statement and where it stands.")
@pass_context
def facts(context: Context, story: int, differs: bool, as_json: bool) -> None:
    """Show the facts of a story: each value, whether its sources agree on it, who says so and in which sentence."""
    from newsdesk.wiring.database import open_database
    from pipeline.errors import ConfigError
    from storage.queries.facts import facts_of
    from storage.queries.stories import story_details
    from storage.transactions import reading

    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        details = story_details(connection, story)
        if details is None:
            raise ConfigError(f"{story}: there is no such story; `newsdesk stories` lists them")
        found = facts_of(connection, [details.id]).get(details.id, [])
    shown = [one for one in found if not differs or one.contested]
    if as_json:
        say_json({"story": details.id, "headline": details.headline, "facts": [_as_json(one) for one in shown]})
        return
    say(details.headline, bold=True)
    if details.id != story:
        say(f"story {story} turned out to be story {details.id}")
    if shown:
        table(COLUMNS, [row for one in shown for row in rows_of(one)])
    else:
        say(_nothing(found, details.articles), err=True)


def _nothing(found: Sequence[StoredFact], articles: int) -> str:
    if found:
        return f"no differences among {len(found)} facts"
    return f"no facts: its {articles} articles state no values, or were filed before facts were kept"


def rows_of(fact: StoredFact) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of one fact, one for each value; the verdict stands in the first."""
    said = f"{fact.verdict.value.replace('_', ' ')}{', disputed' if fact.disputed else ''}"
    for number, one in enumerate(fact.values):
        same = [two for two in fact.stated if two.value == one.value]
        yield said if number == 0 else "", one.surface, _who(same, fact), " ".join(one.sentence.split())


def _who(stated: Sequence[StatedValue], fact: StoredFact) -> str:
    """Return the outlets of statements, each once, with who is said to say so."""
    outlets: dict[str, str] = {}
    for one in stated:
        by = f" ({one.said_by})" if one.said_by else ""
        outlets.setdefault(one.outlet, f"{one.outlet}{by} [a{one.article_id}]")
    reprints = f"; {fact.reprints} reprints" if fact.reprints else ""
    return ", ".join(outlets.values()) + reprints


def _as_json(fact: StoredFact) -> dict[str, object]:
    return {
        "number": fact.number,
        "kind": fact.kind.value,
        "verdict": fact.verdict.value,
        "disputed": fact.disputed,
        "sources": fact.sources,
        "reprints": fact.reprints,
        "statements": [
            {
                "article": one.article_id,
                "outlet": one.outlet,
                "url": one.url,
                "at": one.dated_at.isoformat(),
                "value": one.value,
                "surface": one.surface,
                "sentence": one.sentence,
                "part": one.part.value,
                "start": one.start,
                "end": one.end,
                "bound": one.bound.value,
                "modality": one.modality.value,
                "said_by": one.said_by,
            }
            for one in fact.stated
        ],
    }
