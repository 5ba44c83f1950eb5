"""Whether, how and when a message may go: decided at the moment of sending."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app import clock
from app.outbox import (
    Channel,
    Circumstances,
    MessageKind,
    Never,
    Reason,
    Send,
    Wait,
    may_send,
    next_good_moment,
)

MORNING = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
EVERY_WAY = frozenset(Channel)
# The days on which clocks in London change, in this year and the next (REL-11).
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


def now(**values):
    """Somebody with a phone, an address and nothing that speaks against a text message."""
    usual = {
        "kind": MessageKind.INVITATION,
        "created_at": MORNING - timedelta(days=1),
        "wanted": Channel.SMS,
        "contacts": frozenset({Channel.SMS, Channel.EMAIL}),
        "senders": EVERY_WAY,
    }
    return Circumstances(**(usual | values))


@pytest.mark.parametrize("wanted", [Channel.SMS, Channel.EMAIL])
def test_eq_14_it_goes_the_way_that_the_person_chose(wanted):
    assert may_send(now(wanted=wanted), at=MORNING) == Send(wanted)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"has_died": True}, Reason.DIED),
        ({"is_unsafe": True}, Reason.UNSAFE),
        ({"has_opted_out": True}, Reason.OPTED_OUT),
        ({"is_inpatient": True}, Reason.INPATIENT),
        ({"is_paused": True}, Reason.PAUSED),
        ({"is_link_open": False}, Reason.LINK_CLOSED),
        ({"is_link_open": False, "is_link_too_old": True}, Reason.TOO_LATE),
        ({"is_completed": True, "is_link_open": False}, Reason.COMPLETED),
        ({"has_episode_ended": True, "kind": MessageKind.REMINDER}, Reason.EPISODE_ENDED),
        ({"wanted": None}, Reason.NO_MESSAGES),
        ({"refused": frozenset({Channel.SMS})}, Reason.REFUSED_CHANNEL),
        ({"contacts": frozenset({Channel.EMAIL})}, Reason.NO_CONTACT),
        ({"senders": frozenset({Channel.EMAIL})}, Reason.NO_SENDER),
        ({"wanted": Channel.LETTER}, Reason.BY_LETTER),
    ],
)
@pytest.mark.parametrize("at", [MORNING, NIGHT])
def test_eq_14_eq_15_what_must_not_be_sent_is_never_sent_and_says_why(values, reason, at):
    assert may_send(now(**values), at=at) == Never(reason)


def test_eq_15_the_end_of_a_course_stops_reminders_and_not_the_last_questions():
    assert may_send(now(has_episode_ended=True), at=MORNING) == Send(Channel.SMS)


@given(some.sets(some.sampled_from(list(Channel))), some.sampled_from(list(Channel)))
def test_eq_14_who_chose_one_way_is_never_written_to_in_another(refused, wanted):
    decision = may_send(now(wanted=wanted, refused=frozenset(refused)), at=MORNING)

    assert decision == Send(wanted) or isinstance(decision, Never)


@pytest.mark.parametrize(
    ("hour", "minute", "waits_until"),
    [
        (8, 59, (4, 9)),
        (9, 0, None),
        (19, 59, None),
        (20, 0, (5, 9)),
        (23, 30, (5, 9)),
        (0, 0, (4, 9)),
    ],
)
def test_eq_15_nobody_is_written_to_between_8_at_night_and_9_in_the_morning(
    hour, minute, waits_until
):
    at = datetime(2026, 3, 4, hour, minute, tzinfo=UTC)

    decision = may_send(now(), at=at)

    if waits_until is None:
        assert decision == Send(Channel.SMS)
    else:
        day, hour = waits_until
        assert decision == Wait(datetime(2026, 3, day, hour, tzinfo=UTC))


@pytest.mark.parametrize("day", CHANGES)
def test_rel_11_nine_is_nine_in_london_when_the_clocks_change(day):
    before = datetime.combine(day - timedelta(days=1), time(22), clock.LOCAL)
    eve = datetime.combine(day, time(23, 30), clock.LOCAL)

    for at, when in [(before, day), (eve, day + timedelta(days=1))]:
        decision = may_send(now(), at=at.astimezone(UTC))

        assert isinstance(decision, Wait)
        assert clock.local(decision.until) == datetime.combine(when, time(9), clock.LOCAL)


@pytest.mark.parametrize(
    ("not_before", "not_after", "at", "until"),
    [
        (time(12), None, "10:00", "12:00"),
        (None, time(12), "13:00", "09:00 +1"),
        (time(12), time(14), "15:00", "12:00 +1"),
        (time(12), time(14), "12:00", None),
        (time(6), time(23), "06:00", "09:00"),  # the night stays the night
        (time(18), time(10), "11:00", "18:00"),  # hours that go past midnight
        (time(18), time(10), "21:00", "09:00 +1"),
        (time(21), time(23), "10:00", "21:00"),  # only at night is what they chose
        (time(21), time(23), "22:00", None),
        (time(9), time(9), "10:00", None),
    ],
)
def test_eq_14_it_waits_for_the_persons_own_hours(not_before, not_after, at, until):
    at = datetime.combine(MORNING, time.fromisoformat(at), UTC)

    decision = may_send(now(not_before=not_before, not_after=not_after), at=at)

    if until is None:
        assert decision == Send(Channel.SMS)
    else:
        clock_time, _, days = until.partition(" +")
        wanted = datetime.combine(MORNING, time.fromisoformat(clock_time), UTC)
        assert decision == Wait(wanted + timedelta(days=int(days or 0)))


def test_who_has_just_asked_for_a_link_is_not_told_to_wait_for_the_morning():
    asked = {"kind": MessageKind.NEW_LINK, "created_at": NIGHT, "is_paused": True}

    assert may_send(now(**asked), at=NIGHT + timedelta(minutes=5)) == Send(Channel.SMS)
    assert isinstance(may_send(now(**asked), at=NIGHT + timedelta(hours=2)), Wait)
    assert may_send(now(**asked, is_unsafe=True), at=NIGHT) == Never(Reason.UNSAFE)


some_hours = some.none() | some.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(
    some.sampled_from(CHANGES), some.integers(-1, 1), some.integers(0, 1439), some_hours, some_hours
)
def test_rel_11_a_message_waits_for_the_first_good_moment_and_no_longer(
    day, days, minutes, not_before, not_after
):
    midnight = datetime.combine(day + timedelta(days), time(0), UTC)
    at = midnight + timedelta(minutes=minutes)

    moment = next_good_moment(at, not_before, not_after)

    assert at <= moment <= at + timedelta(days=1, hours=1)
    assert next_good_moment(moment, not_before, not_after) == moment
    step = at
    while step < moment:
        assert next_good_moment(step, not_before, not_after) == moment
        step += timedelta(minutes=17)


def test_a_letter_is_put_on_the_list_at_any_hour_once_there_is_an_address():
    with_address = now(wanted=Channel.LETTER, contacts=frozenset({Channel.LETTER}))

    for at in (MORNING, NIGHT):
        assert may_send(with_address, at=at) == Send(Channel.LETTER)


def test_eq_15_a_letter_does_not_follow_on_the_heels_of_another():
    until = MORNING + timedelta(days=3)
    after_another = now(
        wanted=Channel.LETTER, contacts=frozenset({Channel.LETTER}), no_letter_before=until
    )

    assert may_send(after_another, at=MORNING) == Wait(until)
    assert may_send(after_another, at=until) == Send(Channel.LETTER)


def test_eq_15_letters_posted_lately_do_not_hold_up_a_text_message():
    later = MORNING + timedelta(days=3)

    assert may_send(now(no_letter_before=later), at=MORNING) == Send(Channel.SMS)
