"""What is due goes out: each recipient's letters one after the other, the recipients side by side.

What is about to leave is written first. A process that is killed then leaves a row that says so, and no second copy:
whether the first arrived is for a person to find out.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsdesk.clock import Clock
from newsdesk.deliver.channel import Channel, ChannelError, Doubtful, Letter, Outcome, Refused, Sent
from pipeline.redact import redact
from storage.alerts import NewMessage, plan_message
from storage.deliveries import CameTo, DueDelivery, begin_sending, doubt_interrupted, due_deliveries, end_sending
from storage.engine import Engine
from storage.transactions import reading, transact

_log = logging.getLogger(__name__)

SIDE_BY_SIDE = 8  # recipients


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and how long apart, a letter is tried that is refused."""

    attempts: int
    first: timedelta
    longest: timedelta

    def wait(self, attempts: int) -> timedelta:
        """Return how long to wait after this many attempts."""
        doublings = min(attempts - 1, 40)
        return min(self.first * (1 << doublings), self.longest)


@dataclass(frozen=True, slots=True)
class SendDeps:
    """What sending needs."""

    engine: Engine
    clock: Clock
    channels: Mapping[str, Channel]  # by recipient
    fallbacks: Mapping[str, str]  # recipient -> who is told when a delivery fails for good
    retries: Retries


@dataclass
class Tally:
    """What became of the deliveries tried."""

    sent: int = 0
    put_back: int = 0  # to be tried again
    failed: int = 0
    doubtful: int = 0
    problems: tuple[str, ...] = ()


def send_due(deps: SendDeps, should_stop: Callable[[], bool]) -> Tally:
    """Send what is due, and return what became of it. Raises StorageError."""
    now = deps.clock()
    repeatable = [name for name, channel in deps.channels.items() if channel.repeatable]
    tally = Tally(doubtful=transact(deps.engine, lambda connection: doubt_interrupted(connection, repeatable, now)))
    with reading(deps.engine) as connection:
        due = due_deliveries(connection, now)
    by_recipient: dict[str, list[DueDelivery]] = defaultdict(list)
    for delivery in due:
        by_recipient[delivery.recipient].append(delivery)
    if not by_recipient:
        return tally
    # One at a time writes its row; what takes long is done side by side.
    sender = _Sender(deps, tally, threading.Lock(), should_stop)
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(by_recipient)), thread_name_prefix="deliver") as pool:
        list(pool.map(sender.send_all, by_recipient.values()))
    return tally


def send_one(channel: Channel, letter: Letter) -> Outcome:
    """Send *letter* now, without a row; what goes wrong is the outcome."""
    try:
        with channel.open(letter) as send:
            return send()
    except ChannelError as exc:
        return exc.refused


@dataclass(frozen=True, slots=True)
class _Sender:
    deps: SendDeps
    tally: Tally
    lock: threading.Lock
    should_stop: Callable[[], bool]

    def send_all(self, deliveries: list[DueDelivery]) -> None:
        """Send one recipient's letters until one is to be tried again: the others would fare alike."""
        for delivery in deliveries:
            if self.should_stop() or not self._send(delivery):
                return

    def _send(self, delivery: DueDelivery) -> bool:
        """Try *delivery*; return whether the next of its recipient is worth a try now."""
        channel = self.deps.channels.get(delivery.recipient)
        if channel is None:
            problem = f"no recipient is called {delivery.recipient} any more"
            return self._end(delivery, Refused(problem, for_good=True), left=False)
        letter = Letter(
            delivery.key, delivery.subject, delivery.text, delivery.html, delivery.data, delivery.planned_at
        )
        left = False
        try:
            with channel.open(letter) as send:
                if not self._write(lambda connection: begin_sending(connection, delivery.id, self.deps.clock())):
                    return True  # paused or settled by hand meanwhile
                left = True
                outcome = send()
        except ChannelError as exc:
            outcome = exc.refused
        except Exception as exc:  # noqa: BLE001 - other people's code and servers: whatever they do, the rest goes on
            _log.exception("delivery %d to %s", delivery.id, delivery.recipient)
            problem = f"{type(exc).__name__}: {exc}"
            outcome = Doubtful(problem) if left else Refused(problem)
        return self._end(delivery, outcome, left=left)

    def _end(self, delivery: DueDelivery, outcome: Outcome, *, left: bool) -> bool:
        now = self.deps.clock()
        came_to = self._came_to(delivery, outcome, now)
        self._write(lambda connection: end_sending(connection, delivery.id, came_to, now, left=left))
        problem = came_to.problem or ""
        match came_to.state:
            case "sent":
                self.tally.sent += 1
            case "planned":
                self.tally.put_back += 1
            case "doubtful":
                self.tally.doubtful += 1
                self._tell(delivery, f"nobody knows whether it arrived: {problem}")
            case _:
                self.tally.failed += 1
                self._tell(delivery, problem)
                self._tell_fallback(delivery, problem, now)
        return came_to.state in ("sent", "failed")

    def _came_to(self, delivery: DueDelivery, outcome: Outcome, now: datetime) -> CameTo:
        match outcome:
            case Sent():
                return CameTo("sent")
            case Doubtful(problem):
                return CameTo("doubtful", redact(problem))
            case Refused(problem, for_good, retry_after):
                attempts = delivery.attempts + 1
                if for_good or attempts >= self.deps.retries.attempts:
                    return CameTo("failed", redact(problem))
                wait = max(self.deps.retries.wait(attempts), retry_after or timedelta(0))
                return CameTo("planned", redact(problem), now + wait)

    def _write(self, work: Callable[..., object]) -> object:
        with self.lock:
            return transact(self.deps.engine, work)

    def _tell(self, delivery: DueDelivery, problem: str) -> None:
        with self.lock:
            self.tally.problems += (f"delivery {delivery.id} to {delivery.recipient}: {problem}",)

    def _tell_fallback(self, delivery: DueDelivery, problem: str, now: datetime) -> None:
        other = self.deps.fallbacks.get(delivery.recipient)
        if other is None or delivery.key.startswith("failure/"):
            return
        new = failure_message(delivery, problem, other)
        self._write(lambda connection: plan_message(connection, new, now))


def failure_message(delivery: DueDelivery, problem: str, other: str) -> NewMessage:
    """Return what tells *other* that a delivery to somebody else failed for good."""
    text = (
        f"This did not reach {delivery.recipient}:\n\n  {delivery.subject}\n\n{problem}\n\n"
        f"Once that is mended: newsdesk deliveries retry {delivery.id}\n"
    )
    data = {
        "type": "newsdesk.delivery_failed",
        "delivery": delivery.id,
        "recipient": delivery.recipient,
        "problem": problem,
    }
    subject = f"A delivery to {delivery.recipient} failed"
    return NewMessage(subject, text, None, data, (), {other: f"failure/{delivery.recipient}/{delivery.id}/{other}"})
