"""Who is signed in. A session is a random number that only its browser has; what it stands for stays here.

Nothing is taken from a cookie but that number, and a new one is made at each sign-in, so a session can be neither
forged nor fixed beforehand. Only its SHA-256 is kept. Sessions end when the process does.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from newsdesk.web.readers import Role, User

_MOST = 10_000  # sessions at once; the oldest goes


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in reader."""

    user: str
    role: Role
    csrf: str  # stands in every form of this session
    password_hash: str  # the session ends when the user's password changes
    ends_at: datetime

    @property
    def is_editor(self) -> bool:
        return self.role is Role.EDITOR


class Sessions:
    """The sessions of one process."""

    def __init__(self, lasting: timedelta) -> None:
        self._lasting = lasting
        self._of: OrderedDict[bytes, Session] = OrderedDict()
        self._lock = Lock()

    def begin(self, user: User, now: datetime) -> str:
        """Return the number of a new session."""
        number = secrets.token_urlsafe(32)
        session = Session(user.name, user.role, secrets.token_urlsafe(24), user.password_hash, now + self._lasting)
        with self._lock:
            self._of[_key(number)] = session
            while len(self._of) > _MOST:
                self._of.popitem(last=False)
        return number

    def find(self, number: str, users: Mapping[str, User], now: datetime) -> Session | None:
        """Return the session of *number*; None when it ended, or its user is gone or has another password or role."""
        with self._lock:
            session = self._of.get(_key(number))
        if session is None:
            return None
        user = users.get(session.user)
        if now >= session.ends_at or user is None or user.password_hash != session.password_hash:
            self.end(number)
            return None
        return session if user.role is session.role else None

    def end(self, number: str) -> None:
        with self._lock:
            self._of.pop(_key(number), None)


def _key(number: str) -> bytes:
    return hashlib.sha256(number.encode("utf-8", "surrogateescape")).digest()
