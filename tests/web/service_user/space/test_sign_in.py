"""Signing in with a code: to the stored contact, once, soon, here, and telling nobody anything."""

import re
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import actions
from app.care import Client, ContactBy, ContactPause, ContactPreference, PauseReason
from app.outbox import Channel, Message, MessageKind, Reason
from app.security import (
    MOST_PER_DAY,
    MOST_PER_HOUR,
    MOST_TRIES,
    Actor,
    AuditEvent,
    SignInCode,
    WebSession,
)
from tests.dump import everything_stored
from tests.factory import Make
from tests.pages import ADDRESS, Visit
from tests.statements import statements
from tests.web.service_user.space.conftest import Deliver, ask, code_in

WRONG = "That code does not work."


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_comes_to_the_stored_contact_and_opens_the_space(
    visit: Visit, deliver: Deliver, client: Client, session: Session
):
    ask(visit, "+44 7700-900 999")
    assert visit.url == "/space/code"
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert (text.to, text.channel) == ("07700 900999", Channel.SMS)
    assert visit.url == "/space"
    events = set(session.scalars(select(AuditEvent.event)))
    assert {"sign_in_code.asked_for", "sign_in_code.made", "space.opened"} <= events


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_eq_13_the_code_comes_in_the_readers_language_and_by_the_chosen_way(
    visit: Visit, deliver: Deliver, make: Make, language: str
):
    client = make.client(
        phone="07700 900777", email="a@example.org", contact_by=ContactBy.EMAIL, language=language
    )

    ask(visit, client.phone)

    [text] = deliver()
    assert (text.to, text.language) == ("a@example.org", language)


def test_ACC_09_the_code_can_be_pasted_with_spaces_and_in_other_digits(
    visit: Visit, deliver: Deliver, client: Client
):
    ask(visit, client.email)
    [text] = deliver()
    field = visit.page.select_one("input[name=code]")
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert not field.has_attr("maxlength")

    arabic = code_in(text).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    visit.press("Go on", code=f" {arabic[:3]} {arabic[3:]} ")

    assert visit.url == "/space"


def test_sec_14_on_a_check_in_a_button_is_enough_and_shows_nothing_of_the_contact(
    person, make: Make, deliver: Deliver, client: Client
):
    visit = person(make.invitation(client=client)).start().visit
    visit.follow("My space")
    shown = _page_without_its_token(visit)
    visit.press("Send me a code")
    shown += _page_without_its_token(visit)

    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert text.to == "07700 900999"
    assert visit.url == "/space"
    for secret in ("99", "zofia", "example.org"):
        assert secret not in shown
    # The check-in goes on in this browser: it is the same person's.
    visit.press("Go to my questions")
    assert visit.page.h1.text == "Your check-in"


def _page_without_its_token(visit: Visit) -> str:
    """All of the page's markup but what is made by chance and may hold any two digits."""
    return str(visit.page).replace(visit.csrf_token, "")


def test_haz_07_signing_in_ends_the_visit_of_somebody_else(
    person, make: Make, deliver: Deliver, client: Client, other: Client
):
    link = make.invitation(client=other)
    visit = person(link).start().visit
    ask(visit, client.phone)
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert visit.url == "/space"
    assert visit.get(f"/check-in/{link.check_in_id}").status_code == 403


# ---- One code: once, soon, here, the newest, five tries (SEC-19)


def test_sec_19_a_code_works_once(visit: Visit, deliver: Deliver, client: Client):
    ask(visit, client.phone)
    [text] = deliver()
    again = visit.another()
    again.client.set_cookie("__Host-heard", _cookie(visit), domain="heard.test")
    visit.press("Go on", code=code_in(text))

    again.open("/space/sign-in")  # the old session id is of no use any more (SEC-23)
    assert again.get("/space/code").status_code == 303


