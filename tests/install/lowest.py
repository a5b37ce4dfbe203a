"""Print the lowest versions that pyproject.toml allows, one requirement a line; `make test-lowest` installs them.

What the dependencies themselves need is left to pip, as for anybody who installs newsdesk.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def lowest(requirement: str) -> str:
    """Return *requirement* pinned to its lower bound. Raises ValueError when it has none."""
    parsed = Requirement(requirement)
    bounds = [one.version for one in parsed.specifier if one.operator in (">=", "==", "~=")]
    if len(bounds) != 1:
        raise ValueError(f"{requirement}: expected one lower bound")
    version = bounds[0].removesuffix(".*")
    extras = f"[{','.join(sorted(parsed.extras))}]" if parsed.extras else ""
    return f"{parsed.name}{extras}=={version}"


def main() -> None:
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["postgres"]]:
        print(lowest(requirement))


if __name__ == "__main__":
    main()
