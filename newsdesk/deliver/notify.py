"""Chats and phones by apprise: Slack, Teams, Discord, Telegram, Matrix, ntfy and a hundred more, each by one URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from newsdesk.deliver.channel import ChannelError, Letter, Outcome, Refused, Sent, resolve


@dataclass(frozen=True, slots=True)
class NotifyChannel:
    """Sends plain text to the service whose apprise URL *address* leads to."""

    address: str  # env:NAME or file:PATH
    environ: Mapping[str, str]
    repeatable: bool = False

    @contextmanager
    def open(self, letter: Letter) -> Iterator[Callable[[], Outcome]]:
        """Read the URL; give what sends."""
        try:
            import apprise
        except ImportError as exc:
            raise ChannelError("apprise needs the extra `notify`: pip install 'newsdesk[notify]'") from exc
        service = apprise.Apprise()
        if not service.add(resolve(self.address, self.environ)):
            raise ChannelError(f"apprise knows no service of the URL in {self.address}", for_good=True)

        def send() -> Outcome:
            taken = service.notify(body=letter.text, title=letter.subject, body_format=apprise.NotifyFormat.TEXT)
            return Sent() if taken else Refused("the service did not take the message")

        yield send