def test_sec_19_a_used_code_is_refused_in_the_database_too(
    session: Session, deliver: Deliver, client: Client, at
):
    code_id = actions.ask_for_code(session, client_id=client.id, at=at)
    [text] = deliver()
    assert actions.open_space(session, code_id, code_in(text), at=at) == client.id

    with pytest.raises(actions.WrongCode):
        actions.open_space(session, code_id, code_in(text), at=at)


@pytest.mark.parametrize(("seconds", "opens"), [(-2, True), (1, False)])
def test_sec_19_a_code_works_for_ten_minutes(
    visit: Visit, deliver: Deliver, client: Client, later, seconds: int, opens: bool
):
    ask(visit, client.phone)
    later(seconds=1)
    [text] = deliver()
    later(minutes=10, seconds=seconds)

    visit.press("Go on", code=code_in(text))

    assert (visit.url == "/space") is opens
    assert (WRONG in visit.text) is not opens


def test_sec_19_a_code_works_only_in_the_browser_that_asked(
    visit: Visit, deliver: Deliver, client: Client
):
    ask(visit, client.phone)
    [text] = deliver()
    thief = visit.another()
    assert thief.get("/space/code").status_code == 303
    ask(thief, "07700 900000")
    thief.press("Go on", code=code_in(text))

    assert WRONG in thief.text
    assert thief.get("/space").status_code == 403


def test_sec_19_only_the_newest_code_works(visit: Visit, deliver: Deliver, client: Client, later):
    other_tab = visit.another()
    ask(other_tab, client.phone)
    [old] = deliver()
    later(seconds=5)
    ask(visit, client.phone)
    [new] = deliver()

    other_tab.press("Go on", code=code_in(old))
    visit.press("Go on", code=code_in(new))

    assert WRONG in other_tab.text
    assert visit.url == "/space"


def test_sec_19_the_sixth_try_is_refused_even_with_the_right_code(
    visit: Visit, deliver: Deliver, client: Client
):
    ask(visit, client.phone)
    [text] = deliver()
    for _ in range(MOST_TRIES):
        visit.press("Go on", code=wrong(code_in(text)))
        assert WRONG in visit.text

    visit.press("Go on", code=code_in(text))

    assert WRONG in visit.text


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "²²²²²²", "1" * 5000, "a\0b"])
def test_what_is_no_code_is_said_kindly_and_costs_no_try(
    visit: Visit, deliver: Deliver, client: Client, session: Session, code: str
):
    ask(visit, client.phone)
    deliver()

    visit.press("Go on", code=code)

    assert "Enter the 6 digits of the code" in visit.text
    assert visit.page.title.text.startswith("Error:")
    assert session.scalars(select(SignInCode.tries)).all() == [0]


@pytest.mark.parametrize("contact", ["", "hello", "a\0b@example.org", "9" * 5000, "' OR 1=1; --"])
def test_what_is_no_contact_is_said_kindly(visit: Visit, session: Session, contact: str):
    ask(visit, contact)

    assert "Enter a mobile number or an email address" in visit.text
    assert session.scalar(select(func.count(SignInCode.id))) == 0


def test_another_code_can_be_had_without_saying_again_who_one_is(
    visit: Visit, deliver: Deliver, client: Client, later
):
    ask(visit, client.phone)
    deliver()
    later(minutes=11)
    visit.press("Send another code")
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert visit.url == "/space"


def test_sec_42_neither_code_nor_contact_is_in_the_database(
    engine, visit: Visit, session: Session, deliver: Deliver, client: Client
):
    ask(visit, "zofia@example.org")
    [text] = deliver()
    session.commit()

    stored = everything_stored(engine)
    assert b"zofia@" not in stored
    assert not re.search(rb"(?<![\d.])" + code_in(text).encode() + rb"(?!\d)", stored)
    [code] = session.scalars(select(SignInCode))
    assert code.code_hash.startswith("$argon2id$")


# ---- Nobody learns who is known here (SEC-20)


