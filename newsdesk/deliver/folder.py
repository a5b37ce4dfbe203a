"""Files in a folder, which a web server may show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsdesk.deliver.channel import ChannelError, Letter, Outcome, Refused, Sent
from newsdesk.digest.write import write_whole


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Writes a letter as ``.txt``, ``.json`` and, where it has that, ``.html``; again means the same files."""

    folder: Path
    repeatable: bool = True

    @contextmanager
    def open(self, letter: Letter) -> Iterator[Callable[[], Outcome]]:
        """Make the folder; give what writes."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise ChannelError(f"{self.folder}: {exc.strerror or exc}") from exc
        yield lambda: self._write(letter)

    def _write(self, letter: Letter) -> Outcome:
        name = f"{letter.planned_at:%Y-%m-%dT%H%M}-{letter.id[:12]}"
        texts = {"txt": f"{letter.subject}\n\n{letter.text}", "html": letter.html}
        texts["json"] = json.dumps(dict(letter.data), ensure_ascii=False, indent=2) + "\n"
        try:
            for ending, text in texts.items():
                if text is not None:
                    write_whole(self.folder / f"{name}.{ending}", text)
        except OSError as exc:
            return Refused(f"{self.folder}: {exc.strerror or exc}")
        return Sent()
