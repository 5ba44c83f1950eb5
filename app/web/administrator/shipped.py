"""The words of messages until a service writes its own.

This is the only place of these pages that knows where they come from: what the portal says today,
with its link and its last day left open.
"""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from app.outbox import Channel, MessageKind


@dataclass(frozen=True)
class ShippedWords:
    """What a message says if the service has nothing else to say."""

    subject: str
    body: str


def shipped_words(kind: MessageKind, channel: Channel, language: str) -> ShippedWords:
    """The words that come with Heard for this message."""
    with force_locale(language):
        if channel is Channel.SMS:
            return ShippedWords("", f"{_opening(kind)} {{link}}")
        paragraphs = [_opening(kind), "{link}", *_closing(kind)]
        return ShippedWords(_("A few questions for you"), "\n\n".join(paragraphs))


def _opening(kind: MessageKind) -> str:
    if kind is MessageKind.NEW_LINK:
        return _("Hello. Here is the new link you asked for:")
    return _("Hello. You have a few questions to answer. Open this link when it suits you:")


def _closing(kind: MessageKind) -> list[str]:
    lines = [
        _("The link works until %(day)s. You can stop and come back to it.", day="{last_day}"),
        _("Not sure this is real? Call us first, on the number you already have for us."),
        _("Nobody reads replies to this email. If you need help now, call 111 or 999."),
    ]
    if kind is MessageKind.NEW_LINK:
        lines.insert(1, _("If you did not ask for a link, you can ignore this email."))
    return lines
