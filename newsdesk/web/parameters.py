"""What may stand in an address: bounded, so that no database is asked for what it cannot hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path, Query

EARLIEST, LATEST_DAY = date(1990, 1, 1), date(2999, 1, 1)

WindowName = Literal["24h", "3d", "7d"]
LATEST: WindowName = "24h"
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Key = Annotated[str, Path(max_length=300)]
OptionalKey = Annotated[str | None, Query(max_length=300)]
Words = Annotated[str, Query(max_length=2000)]
