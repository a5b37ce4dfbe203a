"""`newsdesk verify`: which stored sentences support or contradict a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsdesk.admin.verify import Found, Verified
    from storage.queries.verify import Collected


@click.command()
@click.argument("claim", nargs=-1, required=True, metavar="CLAIM")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_context
def verify(context: Context, claim: tuple[str, ...], as_json: bool) -> None:
    """Look for stored sentences that support or contradict CLAIM, in your own words.

    Only figures, days and other values are compared: "Meta paid $14.3 billion for a stake in Scale". Of a claim without
    one, sentences with its words are shown. Nothing found means nothing found here, and not that the claim is wrong.
    """
    from newsdesk.admin.verify import verify_claim
    from newsdesk.wiring.database import open_database
    from storage.transactions import reading

    text = " ".join(" ".join(claim).split())
    with open_database(context.settings, read_only=True) as engine, reading(engine) as connection:
        found = verify_claim(connection, text, context.clock())
    if as_json:
        say_json(_as_json(found))
        return
    for heading, sentences in (
        ("supported by", found.supporting),
        ("contradicted by", found.contradicting),
        ("has the claim's words, and no value to compare:", found.mentioning),
    ):
        if sentences:
            _show(heading, sentences, context)
    if not found.any:
        say(f"not found in what is collected: {window(found.collected, context)}")
    elif not found.supporting and not found.mentioning:
        say(f"nothing supports it in what is collected: {window(found.collected, context)}")


def window(collected: Collected, context: Context) -> str:
    """Return in words how much there was to look through."""
    if collected.first_at is None:
        return "no article has been filed yet"
    return (
        f"{collected.articles:,} articles of {collected.outlets} outlets, from {context.local(collected.first_at)} "
        f"to {context.local(collected.last_at)}"
    )


def _show(heading: str, sentences: Sequence[Found], context: Context) -> None:
    voices = len({one.voice for one in sentences if not one.reprint})
    reprints = sum(one.reprint for one in sentences)
    apart = f", {reprints} reprints apart" if reprints else ""
    say(f"{heading} {voices} independent outlet{'s' if voices != 1 else ''}{apart}", bold=True)
    for one in sentences:
        if not one.reprint:
            say(f"  {context.local(one.at)}  {one.outlet} [a{one.article_id}]  {one.url}")
            say(f"      “{' '.join(one.sentence.split())}”")


def _as_json(found: Verified) -> dict[str, object]:
    def listed(sentences: Sequence[Found]) -> list[dict[str, object]]:
        return [
            {
                "article": one.article_id,
                "outlet": one.outlet,
                "independent_as": one.voice,
                "reprint": one.reprint,
                "at": one.at.isoformat(),
                "url": one.url,
                "sentence": one.sentence,
            }
            for one in sentences
        ]

    first, last = found.collected.first_at, found.collected.last_at
    return {
        "claim": found.claim,
        "supports": listed(found.supporting),
        "contradicts": listed(found.contradicting),
        "mentions": listed(found.mentioning),
        "collected": {
            "articles": found.collected.articles,
            "outlets": found.collected.outlets,
            "from": first.isoformat() if first else None,
            "to": last.isoformat() if last else None,
        },
    }
