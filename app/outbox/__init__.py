"""Messages waiting to be sent, the jobs that send them, their words, and the senders."""

from app.outbox.demo_inbox import Arrived, DemoInbox
from app.outbox.follow_ups import FollowUp
from app.outbox.heartbeats import HEARTBEAT, is_silent, last_heartbeat, queue_heartbeat
from app.outbox.jobs import (
    MOST_ATTEMPTS,
    Job,
    add_job,
    claim,
    failed_jobs,
    find_job,
    finish,
    give_up,
    pause_after,
    postpone,
    retry,
    revive,
    unfinished_jobs,
)
from app.outbox.kinds import FOR_STAFF, Channel, MessageKind, Reason, may_travel
from app.outbox.messages import (
    SEND_MESSAGE,
    Message,
    Undelivered,
    enqueue,
    find_message,
    undelivered,
    waiting_messages,
)
from app.outbox.moments import Circumstances, Never, Send, Wait, may_send, next_good_moment
from app.outbox.notify import NotifyKey, NotifySender
from app.outbox.senders import ConsoleSender, NotSent, Sender, SmtpSender, Text, sender_for
from app.outbox.texts import MessageText, newest_text
from app.outbox.wording_rules import (
    SmsLength,
    TextFault,
    pressing_words,
    sms_length,
    telling_words,
    text_faults,
)
from app.outbox.words import Words, day_in_words, shipped_words, words_for

__all__ = [
    "FOR_STAFF",
    "HEARTBEAT",
    "MOST_ATTEMPTS",
    "SEND_MESSAGE",
    "Arrived",
    "Channel",
    "Circumstances",
    "ConsoleSender",
    "DemoInbox",
    "FollowUp",
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
    "SmsLength",
    "SmtpSender",
    "Text",
    "TextFault",
    "Undelivered",
    "Wait",
    "Words",
    "add_job",
    "claim",
    "day_in_words",
    "enqueue",
    "failed_jobs",
    "find_job",
    "find_message",
    "finish",
    "give_up",
    "is_silent",
    "last_heartbeat",
    "may_send",
    "may_travel",
    "newest_text",
    "next_good_moment",
    "pause_after",
    "postpone",
    "pressing_words",
    "queue_heartbeat",
    "retry",
    "revive",
    "sender_for",
    "shipped_words",
    "sms_length",
    "telling_words",
    "text_faults",
    "undelivered",
    "unfinished_jobs",
    "waiting_messages",
    "words_for",
]
