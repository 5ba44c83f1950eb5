"""Letters: they wait for staff, are checked until they are posted, and count as sent only then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import scheduling
from app.actions import (
    LetterPaper,
    Postroom,
    change_address,
    mark_posted,
    print_letters,
    send_due_messages,
    send_link,
)
from app.actions.asking import invite
from app.care import (
    Client,
    ContactBy,
    ContactPause,
    ContactPreference,
    Episode,
    PauseReason,
    PostalAddress,
    Relation,
)
from app.caseload import Whose, find_letters, letters_to_post
from app.outbox import Channel, Message, MessageKind, NotSent, Reason, TextWithdrawal, undelivered
from app.scheduling import CheckIn, find_by_code
from app.security import AuditEvent
from tests.dump import everything_stored

HOME = "9 Canary Lane\nLittle Wimbourne\nQX1 1AB"
PAPER = LetterPaper(base_url="https://heard.test", letter_days=14)
DAY = timedelta(days=1)


class Postbox:
    """A sender that keeps what it is given."""

    def __init__(self):
        self.texts = []

    def send(self, text):
        self.texts.append(text)


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def work(session, postbox):
    """What the worker does with everything that is due."""

    def do(at):
        ways = dict.fromkeys((Channel.SMS, Channel.EMAIL), postbox)
        return send_due_messages(session, Postroom(ways, "https://heard.test"), at=at, limit=99)

    return do


@pytest.fixture
def clinician(make):
    return make.clinician()


@pytest.fixture
def ask(session, make, clinician, by, at, work):
    """Send a link to a client who wants letters, and let the worker run."""

    def do(**client):
        client = {"contact_by": ContactBy.LETTER, "address": HOME} | client
        check_in = make.check_in(client=make.client(clinician, **client))
        send_link(session, check_in, by=by, at=at, days=7)
        work(at)
        return session.scalars(select(Message).where(Message.check_in_id == check_in.id)).one()

    return do


@pytest.fixture
def plan(session, make, clinician, at, work):
    """The invitation and both reminders of a check-in that came round, for who wants letters."""

    def do():
        client = make.client(clinician, contact_by=ContactBy.LETTER, address=HOME)
        check_in = make.check_in(client=client)
        invite(session, check_in, at=at, days=7)
        session.commit()
        work(at)
        theirs = select(Message).where(Message.check_in_id == check_in.id)
        return list(session.scalars(theirs.order_by(Message.send_after, Message.key)))

    return do


@pytest.fixture
def waiting(session, clinician):
    """What this clinician would see now."""
    return lambda at: letters_to_post(session, Whose(clinician), at=at)


@pytest.fixture
def post(session, by, waiting):
    """Print and post all that waits."""

    def do(at):
        letters = waiting(at)
        print_letters(session, letters, PAPER, by=by, at=at)
        return mark_posted(session, letters, PAPER, by=by, at=at)

    return do


def events(session, *beginnings):
    found = session.scalars(select(AuditEvent.event).order_by(AuditEvent.at))
    return [event for event in found if event.startswith(beginnings or ("message.", "letter."))]


def test_a_letter_waits_for_somebody_to_post_it(session, ask, postbox, waiting, at):
    message = ask()

    assert postbox.texts == []
    assert (message.is_to_post, message.to_post_since, message.sent_at) == (True, at, None)
    assert [letter.message for letter in waiting(at)] == [message]
    assert events(session) == ["message.to_post"]
    assert undelivered(session) == []


def test_it_waits_only_once_however_often_the_worker_looks(session, ask, work, waiting, at):
    ask()
    for hours in range(1, 30):
        work(at + timedelta(hours=hours))

    assert len(waiting(at)) == 1
    assert events(session) == ["message.to_post"]


def test_a_printed_letter_holds_all_that_is_needed(session, ask, waiting, by, at):
    message = ask(given_name="Zofia", family_name="Przykład", language="pl")

    [letter] = print_letters(session, waiting(at), PAPER, by=by, at=at)

    assert letter.to == ("Zofia Przykład", "9 Canary Lane", "Little Wimbourne", "QX1 1AB")
    assert letter.language == "pl"
    assert letter.day == "4 marca 2026"
    assert letter.before.startswith("Dzień dobry, Zofia Przykład,")
    assert "Działa to do 18 marca 2026." in letter.after
    assert letter.link == f"https://heard.test/c/{message.token}"
    assert letter.address == "heard.test/code"
    found = find_by_code(session, letter.code)
    assert found == scheduling.find_invitation(session, message.token)
    assert not letter.is_plain


def test_SEC_39_printing_is_audited_and_sends_nothing(session, ask, waiting, by, at):
    message = ask()

    first, again = (print_letters(session, waiting(at), PAPER, by=by, at=at) for _ in range(2))

    assert first == again
    assert message.sent_at is None
    printed = list(session.scalars(select(AuditEvent).where(AuditEvent.event == "letter.printed")))
    assert [event.subject_id for event in printed] == [message.recipient_id] * 2
    assert {event.actor_id for event in printed} == {by.id}
    assert len(waiting(at)) == 1


def test_a_letter_counts_as_sent_when_it_is_posted(engine, session, ask, post, waiting, by, at):
    message = ask()
    [letter] = print_letters(session, waiting(at), PAPER, by=by, at=at)
    token = message.token

    assert post(at + DAY) == 1

    assert (message.sent_at, message.channel) == (at + DAY, Channel.LETTER)
    assert message.token_sealed is None
    assert waiting(at + DAY) == []
    assert find_by_code(session, letter.code) is not None
    sent = session.scalars(select(AuditEvent).where(AuditEvent.event == "message.sent")).one()
    assert (sent.actor_id, sent.detail) == (by.id, "letter")
    session.commit()
    stored = everything_stored(engine)
    for secret in (token, letter.code, letter.code.replace("-", "")):
        assert secret.encode() not in stored


def test_posting_twice_is_posting_once(session, ask, waiting, by, at):
    ask()
    letters = waiting(at)

    assert mark_posted(session, letters, PAPER, by=by, at=at) == 1
    assert mark_posted(session, letters, PAPER, by=by, at=at + DAY) == 0
    assert events(session, "message.sent") == ["message.sent"]


def test_the_link_works_at_least_until_the_day_that_is_printed(session, ask, waiting, by, at):
    message = ask()
    invitation = scheduling.find_invitation(session, message.token)
    printed_on, posted_on = at + 9 * DAY, at + 11 * DAY

    [letter] = print_letters(session, waiting(printed_on), PAPER, by=by, at=printed_on)
    mark_posted(session, waiting(posted_on), PAPER, by=by, at=posted_on)

    assert "27 March 2026" in letter.after
    assert invitation.expires_at == posted_on + 14 * DAY


def test_a_letter_that_nobody_posted_in_two_weeks_becomes_a_to_do(session, ask, work, waiting, at):
    message = ask()
    late = at + 15 * DAY

    assert waiting(late) == []
    work(late)

    assert message.reason is Reason.TOO_LATE
    assert [one.message_id for one in undelivered(session)] == [message.id]


def test_SEC_16_a_new_address_is_printed_while_the_letter_waits(session, ask, waiting, by, at):
    message = ask()
    moved = PostalAddress(("1 New Road",), "QX2 2AB")
    client = waiting(at)[0].client

    assert change_address(session, client, moved, by=by, at=at) == 0

    [letter] = print_letters(session, waiting(at), PAPER, by=by, at=at)
    assert letter.to[1:] == ("1 New Road", "QX2 2AB")
    assert letter.link.endswith(message.token)


# ---- EQ-14 and EQ-15: what speaks against it is asked again until it is posted


def _prefer(session, client, at, **values):
    usual = {"refused": [], "is_plain": False, "is_unsafe": False, "changed_at": at}
    session.add(ContactPreference(client_id=client.id, **(usual | values)))


def _pause(session, client, at, reason):
    session.add(ContactPause(client_id=client.id, reason=reason, starts_on=at.date()))


def _end_the_course(session, message, check_in, at):
    message.kind = MessageKind.REMINDER
    session.get(Episode, check_in.episode_id).ended_on = at.date()


# What can happen while a letter waits. Each is given the session, the message, client, check-in.
STOPS = {
    Reason.DIED: lambda s, m, client, c, at: setattr(client, "died_on", at.date()),
    Reason.UNSAFE: lambda s, m, client, c, at: _prefer(s, client, at, is_unsafe=True),
    Reason.OPTED_OUT: lambda s, m, client, c, at: _prefer(s, client, at, opted_out_on=at.date()),
    Reason.REFUSED_CHANNEL: lambda s, m, client, c, at: _prefer(s, client, at, refused=["letter"]),
    Reason.INPATIENT: lambda s, m, client, c, at: _pause(s, client, at, PauseReason.INPATIENT),
    Reason.PAUSED: lambda s, m, client, c, at: _pause(s, client, at, PauseReason.WISH),
    Reason.NO_MESSAGES: lambda s, m, client, c, at: setattr(
        client, "contact_by", ContactBy.NOT_AT_ALL
    ),
    Reason.BY_LETTER: lambda s, m, client, c, at: setattr(client, "address", None),
    Reason.COMPLETED: lambda s, m, client, check_in, at: setattr(check_in, "completed_at", at),
    Reason.LINK_CLOSED: lambda s, m, client, check_in, at: setattr(
        scheduling.newest_invitation(s, check_in.id), "revoked_at", at
    ),
    Reason.EPISODE_ENDED: lambda s, m, client, check_in, at: _end_the_course(s, m, check_in, at),
}


@pytest.mark.parametrize("why", STOPS)
def test_EQ_15_what_speaks_against_a_letter_takes_it_off_the_list_at_once(
    session, ask, work, waiting, by, at, why
):
    message = ask()
    assert len(waiting(at)) == 1

    client, check_in = waiting(at)[0].client, session.get(CheckIn, message.check_in_id)
    STOPS[why](session, message, client, check_in, at)
    session.commit()

    assert waiting(at) == []
    assert print_letters(session, waiting(at), PAPER, by=by, at=at) == []
    work(at + timedelta(hours=1))
    assert (message.reason, message.dropped_at) == (why, at + timedelta(hours=1))
    assert message.token_sealed is None


def test_EQ_14_who_wants_text_messages_after_all_gets_one(session, ask, work, waiting, postbox, at):
    message = ask(phone="07700 900456")
    waiting(at)[0].client.contact_by = ContactBy.SMS
    session.commit()

    assert waiting(at) == []
    work(at + timedelta(hours=1))

    [text] = postbox.texts
    assert text.to == "07700 900456"
    assert (message.channel, message.to_post_since) == (Channel.SMS, None)


def test_EQ_14_who_wants_nobody_named_gets_a_plain_letter(session, ask, waiting, by, at):
    client = session.get(Client, ask().recipient_id)
    _prefer(session, client, at, is_plain=True)
    session.commit()

    [letter] = print_letters(session, waiting(at), PAPER, by=by, at=at)

    assert client.name in letter.before
    assert letter.is_plain
    assert "NHS" not in letter.before + letter.after + letter.subject


def test_who_has_no_phone_and_no_email_and_chose_nothing_gets_a_letter(ask, waiting, at):
    ask(contact_by=ContactBy.SMS, phone="", email="")

    assert len(waiting(at)) == 1


def test_a_failing_mail_server_makes_no_letters(session, ask, postbox, waiting, at):
    def fail(_text):
        raise NotSent("the mail server does not answer")

    postbox.send = fail

    message = ask(contact_by=ContactBy.EMAIL)

    assert waiting(at) == []
    assert message.is_waiting


def test_a_letter_whose_words_are_withdrawn_waits_for_others(session, ask, work, waiting, by, at):
    message = ask()
    letters = waiting(at)
    client = letters[0].client
    service_id = letters[0].opens.service_id
    session.add(TextWithdrawal(
        service_id=service_id, kind=message.kind.value, channel="letter", version=0,
        language=client.language, reason="wrong", withdrawn_at=at,
    ))  # fmt: skip
    session.commit()

    assert print_letters(session, letters, PAPER, by=by, at=at) == []
    work(at + timedelta(hours=1))

    assert waiting(at + timedelta(hours=1)) == []
    assert message.problem == "its words are withdrawn"


# ---- reminders


def test_EQ_15_a_reminder_waits_until_a_week_after_the_letter_was_posted(
    plan, work, post, waiting, at
):
    invitation, first, second = plan()
    for days in range(1, 12):
        work(at + days * DAY)
    assert [letter.message for letter in waiting(at + 11 * DAY)] == [invitation]

    posted_at = at + 11 * DAY
    assert post(posted_at) == 1
    work(posted_at + 6 * DAY)
    assert waiting(posted_at + 6 * DAY) == []
    work(posted_at + 8 * DAY)
    [letter] = waiting(posted_at + 8 * DAY)

    assert letter.message in (first, second)


def test_EQ_15_there_are_two_reminders_at_most_and_they_hold_the_same_code(
    session, plan, work, waiting, by, at
):
    plan()
    codes, moment = [], at
    for _ in range(60):
        moment += DAY
        work(moment)
        letters = waiting(moment)
        codes += [one.code for one in print_letters(session, letters, PAPER, by=by, at=moment)]
        mark_posted(session, letters, PAPER, by=by, at=moment)

    assert len(codes) == 3
    assert len(set(codes)) == 1


# ---- whose letters


@pytest.mark.parametrize("relation", Relation)
def test_SEC_34_a_clinician_has_the_letters_of_the_caseload(session, make, ask, at, relation):
    client_id = ask().recipient_id
    colleague, stranger = make.clinician(), make.clinician()
    make.care_relationship(colleague, session.get(Client, client_id), relation=relation)

    assert len(letters_to_post(session, Whose(colleague), at=at)) == 1
    assert letters_to_post(session, Whose(stranger), at=at) == []
    assert letters_to_post(session, Whose(), at=at) == []


def test_SEC_34_a_service_has_the_letters_of_its_own_clients(session, make, ask, clinician, at):
    message = ask()
    other = make.service(trust=make.trust("Another trust"))

    mine = letters_to_post(session, Whose(services=[clinician.service]), at=at)

    assert [letter.message for letter in mine] == [message]
    for whose in (Whose(services=[other]), Whose()):
        assert letters_to_post(session, whose, at=at) == []
        assert find_letters(session, whose, [message.id], at=at) == []