def _answers(visit: Visit, contact: str) -> list[tuple[int, str, str]]:
    """All that a browser is told about a contact, with what changes each time taken out."""
    ask(visit, contact)
    told = [(visit.response.status_code, visit.url, visit.text)]
    for button, typed in (("Go on", "000000"), ("Send another code", "")):
        visit.press(button, code=typed)
        told.append((visit.response.status_code, visit.url, visit.text))
    return told


def test_sec_20_known_unknown_and_shared_are_told_the_same(
    visit: Visit, make: Make, deliver: Deliver, client: Client
):
    make.client(phone="07700 900111")
    make.client(phone="07700 900111")
    make.client(phone="07700 900112", died_on=make.today)

    told = {
        contact: _answers(visit.another(), contact)
        for contact in (client.phone, client.email, "07700 900000", "07700 900111", "07700 900112")
    }

    assert len({str(answers) for answers in told.values()}) == 1


def test_sec_20_the_page_asks_the_database_the_same_for_known_and_unknown(
    app, visit: Visit, client: Client
):
    """That is why it takes the same time: whose contact it is, is found out by a worker."""
    ask(visit, "07700 900001")  # the first one of all begins the audit trail
    asked: dict[str, list[str]] = {}
    for contact in (client.phone, "07700 900000"):
        browser = visit.another()
        browser.open("/space/sign-in")
        with statements(app.extensions["engine"]) as asked[contact]:
            browser.press("Send a code", contact=contact)
            browser.press("Go on", code="000000")

    known, unknown = asked.values()
    assert known == unknown
    assert not any("FROM client" in statement for statement in known)


def test_sec_21_who_asks_too_often_is_told_the_same_and_gets_no_code(
    visit: Visit, deliver: Deliver, client: Client, session: Session
):
    for _ in range(10):
        ask(visit, client.phone)
        told = visit.text

    ask(visit, client.phone)

    assert visit.text == told
    asked = session.scalars(select(SignInCode.contact_lookup)).all()
    assert sorted(lookup is None for lookup in asked) == [False] * 10 + [True]


def test_sec_21_nobody_is_sent_more_than_a_few_codes(
    visit: Visit, deliver: Deliver, client: Client, later
):
    def codes_in_an_hour() -> int:
        number = 0
        for _ in range(MOST_PER_HOUR + 2):
            ask(visit.another(), client.phone)
            number += len(deliver())
            later(minutes=1)
        return number

    hours = []
    for _ in range(4):
        hours.append(codes_in_an_hour())
        later(minutes=60)

    assert hours[0] == MOST_PER_HOUR
    assert sum(hours) == MOST_PER_DAY


# ---- To whom no code is sent


def _fate_of_code(session: Session) -> Reason | None:
    return session.scalars(
        select(Message.reason).where(Message.kind == MessageKind.SIGN_IN_CODE)
    ).one()


def test_two_who_share_a_contact_never_get_a_code_to_it(
    visit: Visit, person, deliver: Deliver, make: Make, session: Session
):
    """Whoever picks up the phone would get into the space of the other."""
    make.client(phone="07700 900555", email="ann@example.org")
    partner = make.client(phone="+447700900555", email="bo@example.org")

    ask(visit, "07700 900555")
    assert deliver() == []
    # Not by one's own address either, as it would go to the shared phone.
    ask(visit, "bo@example.org")
    assert deliver() == []
    on_a_visit = person(make.invitation(client=partner)).start().visit
    on_a_visit.open("/space/sign-in")
    on_a_visit.press("Send me a code")

    assert deliver() == []
    reasons = session.scalars(select(Message.reason)).all()
    assert reasons == [Reason.SHARED_CONTACT] * 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"contact_by": ContactBy.LETTER}, Reason.BY_LETTER),
        ({"contact_by": ContactBy.NOT_AT_ALL}, Reason.NO_MESSAGES),
        ({"contact_by": ContactBy.EMAIL, "email": ""}, Reason.NO_CONTACT),
    ],
)
def test_who_cannot_be_written_to_gets_no_code(
    visit: Visit, deliver: Deliver, make: Make, session: Session, values, reason
):
    make.client(**({"phone": "07700 900444"} | values))

    ask(visit, "07700 900444")

    assert deliver() == []
    assert _fate_of_code(session) is reason


