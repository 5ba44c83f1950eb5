"""Signing in with a code, and what else is signed in to in the same browser."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care import Client, ContactBy
from app.outbox import Channel
from app.security import AuditEvent, WebSession
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.space.conftest import Deliver, ask, code_in, cookie_of


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
    before = cookie_of(visit)
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert cookie_of(visit) != before


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
