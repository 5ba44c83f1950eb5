"""Messages waiting to be sent."""

from app.outbox.messages import Message, MessageKind, due_messages, enqueue

__all__ = ["Message", "MessageKind", "due_messages", "enqueue"]
