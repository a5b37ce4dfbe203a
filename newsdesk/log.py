"""Log lines: one event a line, ``time level logger: message``, secrets masked, control characters escaped."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

from pipeline.redact import one_line, redact

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


class OneLine(logging.Formatter):
    """Formats a record as one line; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = f"{time} {record.levelname.lower()} {record.name}: {one_line(redact(record.getMessage()))}"
        if record.exc_info:
            line += "\n" + redact(self.formatException(record.exc_info))
        return line


def start_logging(level: str) -> None:
    """Send newsdesk's own events of *level* and above, and others' warnings, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # What befalls a request is recorded where people look for it; only defects need to be told.
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    # A tick that finds a round still under way is no event.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
