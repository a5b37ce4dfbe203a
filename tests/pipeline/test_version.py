"""What the pipeline makes of pages that do not change is what it made when its version was last raised.

When this fails, and the change is meant: raise `PIPELINE_VERSION` and run ``python -m tests.pipeline.test_version``,
which writes the new fingerprint beside the version. Where only the shape of a record changed, and no value, the version
stays.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pipeline.prepare import prepare
from pipeline.records import Page
from pipeline.tag import Alias, Catalog, Entity, Tagger
from pipeline.version import PIPELINE_VERSION

PAGES = Path(__file__).parents[1] / "golden" / "extract"
RECORD = Path(__file__).with_name("version.json")
CATALOG = Catalog({"org:acme": Entity("org:acme", "Acme AI", (Alias("Acme AI"),), "lab")})


def fingerprint() -> str:
    """Return a digest of what the pipeline makes of the golden pages: fields, tags, fingerprints, story features."""
    tagger, found = Tagger(CATALOG), hashlib.sha256()
    for file in sorted(PAGES.glob("*.html")):
        url = json.loads(file.with_suffix(".json").read_text("utf-8"))["url"]
        noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
        html = (("content-type", "text/html"),)
        made = prepare(Page(url, url, "golden", url.split("/")[2], noon, 200, html, file.read_bytes()), tagger)
        found.update(json.dumps(asdict(made), default=_plain, sort_keys=True).encode())
    return found.hexdigest()


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)


def test_the_version_is_raised_when_the_same_pages_come_out_differently():
    assert json.loads(RECORD.read_text("utf-8")) == {"version": PIPELINE_VERSION, "fingerprint": fingerprint()}


if __name__ == "__main__":
    RECORD.write_text(json.dumps({"version": PIPELINE_VERSION, "fingerprint": fingerprint()}, indent=1) + "\n", "utf-8")
