"""Whether, how and when a message may go: decided at the moment of sending (EQ-14, EQ-15)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app import clock
from app.outbox.kinds import Channel, MessageKind, Reason, may_travel

DAY_BEGINS, DAY_ENDS = time(9), time(20)
# Who has just asked for a link is awake, and waits for it.
JUST_ASKED = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """All that decides about one message, as it is at this moment."""

    kind: MessageKind
    created_at: datetime
    # The way this person wants to be written to; None when they want no messages.
    wanted: Channel | None
    # The ways for which we hold a number or an address, and those that are set up here.
    contacts: frozenset[Channel]
    senders: frozenset[Channel]
    refused: frozenset[Channel] = frozenset()
    not_before: time | None = None
    not_after: time | None = None
    has_died: bool = False
    is_unsafe: bool = False
    has_opted_out: bool = False
    is_inpatient: bool = False
    is_paused: bool = False
    has_episode_ended: bool = False
    is_completed: bool = False
    is_link_open: bool = True
    # Its last day has passed while the message waited.
    is_link_too_old: bool = False
    # Another person has the same number or address.
    is_contact_shared: bool = False
    # A letter about the same thing waits to be posted, or was posted a short while ago.
    no_letter_before: datetime | None = None

    @property
    def was_asked_for(self) -> bool:
        """Whether the person themselves asked for it, on our page."""
        return self.kind in (MessageKind.NEW_LINK, MessageKind.SIGN_IN_CODE)

    @property
    def is_code(self) -> bool:
        """Whether it lets its reader in, to see and to choose: also who wants no questions."""
        return self.kind is MessageKind.SIGN_IN_CODE


@dataclass(frozen=True)
class Send:
    """It may go now, and this way."""

    channel: Channel


@dataclass(frozen=True)
class Wait:
    """It may not go before then."""

    until: datetime


@dataclass(frozen=True)
class Never:
    """It must not go at all, and this is why."""

    reason: Reason


def may_send(now: Circumstances, *, at: datetime) -> Send | Wait | Never:
    """Send it this way, wait until then, or never, because of that.

    Whoever chose one way is never written to in another. What must never be sent does not wait
    for the morning to be found out.
    """
    reason = _why_not(now) or _why_not_this_way(now)
    if reason is not None or now.wanted is None:
        return Never(reason or Reason.NO_MESSAGES)
    if now.wanted is Channel.LETTER:
        return _letter(now, at)
    if now.was_asked_for and at - now.created_at < JUST_ASKED:
        return Send(now.wanted)
    moment = next_good_moment(at, now.not_before, now.not_after)
    return Send(now.wanted) if moment == at else Wait(moment)


def _letter(now: Circumstances, at: datetime) -> Send | Wait:
    """Letters are printed at any hour, but they do not follow on each other's heels."""
    moment = now.no_letter_before
    return Wait(moment) if moment and at < moment else Send(Channel.LETTER)


def next_good_moment(at: datetime, not_before: time | None, not_after: time | None) -> datetime:
    """This moment if it is a good one, otherwise when the next one begins, in London.

    Never at night, and never outside the person's own hours. Who chose hours that are all in the
    night gets what they chose: they know best when nobody else looks at their phone.
    """

    def is_theirs(moment: time) -> bool:
        return _is_within(moment, not_before or time.min, not_after or time.min)

    def is_good(moment: time) -> bool:
        return DAY_BEGINS <= moment < DAY_ENDS and is_theirs(moment)

    beginnings = {DAY_BEGINS, not_before or time.min}
    allowed = is_good if any(is_good(begins) for begins in beginnings) else is_theirs
    if allowed(clock.local(at).time()):
        return at
    return next(_beginnings(at, beginnings, allowed))


def _is_within(moment: time, begins: time, ends: time) -> bool:
    """Hours may go past midnight; if they begin when they end, it is the whole day."""
    if begins < ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends


def _beginnings(
    at: datetime, beginnings: set[time], allowed: Callable[[time], bool]
) -> Iterator[datetime]:
    """The moments after this one at which good hours begin."""
    today = clock.local(at).date()
    for days in range(3):
        for begins in sorted(filter(allowed, beginnings)):
            moment = datetime.combine(today + timedelta(days), begins, clock.LOCAL)
            if (moment := moment.astimezone(at.tzinfo)) > at:
                yield moment


def _why_not(now: Circumstances) -> Reason | None:
    """What speaks against any message at all, the gravest first."""
    reasons = {
        Reason.DIED: now.has_died,
        Reason.COMPLETED: now.is_completed,
        Reason.TOO_LATE: now.is_link_too_old,
        Reason.LINK_CLOSED: not now.is_link_open,
        Reason.UNSAFE: now.is_unsafe,
        Reason.OPTED_OUT: now.has_opted_out and not now.is_code,
        Reason.INPATIENT: now.is_inpatient and not now.was_asked_for,
        Reason.PAUSED: now.is_paused and not now.was_asked_for,
        Reason.EPISODE_ENDED: now.has_episode_ended and now.kind is MessageKind.REMINDER,
    }
    return next((reason for reason, true in reasons.items() if true), None)


def _why_not_this_way(now: Circumstances) -> Reason | None:
    """What speaks against the way that the person chose."""
    reasons = {
        Reason.NO_MESSAGES: now.wanted is None,
        Reason.REFUSED_CHANNEL: now.wanted in now.refused,
        Reason.BY_LETTER: now.wanted is Channel.LETTER
        and not (now.wanted in now.contacts and may_travel(now.kind, now.wanted)),
        Reason.NO_CONTACT: now.wanted not in now.contacts,
        Reason.SHARED_CONTACT: now.is_code and now.is_contact_shared,
        Reason.NO_SENDER: now.wanted not in now.senders,
    }
    return next((reason for reason, true in reasons.items() if true), None)
