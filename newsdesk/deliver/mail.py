"""Mail by SMTP: text and HTML in one, and at each try the same message (RFC 5322, 2369, 2919)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from newsdesk.deliver.channel import ChannelError, Doubtful, Letter, Outcome, Refused, Sent, resolve
from newsdesk.settings.model import Mail

_LONGEST_SUBJECT = 200  # characters


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Sends to *address* by the server that the settings name."""

    settings: Mail
    address: str  # or env:NAME, file:PATH
    environ: Mapping[str, str]
    repeatable: bool = False

    @contextmanager
    def open(self, letter: Letter) -> Iterator[Callable[[], Outcome]]:
        """Connect, log in and name sender and recipient; give what sends the message itself."""
        if not self.settings.host or not self.settings.sender:
            raise ChannelError("no mail is sent before [mail] host and sender are set")
        address = resolve(self.address, self.environ)
        message = compose(letter, address, self.settings).as_bytes(policy=SMTP)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as exc:
            raise _unopened(exc, self.settings) from exc
        try:
            try:
                _envelope(server, self.settings.sender, address)
            except (OSError, smtplib.SMTPException) as exc:
                raise _unopened(exc, self.settings) from exc
            yield lambda: _send(server, message)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        timeout = settings.timeout_s
        context = ssl.create_default_context()
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=timeout, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=timeout)
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.username:
                server.login(settings.username, settings.password.get_secret_value())
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server


def compose(letter: Letter, address: str, settings: Mail) -> EmailMessage:
    """Return the message: the same for the same letter, whenever it is made."""
    message = EmailMessage(policy=SMTP)
    domain = settings.sender.rpartition("@")[2].rstrip(">") or "localhost"
    message["Subject"] = " ".join(letter.subject.split())[:_LONGEST_SUBJECT]
    message["From"] = settings.sender
    message["To"] = address
    message["Date"] = format_datetime(letter.planned_at)
    message["Message-ID"] = f"<{letter.id}@{domain}>"
    name = letter.key.split("/")[1] if "/" in letter.key else "newsdesk"
    message["List-Id"] = f"newsdesk {name} <{name}.newsdesk.{domain}>"
    message["List-Unsubscribe"] = f"<{settings.unsubscribe or f'mailto:{_bare(settings.sender)}?subject=unsubscribe'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
        # A boundary made up anew would make each try another message.
        message.set_boundary(f"={letter.id}=")
    return message


def _bare(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip(">").strip()


def _envelope(server: smtplib.SMTP, sender: str, address: str) -> None:
    for code, reply in (server.mail(_bare(sender)), server.rcpt(address)):
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, reply)


def _unopened(error: OSError | smtplib.SMTPException, settings: Mail) -> ChannelError:
    server = f"mail server {settings.host}:{settings.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ChannelError(f"{server} does not take [mail] username and password: {_reply(error)}")
    if isinstance(error, smtplib.SMTPResponseException):
        return ChannelError(f"{server} refuses: {_reply(error)}", for_good=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ChannelError(f"{server}: {error}; see [mail] security")
    return ChannelError(f"{server} cannot be reached: {str(error) or type(error).__name__}")


def _send(server: smtplib.SMTP, message: bytes) -> Outcome:
    try:
        code, reply = server.data(message)
    except smtplib.SMTPDataError as exc:  # it refused before the text was given
        return Refused(_reply(exc), for_good=exc.smtp_code >= 500)
    except (OSError, smtplib.SMTPException) as exc:
        return Doubtful(f"the mail server did not say whether it took the message: {str(exc) or type(exc).__name__}")
    if code == 250:
        return Sent()
    return Refused(_reply(smtplib.SMTPResponseException(code, reply)), for_good=code >= 500)


def _reply(error: smtplib.SMTPResponseException) -> str:
    words = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    return f"{error.smtp_code} {' '.join(words.split())}"[:300]
