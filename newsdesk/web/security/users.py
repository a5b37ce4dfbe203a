"""The user file: who may sign in, and as what. Passwords are kept as argon2id hashes (RFC 9106)."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from newsdesk.web.readers import Role, User
from pipeline.errors import ConfigError

SHORTEST_PASSWORD = 10  # characters
LONGEST_PASSWORD = 200  # hashing time must not be the sender's to choose
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_HASHER = PasswordHasher()
# Compared with when no user has the name, so that the time of an answer does not tell whether one has.
_NOBODY = _HASHER.hash("nobody has this password")


def read_users(file: Path) -> dict[str, User]:
    """Return the users of *file* by name; none when there is no file. Raises ConfigError when it cannot be used."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{file}: cannot be read: {exc}") from exc
    found: dict[str, User] = {}
    for number, row in enumerate(table.get("user", []), 1):
        try:
            user = User(str(row["name"]), Role(row["role"]), str(row["password"]))
        except (KeyError, TypeError, ValueError) as exc:
            raise ConfigError(f"{file}: user {number}: expected name, role (reader or editor) and password") from exc
        found[user.name] = user
    return found


def add_user(file: Path, name: str, password: str, role: Role) -> None:
    """Write a user into *file*, in place of one of the same name. Raises ConfigError."""
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name[:60]!r}: a user's name has 1 to 40 of a-z, 0-9, dot, hyphen and underscore")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ConfigError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    users = read_users(file)
    users[name] = User(name, role, _HASHER.hash(password))
    _write(file, users)


def remove_user(file: Path, name: str) -> None:
    """Take a user out of *file*. Raises ConfigError when there is none of this name."""
    users = read_users(file)
    if users.pop(name, None) is None:
        raise ConfigError(f"{file}: there is no user {name[:60]!r}")
    _write(file, users)


def verified(users: Mapping[str, User], name: str, password: str) -> User | None:
    """Return the user whose name and password these are, None when they are nobody's; both take as long."""
    user = users.get(name)
    if len(password) > LONGEST_PASSWORD:
        return None
    try:
        _HASHER.verify(user.password_hash if user else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    return user


def _write(file: Path, users: Mapping[str, User]) -> None:
    document = tomlkit.document()
    document.add(tomlkit.comment("Who may sign in to the web pages. `newsdesk web users add NAME` writes here."))
    tables = tomlkit.aot()
    for user in sorted(users.values(), key=lambda one: one.name):
        tables.append(tomlkit.item({"name": user.name, "role": user.role.value, "password": user.password_hash}))
    document.append("user", tables)
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(tomlkit.dumps(document))
    draft.replace(file)
