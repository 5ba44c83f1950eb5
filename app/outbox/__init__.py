"""Messages waiting to be sent, and the senders."""

from app.outbox.jobs import Job
from app.outbox.messages import (
    Message,
    MessageKind,
    due_messages,
    enqueue,
    pause_after,
    waiting_messages,
)
from app.outbox.senders import ConsoleSender, NotSent, Sender, SmtpSender, Text, sender_for
from app.outbox.texts import Channel, MessageText

__all__ = [
    "Channel",
    "ConsoleSender",
    "Job",
    "Message",
    "MessageKind",
    "MessageText",
    "NotSent",
    "Sender",
    "SmtpSender",
    "Text",
    "due_messages",
    "enqueue",
    "pause_after",
    "sender_for",
    "waiting_messages",
]
