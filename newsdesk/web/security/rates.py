"""How often an address may ask: a bucket of requests that fills up steadily. Memory is bounded."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import timedelta
from threading import Lock

_MOST_KEYS = 20_000  # the address that was quiet longest goes


class RequestRate:
    """At most so many requests a minute of each address, all of a minute's at once if need be."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._of: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> (requests left, as of)

    def wait_s(self, address: str, now_s: float) -> float:
        """Count a request at *now_s* (monotonic seconds); return 0 when it may go on, else when to ask again."""
        if self._per_minute <= 0:
            return 0.0
        each = 60 / self._per_minute
        left, since = self._of.pop(address, (float(self._per_minute), now_s))
        left = min(float(self._per_minute), left + (now_s - since) / each)
        allowed = left >= 1
        self._of[address] = (left - 1 if allowed else left, now_s)
        if len(self._of) > _MOST_KEYS:
            self._of.popitem(last=False)
        return 0.0 if allowed else (1 - left) * each


class FailedSignIns:
    """The failures of each address and name, which make them wait."""

    def __init__(self, most: int, window: timedelta) -> None:
        self._most, self._window_s = most, window.total_seconds()
        self._of: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def must_wait(self, key: str, now_s: float) -> bool:
        with self._lock:
            return len(self._recent(key, now_s)) >= self._most

    def count(self, key: str, now_s: float) -> None:
        with self._lock:
            recent = self._recent(key, now_s)
            recent.append(now_s)
            self._of[key] = recent
            self._of.move_to_end(key)
            if len(self._of) > _MOST_KEYS:
                self._of.popitem(last=False)

    def _recent(self, key: str, now_s: float) -> deque[float]:
        return deque((at for at in self._of.get(key, ()) if at > now_s - self._window_s), maxlen=self._most)
