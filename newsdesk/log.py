"""Log lines: one event a line, for people (console) or machines (JSON), secrets masked, control characters escaped.

An event carries the ids of what it is about (`IDS`): bound for a while with `bound_ids` (a round's run), or given with
the event, as ``extra={"page": 7}`` of the standard library's `logging`, which all of newsdesk and its libraries log by.

structlog imports Twisted where that is installed, half a second of CPU, so it is loaded with the first line.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from pipeline.redact import one_line, redact

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

IDS = ("run", "source", "page", "article", "url")  # in the order in which they are written

_CHATTY = (
    "alembic",
    "apscheduler",
    "scrapy",
    "twisted",
    "trafilatura",
    "htmldate",
    "courlan",
    "readability",
    "filelock",
    "asyncio",
)

LogFormat = Literal["console", "json"]

_bound: ContextVar[Mapping[str, int | str]] = ContextVar("newsdesk.log", default={})  # noqa: B039 - nobody changes it


def start_logging(level: str, log_format: LogFormat = "console") -> None:
    """Send newsdesk's own events of *level* and above, and others' warnings, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # What befalls a request is recorded where people look for it; only defects need to be told.
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    # A tick that finds a round still under way is no event.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


@contextmanager
def bound_ids(**ids: int | str) -> Iterator[None]:
    """Give *ids* (see `IDS`) to every event of the block, in threads and tasks that it starts as well."""
    token = _bound.set({**_bound.get(), **ids})
    try:
        yield
    finally:
        _bound.reset(token)


def formatter(log_format: LogFormat = "console") -> logging.Formatter:
    """Return what makes a line of a log record.

    ``console``: ``time level logger: message [run=1 page=7]``, a traceback follows on lines of its own.
    ``json``: an object with the same under ``time``, ``level``, ``logger``, ``event``, each id and ``exception``.
    """
    return _Formatter(log_format)


class _Formatter(logging.Formatter):
    def __init__(self, log_format: LogFormat) -> None:
        super().__init__()
        self._log_format = log_format

    def format(self, record: logging.LogRecord) -> str:
        return self._structlog.format(record)

    @cached_property
    def _structlog(self) -> logging.Formatter:
        from structlog.processors import format_exc_info
        from structlog.stdlib import ExtraAdder, ProcessorFormatter

        return ProcessorFormatter(
            foreign_pre_chain=[_with_bound_ids, ExtraAdder(allow=IDS), _where_and_when, format_exc_info],
            processors=[_masked, _as_json if self._log_format == "json" else _as_text],
        )


def _with_bound_ids(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {**_bound.get(), **event}


def _where_and_when(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {**event, "time": time, "level": record.levelname.lower(), "logger": record.name}


def _masked(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Return what a reader may see, in the order in which it is written; numbers stay numbers."""
    keys = [key for key in ("time", "level", "logger", "event", *IDS, "exception") if event.get(key) is not None]
    return {key: redact(event[key]) if isinstance(event[key], str) else event[key] for key in keys}


def _as_text(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    line = f"{event['time']} {event['level']} {event['logger']}: {one_line(event['event'])}"
    ids = " ".join(f"{key}={one_line(str(event[key]))}" for key in IDS if key in event)
    line += f" [{ids}]" if ids else ""
    return f"{line}\n{event['exception']}" if "exception" in event else line


def _as_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    return json.dumps(event, ensure_ascii=False, default=_plain)  # a string's control characters come out escaped


def _plain(value: Any) -> str:
    return redact(str(value))
