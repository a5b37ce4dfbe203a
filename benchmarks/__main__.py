"""Runs every measurement that needs no data from outside: ``python -m benchmarks``."""

from __future__ import annotations

import subprocess
import sys

BUNDLED = ("due", "fetch", "politeness", "polling", "hostile", "catalog_size")


def main() -> int:
    """Run each in a process of its own, so that none sees what another left in memory."""
    failed = 0
    for name in BUNDLED:
        print(f"== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
