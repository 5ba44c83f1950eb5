"""What a message is for, how it travels, and why one does not arrive."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is for. Its words are chosen when it is sent, in the reader's language."""

    INVITATION = "invitation"
    NEW_LINK = "new_link"
    REMINDER = "reminder"
    SIGN_IN_CODE = "sign_in_code"
    # To who stopped coming: how it was. Sent once, and never after another.
    LEAVING = "leaving"


class Channel(StrEnum):
    """The way in which a message travels."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


def may_travel(kind: MessageKind, channel: Channel) -> bool:
    """Whether such a message makes sense in this way: a code is over before a letter arrives."""
    return not (kind is MessageKind.SIGN_IN_CODE and channel is Channel.LETTER)


class Reason(StrEnum):
    """Why a message was not sent, or did not arrive. A closed list, so that pages translate it."""

    # Nobody has to do anything about these.
    DIED = "died"
    EPISODE_ENDED = "episode_ended"
    INPATIENT = "inpatient"
    PAUSED = "paused"
    LINK_CLOSED = "link_closed"
    COMPLETED = "completed"
    # Somebody has to find another way, or put something right.
    OPTED_OUT = "opted_out"
    UNSAFE = "unsafe"
    NO_MESSAGES = "no_messages"
    REFUSED_CHANNEL = "refused_channel"
    NO_CONTACT = "no_contact"
    BY_LETTER = "by_letter"
    NO_SENDER = "no_sender"
    ADDRESS_REFUSED = "address_refused"
    NOT_DELIVERED = "not_delivered"
    GAVE_UP = "gave_up"
    TOO_LATE = "too_late"
    # A code must reach one person only, and somebody else has this number or address too.
    SHARED_CONTACT = "shared_contact"


# What becomes a to-do for staff.
FOR_STAFF = frozenset(
    {
        Reason.OPTED_OUT,
        Reason.UNSAFE,
        Reason.NO_MESSAGES,
        Reason.REFUSED_CHANNEL,
        Reason.NO_CONTACT,
        Reason.BY_LETTER,
        Reason.NO_SENDER,
        Reason.ADDRESS_REFUSED,
        Reason.NOT_DELIVERED,
        Reason.GAVE_UP,
        Reason.TOO_LATE,
    }
)
