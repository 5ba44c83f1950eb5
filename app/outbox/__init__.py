"""Messages waiting to be sent, their words, and the senders."""

from app.outbox.demo_inbox import Arrived, DemoInbox
from app.outbox.jobs import Job
from app.outbox.kinds import FOR_STAFF, Channel, MessageKind, Reason
from app.outbox.messages import (
    Message,
    due_messages,
    enqueue,
    pause_after,
    waiting_messages,
)
from app.outbox.moments import Circumstances, Never, Send, Wait, may_send, next_good_moment
from app.outbox.notify import NotifyKey, NotifySender
from app.outbox.senders import ConsoleSender, NotSent, Sender, SmtpSender, Text, sender_for
from app.outbox.texts import MessageText, newest_text
from app.outbox.words import Fault, FaultKind, Words, day_in_words, faults_in, words_for

__all__ = [
    "FOR_STAFF",
    "Arrived",
    "Channel",
    "Circumstances",
    "ConsoleSender",
    "DemoInbox",
    "Fault",
    "FaultKind",
    "Job",
    "Message",
    "MessageKind",
    "MessageText",
    "Never",
    "NotSent",
    "NotifyKey",
    "NotifySender",
    "Reason",
    "Send",
    "Sender",
    "SmtpSender",
    "Text",
    "Wait",
    "Words",
    "day_in_words",
    "due_messages",
    "enqueue",
    "faults_in",
    "may_send",
    "newest_text",
    "next_good_moment",
    "pause_after",
    "sender_for",
    "waiting_messages",
    "words_for",
]
