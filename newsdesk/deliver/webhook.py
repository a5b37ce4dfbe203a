"""Webhooks: JSON, signed as Standard Webhooks says (https://www.standardwebhooks.com), redirects not followed."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

from crawler.address_guard import AddressGuard, AddressRefusedError
from newsdesk.clock import Clock
from newsdesk.deliver.channel import ChannelError, Doubtful, Letter, Outcome, Refused, Sent, resolve

LONGEST_WAIT = timedelta(hours=24)  # however long the other side asks for
_LATER = {408, 409, 425, 429}  # of the 4xx, those that are no refusal for good
_READ = 65_536  # bytes of an answer


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Posts to *address*, which passes the same guard as whatever is crawled."""

    address: str  # or env:NAME, file:PATH
    secret: str | None  # env:NAME or file:PATH of the key to sign with
    guard: AddressGuard
    timeout_s: float
    environ: Mapping[str, str]
    clock: Clock
    repeatable: bool = False

    @contextmanager
    def open(self, letter: Letter) -> Iterator[Callable[[], Outcome]]:
        """Resolve and check the host, and connect; give what sends the request."""
        url = resolve(self.address, self.environ)
        key = None if self.secret is None else signing_key(resolve(self.secret, self.environ))
        parts = urlsplit(url)
        connected = self._connect(url, parts)
        try:
            yield lambda: self._post(connected, parts, letter, key)
        finally:
            connected.close()

    def _connect(self, url: str, parts: SplitResult) -> socket.socket:
        try:
            self.guard.check_url(url)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.guard.check_addresses(host, [str(each[4][0]) for each in found])
            # What was checked is what is connected to: the name is not looked up again.
            connected = socket.create_connection((str(found[0][4][0]), port), self.timeout_s)
            if parts.scheme == "https":
                connected = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        except AddressRefusedError as exc:
            raise ChannelError(
                f"{exc}; a recipient with private = true may have such an address", for_good=True
            ) from exc
        except OSError as exc:
            raise ChannelError(f"{parts.hostname} cannot be reached: {exc.strerror or exc}") from exc
        return connected

    def _post(self, connected: socket.socket, parts: SplitResult, letter: Letter, key: bytes | None) -> Outcome:
        body = json.dumps(payload(letter), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "newsdesk",
            **signed(letter, body, key, self.clock()),
        }
        connection = HTTPConnection(parts.netloc.rpartition("@")[2])
        connection.sock = connected
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        # A time limit on each read alone would let an answer drip for ever.
        end = threading.Timer(self.timeout_s, _shut, (connected,))
        end.daemon = True
        end.start()
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            answer.read(_READ)
        except (OSError, HTTPException) as exc:
            problem = f"{parts.hostname} did not answer within {self.timeout_s:g} s, or broke off"
            return Doubtful(f"{problem}: {str(exc) or type(exc).__name__}")
        finally:
            end.cancel()
        return outcome_of(answer.status, answer.headers.get("Retry-After"), self.clock())


def payload(letter: Letter) -> dict[str, object]:
    """Return the body: type, time and data, as Standard Webhooks proposes."""
    kind = letter.data.get("type", "newsdesk.alert")
    return {"type": kind, "timestamp": letter.planned_at.astimezone(UTC).isoformat(), "data": dict(letter.data)}


def signed(letter: Letter, body: bytes, key: bytes | None, now: datetime) -> dict[str, str]:
    """Return the headers that name and sign a request; the id is the same at each try."""
    at = str(int(now.timestamp()))
    headers = {"webhook-id": f"msg_{letter.id}", "webhook-timestamp": at}
    if key is not None:
        digest = hmac.digest(key, f"msg_{letter.id}.{at}.".encode() + body, "sha256")
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    return headers


def signing_key(secret: str) -> bytes:
    """Return the bytes of a secret as Standard Webhooks writes it: whsec_ and base64. Raises ChannelError."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise ChannelError("the webhook's secret is no base64, with whsec_ before it or without") from exc


def outcome_of(status: int, retry_after: str | None, now: datetime) -> Outcome:
    """Return what an answer means."""
    if 200 <= status < 300:
        return Sent()
    if 300 <= status < 400:
        return Refused(f"answered {status}: redirects are not followed, write the address it leads to", for_good=True)
    if 400 <= status < 500 and status not in _LATER:
        return Refused(f"answered {status}", for_good=True)
    return Refused(f"answered {status}", retry_after=_wait(retry_after, now))


def _wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """Return how long to wait: the header has seconds or a date (RFC 9110, 10.2.3)."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(0), min(until.replace(tzinfo=until.tzinfo or UTC) - now, LONGEST_WAIT))


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