def test_eq_14_no_code_goes_to_an_unsafe_contact_nor_to_the_dead(
    visit: Visit, deliver: Deliver, make: Make, session: Session, client: Client, other: Client,
    by: Actor, at: datetime,
):  # fmt: skip
    actions.mark_contact(session, client, is_unsafe=True, by=by, at=at)
    other.died_on = make.today

    for contact in (client.phone, other.phone):
        ask(visit, contact)

    assert deliver() == []
    assert set(session.scalars(select(Message.reason))) == {Reason.UNSAFE, Reason.DIED}


def test_eq_14_marking_a_contact_unsafe_ends_codes_and_spaces_at_once(
    visit: Visit, deliver: Deliver, signed_in, session: Session, client: Client, other: Client,
    by: Actor, at: datetime,
):  # fmt: skip
    inside, stranger = signed_in(client), signed_in(other, visit.another())
    waiting = visit.another()
    ask(waiting, client.phone)
    [text] = deliver()

    actions.mark_contact(session, client, is_unsafe=True, by=by, at=at)

    assert inside.get("/space").status_code == 403
    waiting.press("Go on", code=code_in(text))
    assert WRONG in waiting.text
    assert stranger.get("/space").status_code == 200


def test_who_stopped_or_is_away_may_still_come_and_look_even_at_night(
    visit: Visit, deliver: Deliver, session: Session, client: Client, at, later
):
    session.add(ContactPreference(client_id=client.id, opted_out_on=at.date(), changed_at=at))
    for reason in PauseReason:
        session.add(ContactPause(client_id=client.id, reason=reason, starts_on=at.date()))
    later(hours=14)

    ask(visit, client.phone)

    assert len(deliver()) == 1


def test_a_code_that_a_worker_finds_too_late_is_not_sent(
    visit: Visit, deliver: Deliver, client: Client, session: Session, later
):
    ask(visit, client.phone)
    later(minutes=11)

    assert deliver() == []
    assert session.scalar(select(func.count(Message.id))) == 0


# ---- Kinds of session are kept apart


def test_a_visit_does_not_open_the_space_and_the_space_opens_no_visit(
    person, make: Make, signed_in, client: Client
):
    link = make.invitation(client=client)
    visit = person(link).start().visit
    inside = signed_in(client, visit.another())

    assert visit.get("/space").status_code == 403
    assert inside.get(f"/check-in/{link.check_in_id}").status_code == 403


def test_signing_in_to_the_space_ends_a_staff_sign_in_and_the_other_way_round(
    make: Make, visit_as, signed_in, client: Client, session: Session
):
    staff = visit_as(make.clinician())
    signed_in(client, staff)

    assert staff.get("/clinic/").status_code == 302
    assert session.scalars(select(WebSession.user_id)).all() == [None]


def test_sec_23_the_session_id_changes_at_sign_in(visit: Visit, deliver: Deliver, client: Client):
    ask(visit, client.phone)
    before = _cookie(visit)
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert _cookie(visit) != before


def test_somebody_elses_link_on_the_same_phone_ends_the_space(
    signed_in, make: Make, client: Client, other: Client
):
    visit = signed_in(client)
    visit.open(make.invitation(client=other).path)
    visit.press("Start")

    assert visit.get("/space").status_code == 403


def test_who_is_signed_in_is_not_asked_again(signed_in, client: Client):
    visit = signed_in(client)

    visit.open("/space/sign-in")

    assert visit.url == "/space"


def _cookie(visit: Visit) -> str:
    return visit.client.get_cookie("__Host-heard", domain=ADDRESS.removeprefix("https://")).value
