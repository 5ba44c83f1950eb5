"""Messages, and what comes next, in plain words for the person they are about."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from flask_babel import format_date, format_time, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.outbox import Channel, MessageKind, Reason
from app.scheduling import Ask, Occasion, Status, Why
from app.space import Fate, PastMessage

WAYS = {
    Channel.SMS: _l("Text message"),
    Channel.EMAIL: _l("Email"),
    Channel.LETTER: _l("Letter"),
}
# Before the contact, which follows.
WAYS_TO = {
    Channel.SMS: _l("Text message to the number that ends in"),
    Channel.EMAIL: _l("Email to"),
}
ABOUT = {
    MessageKind.NEW_LINK: _l("A new link was asked for."),
    MessageKind.REMINDER: _l("Your questions were still waiting for you."),
    MessageKind.LEAVING: _l(
        "Your sessions with us had ended, and we wanted to hear how it was for you. "
        "We ask this only once."
    ),
    MessageKind.SIGN_IN_CODE: _l(
        "A code to sign in here was asked for. If it was not you, please tell your team."
    ),
}
OCCASIONS = {
    Occasion.START: _l("Your first questions were due."),
    Occasion.ROUTINE: _l("Your questions were due."),
    Occasion.MIDDLE: _l("You were about half-way through your sessions."),
    Occasion.END: _l("Your sessions with us were coming to an end."),
    Occasion.AFTER: _l("Your sessions ended a while ago, and we wanted to know how you are."),
    Occasion.CHOSEN: _l("Your therapist had some questions for you."),
}
# Whole sentences, as other languages build them in other ways.
NOT_SENT = {
    Reason.DIED: _l("Not sent."),
    Reason.EPISODE_ENDED: _l("Not sent, because your sessions with us had ended."),
    Reason.INPATIENT: _l("Not sent, because you were in hospital."),
    Reason.PAUSED: _l("Not sent, because you were having a break."),
    Reason.LINK_CLOSED: _l("Not sent, because it was not needed any more."),
    Reason.COMPLETED: _l("Not sent, because you had answered already."),
    Reason.OPTED_OUT: _l("Not sent, because you asked us to stop."),
    Reason.UNSAFE: _l("Not sent, because your team told us to wait."),
    Reason.NO_MESSAGES: _l("Not sent, because you asked us not to write."),
    Reason.REFUSED_CHANNEL: _l("Not sent, because you asked us not to write in this way."),
    Reason.NO_CONTACT: _l("Not sent, because we have no number or address for you."),
    Reason.BY_LETTER: _l(
        "Not sent. You want letters, and we have no address for you. Please tell your team."
    ),
    Reason.NO_SENDER: _l("Not sent, because we cannot write in this way yet."),
    Reason.ADDRESS_REFUSED: _l("Not sent, because the number or address did not work."),
    Reason.NOT_DELIVERED: _l("It could not be delivered."),
    Reason.GAVE_UP: _l("Not sent, because it did not work after many tries."),
    Reason.TOO_LATE: _l("Not sent, because it would have come too late."),
    Reason.SHARED_CONTACT: _l(
        "Not sent, because we could not be sure that it would reach only you."
    ),
}
# What is said of an occasion that is not over, by its reason or by its state.
WAITS = {
    Why.NOT_YET_ENDED: _l("We will ask you when your sessions with us come to an end."),
    Why.PAUSED: _l("You are having a break from questions. We begin again after it."),
    Why.OPTED_OUT: _l("You asked us to stop. You will get no more messages about questions."),
    Why.ENDED: _l("Your sessions with us have ended. You will get no more messages about them."),
}
NOW = {
    Status.OPEN: _l("Some questions are waiting for you now."),
    Status.OVERDUE: _l("Some questions are waiting for you now."),
    Status.DUE: _l("New questions are on their way to you."),
}
DATED: dict[Why, Callable[[str], str]] = {
    Why.DEFERRED: lambda on: gettext("We will not ask you before %(day)s.", day=on),
    Why.DAYS_TO_GO: lambda on: gettext("We will ask how you are on %(day)s.", day=on),
}


def way(message: PastMessage) -> str:
    """How it came to somebody; if it says where to, the contact follows."""
    if message.fate is Fate.SHOWN:
        return gettext("Shown in the room")
    if message.sent_to and message.channel in WAYS_TO:
        return str(WAYS_TO[message.channel])
    return str(WAYS[message.channel]) if message.channel else gettext("Message")


def why(message: PastMessage) -> str:
    """The reason in one short sentence."""
    if message.kind in ABOUT:
        return str(ABOUT[message.kind])
    if message.occasion is Occasion.ROUTINE and message.session_on:
        on = day(message.session_on)
        return gettext("Your questions were due after your session on %(day)s.", day=on)
    return str(OCCASIONS[message.occasion or Occasion.CHOSEN])


def fate(message: PastMessage) -> str:
    """What became of it."""
    when = moment(message.at)
    if message.fate is Fate.NOT_SENT:
        return str(NOT_SENT[message.reason or Reason.GAVE_UP])
    if message.fate is Fate.WAITING:
        return _waiting(message, when)
    said = {
        Fate.SENT: gettext("Sent on %(when)s.", when=when),
        Fate.ARRIVED: gettext("Sent on %(when)s. It arrived.", when=when),
        Fate.NOT_DELIVERED: gettext("Sent on %(when)s, but it could not be delivered.", when=when),
        Fate.SHOWN: gettext("Shown on %(when)s.", when=when),
    }
    return said[message.fate]


def _waiting(message: PastMessage, when: str) -> str:
    if message.kind is MessageKind.REMINDER:
        return gettext("Planned for %(when)s, if you have not answered by then.", when=when)
    return gettext("Waiting. It goes out on %(when)s or soon after.", when=when)


def coming(asks: Iterable[Ask]) -> list[str]:
    """What comes next, the nearest first, each thing once."""
    found = list(dict.fromkeys(_said(list(asks))))
    return found or [gettext("You will get no more messages about questions.")]


def _said(asks: list[Ask]) -> Iterator[str]:
    yield from (str(NOW[ask.status]) for ask in asks if ask.status in NOW)
    if to_go := [ask.sessions_to_go for ask in asks if ask.why is Why.SESSIONS_TO_GO]:
        yield ngettext(
            "We will ask again after %(num)s more session.",
            "We will ask again after %(num)s more sessions.",
            min(to_go),
        )
    for ask in asks:
        if ask.why in DATED and ask.on:
            yield DATED[ask.why](day(ask.on))
        elif ask.why in WAITS:
            yield str(WAITS[ask.why])


def day(on: date) -> str:
    """The day as people say it."""
    return str(format_date(on, "d MMMM y"))


def moment(at: datetime) -> str:
    """The day and the time, in London."""
    local = clock.local(at)
    time = format_time(local.time(), "HH:mm", rebase=False)
    return gettext("%(day)s at %(time)s", day=day(local.date()), time=time)


FILTERS: dict[str, Callable[[PastMessage], str]] = {"way": way, "why": why, "fate": fate}
