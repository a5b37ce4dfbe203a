"""Why a request was not sent, where the reason is ours; each class asks for another reaction."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import IgnoreRequest


class HostUnavailableError(IgnoreRequest):
    """The host is not asked now, through no fault of its own: another process asks it, it asked to be left alone,
    the round is over, or our network is down. The request is deferred.
    """

    def __init__(self, host: str, until: datetime, why: str, *, tried: bool = False) -> None:
        super().__init__(f"{host}: {why} until {until:%Y-%m-%d %H:%M:%S}Z")
        self.until = until
        self.tried = tried  # a request was sent, and our network lost it


class DisallowedError(IgnoreRequest):
    """robots.txt forbids the address."""


class RobotsUnavailableError(IgnoreRequest):
    """robots.txt cannot be fetched: nothing of the host may be asked before *until* (RFC 9309 2.3.1.4). A failure."""

    def __init__(self, why: str, until: datetime) -> None:
        super().__init__(f"robots.txt cannot be had: {why}")
        self.until = until
