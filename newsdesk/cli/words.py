"""Words and numbers on the command line, within what a database can take."""

from __future__ import annotations

import click

LARGEST_ID = 2**63 - 1  # of both databases


class Words(click.ParamType):  # type: ignore[type-arg] # generic in newer versions only
    """Text that can be stored and looked for: valid in the terminal's encoding, and of a bounded length."""

    name = "text"

    def __init__(self, longest: int = 10_000) -> None:
        self.longest = longest  # characters

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        # What Python could not decode of an argument it hands on as lone surrogates (PEP 383).
        if any("\ud800" <= character <= "\udfff" for character in value):
            self.fail(f"{value!r}: not text in this terminal's encoding", param, ctx)
        if len(value) > self.longest:
            self.fail(f"expected at most {self.longest} characters, not {len(value)}", param, ctx)
        return value


WORDS = Words()


def row_number(text: str) -> int | None:
    """Return the number that *text* is, None when it is none.

    Raises click.BadParameter when no row can have it.
    """
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0")
    if len(digits) > len(str(LARGEST_ID)) or int(digits or "0") > LARGEST_ID:
        shown = text if len(text) <= 30 else f"{text[:30]}..."
        raise click.BadParameter(f"{shown}: no number is larger than {LARGEST_ID}", param_hint="its number")
    return int(digits or "0")
