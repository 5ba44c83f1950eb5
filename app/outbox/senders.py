"""Ways to send a text to somebody: what every sender keeps to, a mail server, the console."""

import smtplib
import ssl
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from functools import cache
from typing import Protocol, TextIO
from urllib.parse import parse_qs, unquote, urlsplit

from app.outbox.kinds import Channel

TIMEOUT_SECONDS = 20


class NotSent(Exception):
    """The text did not leave; says why, without naming anybody.

    `is_final` when the number or address takes no messages, and trying again is no use.
    """

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final


@dataclass(frozen=True)
class Text:
    """Something to send: to whom, and the words in their language."""

    to: str
    subject: str
    body: str
    language: str
    channel: Channel = Channel.EMAIL
    # The same each time that this message is tried, so that nobody counts it twice.
    reference: str = ""
    # Whether an earlier attempt may have handed it over before it could say so.
    is_again: bool = False


class Sender(Protocol):
    """Sends one text at a time."""

    def send(self, text: Text) -> None:
        """Hand the text over for good. Raises NotSent."""


class ConsoleSender:
    """Writes texts where a demo's user can read them. Refused in production."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out

    def send(self, text: Text) -> None:
        """Show the text as it would arrive."""
        out = self._out or sys.stdout
        out.write(f"To: {text.to}\nSubject: {text.subject}\n\n{text.body}\n\n")


@dataclass(frozen=True)
class SmtpSender:
    """Hands texts to a mail server.

    `smtps` encrypts from the first byte; `smtp` must be able to switch to TLS before anything is
    said, unless `plain` allows a server on this machine to go without.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    encrypted: bool = False
    plain: bool = False

    def send(self, text: Text) -> None:
        """Hand it over in a connection of its own."""
        try:
            with self._connect() as server:
                server.send_message(self._message(text))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(_reason(error), is_final=_is_final(error)) from error

    def _connect(self) -> smtplib.SMTP:
        if self.encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            self._greet(server)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        if not self.encrypted and not self.plain:
            server.starttls(context=_context())
        if self.user:
            server.login(self.user, self.password)

    def _message(self, text: Text) -> EmailMessage:
        message = EmailMessage()
        message["To"] = text.to
        message["From"] = self.sender
        message["Subject"] = text.subject
        message["Date"] = localtime()
        message["Message-ID"] = self._message_id(text)
        # Out-of-office replies to us would only confuse.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text.body)
        message["Content-Language"] = text.language
        return message

    def _message_id(self, text: Text) -> str:
        """The same at every attempt: mail systems show a message that came twice only once."""
        domain = self.sender.rpartition("@")[2].strip("<> ")
        return f"<{text.reference}@{domain}>" if text.reference else make_msgid(domain=domain)


@cache
def _context() -> ssl.SSLContext:
    """What we ask of a server's certificate. Reading all the roots takes longer than a message."""
    return ssl.create_default_context()


def sender_for(address: str, *, sender: str) -> Sender:
    """The sender of e-mail that a setting names: `console`, or an address of a mail server.

    smtps://user:password@host:465 · smtp://user:password@host:587 · smtp://localhost:25?plain=yes
    Raises ValueError for anything else.
    """
    if address == "console":
        return ConsoleSender()
    parts = urlsplit(address)
    plain = parse_qs(parts.query).get("plain") == ["yes"]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError(
            "mail_sender must be console, notify, smtp://host:port or smtps://host:port"
        )
    if plain and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("mail_sender may say plain=yes for a server on this machine only")
    return SmtpSender(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encrypted=parts.scheme == "smtps",
        plain=plain,
    )


def _reason(error: Exception) -> str:
    """Why, in words for the people who run the portal. Servers quote addresses: those stay out."""
    for kind, words in _REASONS.items():
        if isinstance(error, kind):
            code = getattr(error, "smtp_code", None)
            return f"{words} ({code})" if code else words
    return f"it could not be sent: {type(error).__name__}"


def _is_final(error: Exception) -> bool:
    """Whether the server said that there is no such address, and not only "later"."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _said in error.recipients.values())


_REASONS: dict[type[Exception], str] = {
    smtplib.SMTPRecipientsRefused: "the mail server refused the address",
    smtplib.SMTPSenderRefused: "the mail server refused our own address",
    smtplib.SMTPAuthenticationError: "the mail server refused our user name or password",
    smtplib.SMTPNotSupportedError: "the mail server cannot encrypt",
    smtplib.SMTPResponseException: "the mail server refused the message",
    smtplib.SMTPServerDisconnected: "the mail server hung up",
    ssl.SSLError: "the mail server's certificate is not good",
    TimeoutError: "the mail server does not answer",
    ConnectionRefusedError: "there is no mail server at that address",
}
