"""The code in a letter: typed, it leads to the same button as a link, and shows nothing."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.db import Base
from app.outbox import Message, MessageKind
from app.web.ui import rates


def type_in(visit, code):
    visit.open("/code")
    return visit.press("Continue", code=code)


def test_a_code_leads_to_the_button_that_starts(visit, make):
    letter = make.letter()

    page = type_in(visit, letter.code.lower().replace("-", " "))

    assert page.h1.text == "Your check-in"
    assert visit.url == "/code/start"
    visit.press("Start")
    assert f"/check-in/{letter.check_in_id}" in visit.url


def test_the_start_page_knows_the_way(visit):
    visit.open("/")
    visit.follow("Type the code from your letter")

    assert visit.page.h1.text == "Type your code"


def test_the_field_helps_to_type_and_remembers_nothing(visit):
    field = visit.open("/code").select_one("#code")

    assert (field["autocomplete"], field["autocapitalize"]) == ("off", "characters")
    assert (field["inputmode"], field["spellcheck"], field["dir"]) == ("text", "false", "ltr")


@pytest.mark.parametrize("typed", ["K7QM-3X01", "k7qm", "<b>&\"'", "x" * 60])
def test_a_wrong_code_gets_a_kind_answer_that_keeps_what_was_typed(visit, make, typed):
    make.letter()

    page = type_in(visit, typed)

    assert "This code does not work. Please look at your letter" in visit.text
    assert page.select_one("#code")["value"] == typed
    assert page.title.text.startswith("Error:")


def test_nothing_typed_says_what_to_type(visit):
    type_in(visit, "  ")

    assert "Type the code from your letter" in visit.text


def test_SEC_14_no_page_names_a_person_clinic_or_condition(visit, make):
    service = make.service(name="Step 4 trauma clinic")
    therapist = make.clinician(service, name="Robin Therapist")
    client = make.client(therapist, given_name="Zebedee", family_name="Quill")
    letter = make.letter(client=client, clinician=therapist, measures=["pcl5"])

    said = str(visit.open("/code")) + str(type_in(visit, letter.code))

    for secret in ("zebedee", "quill", "step 4", "robin", "trauma", "ptsd", "pcl", "therap"):
        assert secret not in said.lower()


def test_SEC_15_looking_and_typing_start_nothing(visit, make, session):
    letter = make.letter()
    before = rows(session)

    type_in(visit, letter.code)
    for method in ("GET", "HEAD", "OPTIONS"):
        visit.client.open("/code/start", method=method, base_url="https://heard.test")

    changed = {name for name, n in rows(session).items() if n != before[name]}
    assert changed <= {"web_session", "rate_count"}
    assert visit.post("/code/start").status_code == 400  # without the button of the page


def test_SEC_18_the_code_is_in_no_address_and_gone_after_the_button(visit, make):
    letter = make.letter()
    type_in(visit, letter.code)

    visit.press("Start")

    assert letter.code not in visit.url + str(visit.page)
    visit.open("/code/start")
    assert visit.url == "/code"


def test_somebody_who_typed_nothing_is_asked_for_the_code(visit):
    visit.open("/code/start")

    assert visit.page.h1.text == "Type your code"


def test_a_code_that_was_typed_long_ago_is_forgotten(visit, make, at):
    with time_machine.travel(at, tick=False) as clock:
        letter = make.letter()
        type_in(visit, letter.code)
        clock.shift(timedelta(minutes=31))
        visit.open("/code/start")

    assert visit.url == "/code"


@pytest.mark.parametrize("end", ["expired", "replaced", "revoked", "finished", "closed"])
def test_SEC_22_a_code_that_has_ended_says_why_and_shows_nothing(visit, make, session, at, end):
    letter = make.letter()
    match end:
        case "expired":
            letter.expires_at = at - timedelta(days=900)
        case "replaced":
            letter.replaced_at = at
        case "revoked":
            letter.revoked_at = at
        case "finished":
            letter.check_in.completed_at = at
        case "closed":
            letter.check_in.closed_at = at
    visit.open("/code")

    page = visit.press("Continue", code=letter.code, status=410)

    title = "You have already sent" if end == "finished" else "This code does not work"
    assert title in page.h1.text
    assert "Amira" not in visit.text
    assert bool(page.find("button", string="Send me a new link")) is (
        end in ("expired", "replaced", "closed")
    )


def test_SEC_22_a_new_link_goes_to_the_stored_contact(visit, make, session, at):
    letter = make.letter(at=at - timedelta(days=90))
    visit.open("/code")
    visit.press("Continue", code=letter.code, status=410)

    visit.press("Send me a new link")

    assert visit.page.h1.text == "Look at your messages"
    [message] = session.scalars(select(Message))
    assert (message.kind, message.recipient_id) == (MessageKind.NEW_LINK, letter.client_id)


def test_SEC_21_codes_cannot_be_tried_one_after_the_other(visit, make, monkeypatch):
    monkeypatch.setattr(rates, "PER_ADDRESS", rates.RateLimitItemPerMinute(3, 15))
    letter = make.letter()
    for _ in range(3):
        type_in(visit, "K7QM-3X01")

    visit.press("Continue", code=letter.code, status=429)

    assert "Please wait a little" in visit.text


def test_the_page_comes_in_the_language_of_the_person(visit, make):
    letter = make.letter(client=make.client(language="ar"))

    page = type_in(visit, letter.code)

    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")


def rows(session):
    return {
        name: session.scalar(select(func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
    }
