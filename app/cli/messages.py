"""`flask messages`: what waits to be sent, and sending it."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from app import actions, clock, outbox
from app.care import Client
from app.extensions import db_session
from app.outbox import Message, MessageKind, Text
from app.scheduling import Invitation
from config import LANGUAGES, Settings

# English alone would write the month first, as in America.
DATES_AS_IN = {"en": "en_GB"}

messages = AppGroup("messages", help="What waits to be sent, and sending it.")


@messages.command("send-due")
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(1),
    help="Most messages to try in one run.",
)  # fmt: skip
def send_due(limit: int) -> None:
    """Send the messages whose time has come. Safe to run twice, and at the same time."""
    settings: Settings = current_app.config["HEARD"]
    try:
        sender = outbox.sender_for(settings.mail_sender, sender=settings.mail_from)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    delivery = actions.send_due_messages(db_session(), sender, write, at=clock.now(), limit=limit)
    click.echo(f"Sent {_counted(delivery.sent)}.")
    if delivery.dropped:
        click.echo(f"Dropped {delivery.dropped}, because their links are no longer open.")
    if delivery.waiting:
        click.echo(f"{delivery.waiting} could not be sent and wait: see flask messages list.")


@messages.command("list")
def list_waiting() -> None:
    """The messages that have not been sent, and why."""
    waiting = outbox.waiting_messages(db_session())
    for message in waiting:
        written = f"{clock.local(message.created_at):%Y-%m-%d %H:%M}"
        again = f"{clock.local(message.send_after):%Y-%m-%d %H:%M}"
        tries = f"attempts: {message.attempts}, next {again}" if message.attempts else "not tried"
        words = [written, message.kind.value, f"client {message.recipient_id}", tries]
        click.echo("  ".join([*words, message.problem]).rstrip())
    click.echo(f"{_counted(len(waiting))} waiting.")


def write(message: Message, client: Client, invitation: Invitation) -> Text:
    """The words of a message. They say nothing about care: others may see the screen (EQ-13)."""
    language = client.language if client.language in LANGUAGES else "en"
    settings: Settings = current_app.config["HEARD"]
    link = f"{settings.base_url.rstrip('/')}/c/{message.token}"
    with force_locale(DATES_AS_IN.get(language, language)):
        paragraphs = [_opening(message.kind), link, *_closing(message.kind, invitation)]
        return Text(client.email, _("A few questions for you"), "\n\n".join(paragraphs), language)


def _counted(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"


def _opening(kind: MessageKind) -> str:
    if kind is MessageKind.NEW_LINK:
        return _("Hello. Here is the new link you asked for:")
    return _("Hello. You have a few questions to answer. Open this link when it suits you:")


def _closing(kind: MessageKind, invitation: Invitation) -> list[str]:
    last_day = format_date(clock.local(invitation.expires_at), "full")
    lines = [
        _("The link works until %(day)s. You can stop and come back to it.", day=last_day),
        _("Not sure this is real? Call us first, on the number you already have for us."),
        _("Nobody reads replies to this email. If you need help now, call 111 or 999."),
    ]
    if kind is MessageKind.NEW_LINK:
        lines.insert(1, _("If you did not ask for a link, you can ignore this email."))
    return lines
