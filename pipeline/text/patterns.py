"""Patterns that are compiled when they are first used: a command that reads no text compiles none."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def lazy_pattern(regex: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as ``re.compile(regex, flags)`` does, for a name at the head of a module.

    A mistake in *regex* is found at the first use. From then on a method costs what it costs of a pattern.
    """
    return cast("re.Pattern[str]", _LazyPattern(regex, flags))


class _LazyPattern:
    def __init__(self, regex: str, flags: int) -> None:
        self._regex, self._flags = regex, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # asked by copy, pickle and the like
        compiled = re.compile(self._regex, self._flags)
        for method in _METHODS:
            self.__dict__[method] = getattr(compiled, method)
        return getattr(compiled, name)
