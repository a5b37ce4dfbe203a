"""`newsdesk init`: a configuration folder of a user's own, over the catalog that comes with newsdesk."""

from __future__ import annotations

from pathlib import Path

import tomlkit

from newsdesk.settings.folders import SETTINGS_FILE, writable_folder
from newsdesk.settings.model import PLACEHOLDER_CONTACT
from pipeline.errors import ConfigError

_SETTINGS = """\
# Your newsdesk. Only what differs from the defaults stands here: `newsdesk config show` prints every setting, its
# value and where that came from. An unknown key is an error; `newsdesk config check` lists all that is wrong.
# Relative paths begin at this folder.

[catalog]
shipped = ["sources", "entities", "topics", "outlets"]  # read these of newsdesk's own catalog too; yours go first

[crawl]
contact_url = {contact}  # sites want to know who asks: the address of a page about you

[database]
url = "sqlite:///newsdesk.db"  # or postgresql://user:password@host/name (needs the extra `postgres`)

[digest]
timezone = "UTC"               # whose midnight parts the days, e.g. "Europe/Berlin"
hour = 6                       # when the day before is written (that zone)
out = "digests"
"""

_SOURCES = """\
# Sources of your own. `newsdesk sources add URL` writes here; docs/sources.md has every key.
#
# [[source]]                 # a source that does not come with newsdesk
# name = "example-newsroom"
# url = "https://example.com/newsroom/feed.xml"
#
# [[source]]                 # one that does: without `url`, only the keys given here change
# name = "techcrunch"
# enabled = false
"""

_ENTITIES = """\
# People, organisations, models of your own. `newsdesk entities add` writes here; docs/entities.md has every key.
#
# [[entity]]
# id = "org:acme-ai"
# name = "Acme AI"
# aliases = ["Acme AI"]
"""


def create_overlay(folder: Path, contact_url: str | None = None) -> list[Path]:
    """Write the files of an overlay into *folder*, made if it is missing; return them.

    Raises ConfigError, with nothing written, when *folder* has a configuration already.
    """
    writable_folder(folder)
    if (folder / SETTINGS_FILE).exists():
        raise ConfigError(f"{folder / SETTINGS_FILE}: there already; nothing is changed")
    contact = tomlkit.item(contact_url or PLACEHOLDER_CONTACT).as_string()
    texts = {
        folder / "sources" / "mine.toml": _SOURCES,
        folder / "entities" / "mine.toml": _ENTITIES,
        folder / SETTINGS_FILE: _SETTINGS.format(contact=contact),  # last: it is what makes the folder a configuration
    }
    written = [path for path in texts if not path.exists()]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")
    return written
