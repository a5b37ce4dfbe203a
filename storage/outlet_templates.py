"""Where the texts of an outlet's pages stand: a few rows an outlet, read and written in sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select

from pipeline.extract.template import Template
from pipeline.records import BlockCount
from storage.schema.articles import outlet_template
from storage.upsert import upsert_many

_VALUES = ("place", "pages", "agreements", "checked_at", "blocks")


def read_templates(connection: Connection, outlets: Collection[str]) -> dict[str, tuple[Template, ...]]:
    """Return the templates of each of *outlets* that has any, that met last first."""
    columns = outlet_template.c
    query = select(outlet_template).where(columns.outlet.in_(outlets)).order_by(columns.outlet, columns.place)
    found: dict[str, tuple[Template, ...]] = {}
    for row in connection.execute(query):
        blocks = {signature: BlockCount(*counts) for signature, counts in row.blocks.items()}
        template = Template(row.container, blocks, row.pages, row.agreements, row.checked_at)
        found[row.outlet] = (*found.get(row.outlet, ()), template)
    return found


def write_templates(
    connection: Connection, before: Mapping[str, Sequence[Template]], after: Mapping[str, Sequence[Template]]
) -> None:
    """Bring the rows of the outlets of *after* from what they were *before* to what is known now."""
    rows = [
        {
            "outlet": outlet,
            "container": one.container,
            "place": place,
            "pages": one.pages,
            "agreements": one.agreements,
            "checked_at": one.checked_at,
            "blocks": {signature: [count.kept, count.left_out] for signature, count in one.blocks.items()},
        }
        for outlet, templates in sorted(after.items())
        for place, one in enumerate(templates)
        if list(before.get(outlet, ()))[place : place + 1] != [one]
    ]
    upsert_many(connection, outlet_template, rows, update=_VALUES)
    gone = [
        {"of": outlet, "at": one.container}
        for outlet, templates in sorted(after.items())
        for one in before.get(outlet, ())
        if all(one.container != other.container for other in templates)
    ]
    if gone:
        columns = outlet_template.c
        connection.execute(
            delete(outlet_template).where(columns.outlet == bindparam("of"), columns.container == bindparam("at")), gone
        )
