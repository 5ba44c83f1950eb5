"""Messages waiting to be sent, and the senders."""

from app.outbox.messages import (
    Message,
    MessageKind,
    due_messages,
    enqueue,
    pause_after,
    waiting_messages,
)
from app.outbox.senders import ConsoleSender, NotSent, Sender, SmtpSender, Text, sender_for

__all__ = [
    "ConsoleSender",
    "Message",
    "MessageKind",
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
