"""What alerts and deliveries need: watchlists, a channel for each recipient, the rules of sending."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path

from crawler.address_guard import AddressGuard
from newsdesk.admin.query_terms import query_reader
from newsdesk.alerts.measure import Measure
from newsdesk.clock import Clock
from newsdesk.configuration import Configuration
from newsdesk.deliver.channel import Channel
from newsdesk.deliver.folder import FolderChannel
from newsdesk.deliver.mail import MailChannel
from newsdesk.deliver.notify import NotifyChannel
from newsdesk.deliver.send import Retries, SendDeps
from newsdesk.deliver.webhook import WebhookChannel
from newsdesk.digest.cut import rules_of
from newsdesk.jobs.alerts import AlertDeps
from newsdesk.jobs.registry import Telling
from newsdesk.settings.folders import WATCHLISTS_FILE
from newsdesk.settings.load import Loaded
from newsdesk.settings.model import Settings
from newsdesk.settings.watching import Recipient, Watching
from newsdesk.settings.watchlists import read_watching
from newsdesk.wiring.digest_times import digest_times
from storage.engine import Engine

_ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def watching_of(loaded: Loaded, clock: Clock) -> Watching:
    """Return the watchlists and recipients. Raises ConfigError."""
    parse = partial(query_reader(clock), loaded)
    return read_watching(loaded.folder / WATCHLISTS_FILE, loaded.settings.digest.zone, parse)


def telling_of(configuration: Configuration, engine: Engine, clock: Clock) -> Telling:
    """Return what alerts and deliveries need. Raises ConfigError."""
    watching = watching_of(configuration.loaded, clock)
    return Telling(
        alert_deps(configuration, engine, watching), send_deps(configuration.settings, engine, clock, watching)
    )


def alert_deps(configuration: Configuration, engine: Engine, watching: Watching) -> AlertDeps:
    """Return what the look at new articles needs."""
    settings = configuration.settings
    measure = Measure(configuration.sources, digest_times(settings), _disk(settings))
    return AlertDeps(engine, watching, settings.digest.zone, rules_of(settings), measure)


def send_deps(
    settings: Settings, engine: Engine, clock: Clock, watching: Watching, environ: Mapping[str, str] = os.environ
) -> SendDeps:
    """Return what sending needs."""
    rules = settings.deliver
    return SendDeps(
        engine,
        clock,
        {one.name: channel_of(one, settings, clock, environ) for one in watching.recipients},
        {one.name: one.fallback for one in watching.recipients if one.fallback is not None},
        Retries(rules.attempts, timedelta(seconds=rules.first_retry_s), timedelta(hours=rules.longest_retry_h)),
    )


def channel_of(recipient: Recipient, settings: Settings, clock: Clock, environ: Mapping[str, str]) -> Channel:
    """Return the channel by which *recipient* is told."""
    match recipient.channel:
        case "mail":
            return MailChannel(settings.mail, recipient.address, environ)
        case "webhook":
            guard = AddressGuard(_ANYWHERE if recipient.private else ())
            timeout = settings.deliver.webhook_timeout_s
            return WebhookChannel(recipient.address, recipient.secret, guard, timeout, environ, clock)
        case "apprise":
            return NotifyChannel(recipient.address, environ)
        case _:
            return FolderChannel(Path(recipient.address))


def _disk(settings: Settings) -> Path | None:
    url = settings.database.url.get_secret_value()
    path = url.removeprefix("sqlite:///").partition("?")[0]
    return Path(path).absolute().parent if url.startswith("sqlite:///") and path not in ("", ":memory:") else None
