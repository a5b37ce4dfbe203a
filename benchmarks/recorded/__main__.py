"""Records what newsdesk decides about the same pages, and lists how two recordings differ.

    python -m benchmarks.recorded record OUT.jsonl [--sets DIR] [--only NAME ...]
    python -m benchmarks.recorded compare BEFORE.jsonl AFTER.jsonl [--show N]

A rebuilding that is to change no decision records before and after. The recording runs the commands that a person
runs, with a fixed clock, over the demonstration's newsroom and over a sample of the labelled sets in DIR (about 2,200
pages), and then reads the database: nothing of newsdesk is imported, so a recording survives any move of its modules.
A recording takes about three minutes of CPU; the newsroom alone, most of which is waiting, half a minute.

Two recordings of one version are the same. A `page` that was quarantined says that the machine was too busy.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.recorded.differences import differences, report
from benchmarks.recorded.newsroom import record_newsroom
from benchmarks.recorded.rows import Record, read_records, write_records
from benchmarks.recorded.sets import SETS, record_set

NEWSROOM = "newsroom"


def record(out: Path, sets: Path | None, only: list[str]) -> None:
    """Write the recording of the newsroom and of every set that *sets* has."""
    records: list[Record] = []
    names = [NEWSROOM, *(one.name for one in SETS if sets is not None)]
    for name in names:
        if only and name not in only:
            continue
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            if name == NEWSROOM:
                found = record_newsroom(Path(folder))
            else:
                assert sets is not None
                found = record_set(next(one for one in SETS if one.name == name), sets, Path(folder))
        records += [{"set": name, **one} for one in found]
        write_records(out, records)  # after each set: an interruption keeps what is there
        print(f"{name}: {len(found)} rows in {time.monotonic() - begun:.0f} s", flush=True)


def main() -> int:
    """Record or compare; 1 when two recordings differ."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = arguments.add_subparsers(dest="command", required=True)
    recorder = commands.add_parser("record")
    recorder.add_argument("out", type=Path, metavar="OUT")
    recorder.add_argument("--sets", type=Path, metavar="DIR", help="folder of labelled sets; none: the newsroom alone")
    recorder.add_argument("--only", action="append", default=[], choices=[NEWSROOM, *(one.name for one in SETS)])
    comparer = commands.add_parser("compare")
    comparer.add_argument("before", type=Path, metavar="BEFORE")
    comparer.add_argument("after", type=Path, metavar="AFTER")
    comparer.add_argument("--show", type=int, default=3, metavar="N", help="differences shown of each kind")
    options = arguments.parse_args()
    if options.command == "record":
        record(options.out, options.sets, options.only)
        return 0
    found = differences(read_records(options.before), read_records(options.after))
    print("\n".join(report(found, options.show)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
