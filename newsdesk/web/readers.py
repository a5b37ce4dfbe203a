"""Who may sign in, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    READER = "reader"
    EDITOR = "editor"  # may correct as well


@dataclass(frozen=True, slots=True)
class User:
    name: str
    role: Role
    password_hash: str
