"""A query that cannot be read, and where."""

from __future__ import annotations

from pipeline.errors import ConfigError


class QueryError(ConfigError):
    """A query says nothing that can be looked for; *at* counts characters of *text* up to the place."""

    def __init__(self, problem: str, text: str, at: int) -> None:
        super().__init__(problem, text, at)
        self.problem = problem
        self.text = " ".join(text.split("\n"))
        self.at = at

    def __str__(self) -> str:
        """Return the problem, then the query with a caret under the place."""
        begin = max(0, self.at - 60)
        shown = ("..." if begin else "") + self.text[begin : self.at + 40]
        place = self.at - begin + (3 if begin else 0)
        return f"query: {self.problem}\n  {shown}\n  {' ' * place}^"
