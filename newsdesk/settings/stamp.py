"""Whether the configuration is the one that was read last: hashing files takes a hundredth of reading them."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from newsdesk import __version__
from newsdesk.settings.layers import toml_files
from newsdesk.settings.load import Loaded


def stamp_of(loaded: Loaded) -> int | None:
    """Return a number of 48 bits made of the files of sources, outlets and entities and of newsdesk's version.

    Where the folders lie does not count. None where a file cannot be read: reading it says what is wrong.
    """
    files: list[tuple[int, Path]] = [*toml_files(loaded.source_folders), *toml_files(loaded.entity_folders)]
    files += enumerate(loaded.outlet_files)
    digest = blake2b(__version__.encode(), digest_size=6)
    for layer, file in files:
        try:
            text = file.read_bytes()
        except OSError:
            return None
        digest.update(f"{layer}/{file.parent.name}/{file.name} {len(text)}\n".encode() + text)
    return int.from_bytes(digest.digest(), "big")
