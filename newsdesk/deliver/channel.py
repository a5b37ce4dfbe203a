"""What every channel offers, and what a try comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol, TypeAlias

from pipeline.errors import NewsdeskError


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one recipient."""

    key: str  # of the delivery: the same at each try
    subject: str  # one line
    text: str
    html: str | None
    data: Mapping[str, Any]  # for programs
    planned_at: datetime

    @property
    def id(self) -> str:
        """An id that is the same at each try, for whoever receives to know a repetition by."""
        return sha256(self.key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has said that it took the letter."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The letter certainly did not arrive."""

    problem: str
    for_good: bool = False  # trying again would come to the same
    retry_after: timedelta | None = None  # as the other side asked


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The letter left, and nobody knows whether it arrived: another try might be a second copy."""

    problem: str


Outcome: TypeAlias = Sent | Refused | Doubtful


class ChannelError(NewsdeskError):
    """Nothing has left: the other side cannot be reached, or refuses before it is given anything."""

    def __init__(self, problem: str, *, for_good: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(problem)
        self.refused = Refused(problem, for_good, retry_after)


class Channel(Protocol):
    """One way to reach one recipient."""

    @property
    def repeatable(self) -> bool:
        """Whether sending a letter again replaces the first copy, so that nothing is ever doubtful."""

    def open(self, letter: Letter) -> AbstractContextManager[Callable[[], Outcome]]:
        """Do all that can be done before the letter leaves; give what sends it.

        Raises ChannelError, after which nothing has left.
        """


def resolve(reference: str, environ: Mapping[str, str]) -> str:
    """Return what *reference* stands for: env:NAME a variable, file:PATH a file's text, else itself.

    Raises ChannelError that names the variable or file.
    """
    kind, _, name = reference.partition(":")
    if kind == "env":
        if not environ.get(name):
            raise ChannelError(f"the environment variable {name} is not set")
        return environ[name].strip()
    if kind == "file":
        try:
            with open(name, encoding="utf-8") as file:  # noqa: PTH123 - the path may be relative to anything
                return file.read().strip()
        except (OSError, UnicodeDecodeError) as exc:
            raise ChannelError(f"{name} cannot be read: {getattr(exc, 'strerror', None) or 'not UTF-8'}") from exc
    return reference
