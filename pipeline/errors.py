"""The error tree: one class for each reaction, not for each cause."""

from enum import StrEnum


class NewsdeskError(Exception):
    """Root of every error that newsdesk raises on purpose; its text is one line fit to show a person."""


class ConfigError(NewsdeskError):
    """A file, key or command-line value is wrong: a person must change it."""

    exit_code = 2


class StorageError(NewsdeskError):
    """The database cannot be used as it is: unreachable, of another schema, or damaged."""

    exit_code = 3


class RetryLaterError(NewsdeskError):
    """What failed may succeed when tried again: time-outs, refused connections, busy databases."""

    exit_code = 4


class SourceError(NewsdeskError):
    """A source cannot be read as configured; retrying will not help."""

    exit_code = 5

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source


class LeaseLostError(NewsdeskError):
    """Another process took a page up when this one's lease had run out; what this one did with it is undone."""


class Limit(StrEnum):
    """What work in a child process can go past."""

    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"  # the process died of something else


class LimitExceededError(NewsdeskError):
    """Work in a child process went past its time or memory limit, or killed the process."""

    def __init__(self, problem: str, limit: Limit = Limit.CRASH) -> None:
        super().__init__(problem, limit)  # both, so that it survives pickling
        self.limit = limit

    def __str__(self) -> str:
        return str(self.args[0])
