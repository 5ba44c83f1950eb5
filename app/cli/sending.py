"""The ways in which this installation sends messages, as its settings say."""

from pathlib import Path

import click

from app.actions import Postroom
from app.outbox import (
    Channel,
    ConsoleSender,
    DemoInbox,
    NotifyKey,
    NotifySender,
    Sender,
    sender_for,
)
from app.scheduling import LeavingTimes
from config import Settings


def postroom_of(settings: Settings) -> Postroom:
    """What a worker needs to send messages. A demo has no way out of this machine."""
    try:
        senders = _demo_senders(settings) if settings.demo else _senders(settings)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return Postroom(
        senders,
        settings.base_url,
        heartbeat_to=settings.heartbeat_to,
        safety_email=settings.safety_email,
        letter_days=settings.letter_days,
    )


def leaving_times(settings: Settings) -> LeavingTimes:
    """When who stopped coming is asked why."""
    return LeavingTimes(
        after=settings.leaving_after_days,
        within=settings.leaving_within_days,
        open_for=settings.leaving_days,
    )


def _demo_senders(settings: Settings) -> dict[Channel, Sender]:
    return dict.fromkeys((Channel.SMS, Channel.EMAIL), DemoInbox(Path(settings.demo_inbox)))


def _senders(settings: Settings) -> dict[Channel, Sender]:
    notify = NotifySender(_notify_key(settings))
    if settings.sms_sender not in ("console", "notify", "none"):
        raise ValueError("sms_sender must be console, notify or none")
    found: dict[Channel, Sender] = {}
    if settings.sms_sender != "none":
        found[Channel.SMS] = notify if settings.sms_sender == "notify" else ConsoleSender()
    if settings.mail_sender == "notify":
        found[Channel.EMAIL] = notify
    else:
        found[Channel.EMAIL] = sender_for(settings.mail_sender, sender=settings.mail_from)
    return found


def _notify_key(settings: Settings) -> NotifyKey:
    templates = {
        Channel.SMS: settings.notify_sms_template,
        Channel.EMAIL: settings.notify_email_template,
    }
    return NotifyKey(settings.notify_api_key, templates, settings.notify_url)
