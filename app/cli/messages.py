"""`flask messages`: what waits to be sent, and sending it."""

import click
from flask import current_app
from flask.cli import AppGroup

from app import actions, clock, outbox
from app.cli.sending import postroom_of
from app.extensions import db_session
from app.outbox import Message, Undelivered

messages = AppGroup("messages", help="What waits to be sent, and sending it.")


@messages.command("send-due")
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(1),
    help="Most messages to try in one run.",
)  # fmt: skip
def send_due(limit: int) -> None:
    """Send the messages whose time has come, where no worker does. Safe to run twice."""
    postroom = postroom_of(current_app.config["HEARD"])
    delivery = actions.send_due_messages(db_session(), postroom, at=clock.now(), limit=limit)
    click.echo(f"Sent {_counted(delivery.sent)}.")
    if delivery.dropped:
        click.echo(f"{_counted(delivery.dropped)} must not be sent: see flask messages list.")
    if delivery.waiting:
        click.echo(f"{_counted(delivery.waiting)} could not be sent yet: see flask messages list.")


@messages.command("list")
def list_waiting() -> None:
    """The messages that have not been sent, and why; then those that did not reach anybody."""
    waiting = outbox.waiting_messages(db_session())
    for message in waiting:
        click.echo(_line(message))
    click.echo(f"{_counted(len(waiting))} waiting.")
    lost = [one for one in outbox.undelivered(db_session()) if not _is_in(waiting, one)]
    for one in lost:
        words = [
            f"{clock.local(one.at):%Y-%m-%d %H:%M}",
            one.kind.value,
            f"client {one.recipient_id}",
        ]
        click.echo("  ".join([*words, one.reason.value]))
    click.echo(f"{_counted(len(lost))} not delivered.")


def _line(message: Message) -> str:
    written = f"{clock.local(message.created_at):%Y-%m-%d %H:%M}"
    again = f"next {clock.local(message.send_after):%Y-%m-%d %H:%M}"
    if message.to_post_since:
        since = f"a letter to print and post since {clock.local(message.to_post_since):%Y-%m-%d}"
        return "  ".join([written, message.kind.value, f"client {message.recipient_id}", since])
    tries = f"attempts: {message.attempts}, {again}" if message.attempts else f"not tried, {again}"
    words = [written, message.kind.value, f"client {message.recipient_id}", tries]
    return "  ".join([*words, message.problem]).rstrip()


def _is_in(waiting: list[Message], one: Undelivered) -> bool:
    return any(message.id == one.message_id for message in waiting)


def _counted(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"
