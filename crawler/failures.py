"""Classes of failures and answers, as operators read them, and what an answer asks of us."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aiohttp import ClientConnectorError, ClientError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response

from crawler.address_guard import AddressRefusedError
from crawler.errors import DisallowedError, RobotsUnavailableError
from crawler.fetch_task import FetchTask
from pipeline.errors import LimitExceededError
from pipeline.records import Fetch
from pipeline.redact import one_line, redact

TOO_MANY = timedelta(minutes=5)  # what a 429 asks for when it does not say how long

_DETAIL = 300  # characters


def failure(error: BaseException) -> tuple[str, str]:
    """Return the class of a failed request and one line about it."""
    chain = list(_causes(error))
    detail = one_line(redact(str(error) or type(error).__name__))[:_DETAIL]
    for one in chain:
        match one:
            case AddressRefusedError():
                return "address", one_line(redact(str(one)))[:_DETAIL]
            case ssl.SSLError():
                return "tls", one_line(str(one))[:_DETAIL]
            case LimitExceededError():
                return "parse", detail
    match error:
        case DownloadTimeoutError() | TimeoutError():
            return "timeout", detail
        case CannotResolveHostError():
            return "dns", detail
        case DownloadCancelledError():
            return "too_large", _too_large(detail)
        case DownloadConnectionRefusedError() | ClientConnectorError():
            return "refused", detail
        case ResponseDataLossError() | ClientError():
            return "broken", detail
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):  # Scrapy's word for a bomb
            return "too_large", _too_large(detail)
        case IgnoreRequest() if "redirect" in str(error):
            return "redirect", detail
        case DisallowedError():
            return "robots", detail
        case RobotsUnavailableError():
            return "robots_unavailable", detail
        case IgnoreRequest():
            return "not_asked", detail
    return "broken", f"{type(error).__name__}: {detail}"[:_DETAIL]


def refused_address(error: BaseException) -> AddressRefusedError | None:
    """Return the refusal of an address that made a request fail, None when something else did."""
    return next((one for one in _causes(error) if isinstance(one, AddressRefusedError)), None)


def status_failure(response: Response) -> tuple[str, str]:
    """Return the class of an answer that is no success, and one line about it."""
    status = response.status
    server = (response.headers.get("Server") or b"").decode("latin-1").lower()
    if status in (403, 429, 503) and ("cloudflare" in server or b"cf-mitigated" in b" ".join(response.headers).lower()):
        return "cloudflare", f"HTTP {status} from Cloudflare: it takes newsdesk for a bot"
    if 300 <= status < 400 and (target := header(response, "Location")):
        return "redirect", one_line(redact(f"HTTP {status} to {target}, which is not followed"))[:_DETAIL]
    return f"http_{status}", f"HTTP {status}"


def retry_after(response: Response, now: datetime) -> timedelta | None:
    """Return how long the server asks to be left alone: seconds or an HTTP date (RFC 9110 10.2.3)."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(when - now, timedelta(0))


def asked_to_wait(response: Response, now: datetime) -> timedelta | None:
    """Return how long the whole host is to be left alone after *response*, None when it does not ask for that."""
    if response.status not in (429, 503):
        return None
    return retry_after(response, now) or (TOO_MANY if response.status == 429 else None)


def max_age(response: Response) -> timedelta | None:
    """Return how long the answer says it stays fresh (``Cache-Control: max-age``)."""
    for part in (response.headers.get("Cache-Control") or b"").decode("latin-1").lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('"').isdecimal():
            return timedelta(seconds=min(int(value.strip('"')[:9]), 10**8))
    return None


def header(response: Response, name: str) -> str | None:
    """Return a header's text, None when absent or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip()[:500] or None if value else None


def fetch_of(asked: Response | Request, task: FetchTask, outcome: str, detail: str | None, now: datetime) -> Fetch:
    """Return how a request went, as a row of ``fetch``; *asked* is its response, or itself when there was none."""
    started_at = task.started_at or now
    return Fetch(
        url=redact(asked.url),
        started_at=started_at,
        seconds=round((now - started_at).total_seconds(), 3),
        outcome=outcome,
        status=asked.status if isinstance(asked, Response) else None,
        detail=detail,
        body_bytes=len(asked.body) if isinstance(asked, Response) else None,
    )


def short_text(error: Exception) -> str:
    """Return an error as one line without secrets, at most 300 characters."""
    return one_line(redact(f"{type(error).__name__}: {error}"))[:_DETAIL]


def _too_large(detail: str) -> str:
    """Say it in our words: Scrapy names its setting and the bytes so far."""
    limit = re.search(r"(?:DOWNLOAD_MAXSIZE|max size) \((\d+)", detail)
    return f"larger than {int(limit[1]) / 2**20:g} MiB" if limit else detail


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        yield from _causes_of_connector(error)
        error = error.__cause__ or error.__context__


def _causes_of_connector(error: BaseException) -> Iterator[BaseException]:
    inner = getattr(error, "os_error", None)
    if isinstance(inner, BaseException):
        yield inner
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions
