"""The link on the phone: what opening it shows, what it does not do, and when it ends."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import actions
from app.db import Base
from app.outbox import Message
from app.responses import Submission
from app.security import Actor
from tests.factory import Make
from tests.pages import ADDRESS, Visit


def test_SEC_15_opening_a_link_changes_nothing(visit: Visit, make: Make, session: Session):
    path = make.invitation().path
    before = _rows(session)

    for _ in range(3):
        visit.open(path)
    for method in ("HEAD", "OPTIONS"):
        visit.client.open(path, method=method, base_url="https://heard.test")

    assert _rows(session) == before


def test_SEC_15_starting_needs_the_button_of_the_page(visit: Visit, make: Make):
    path = make.invitation().path

    refused = visit.post(path)

    assert refused.status_code == 400
    visit.open(path)
    assert visit.press("Start").h1.text == "Your check-in"


def test_SEC_14_before_the_button_there_is_no_name_clinic_or_condition(visit: Visit, make: Make):
    service = make.service(name="Step 4 trauma clinic")
    therapist = make.clinician(service, name="Robin Therapist")
    client = make.client(therapist, given_name="Zebedee", family_name="Quill")
    invitation = make.invitation(client=client, clinician=therapist, measures=["pcl5"])

    visit.open(invitation.path)

    said = str(visit.page).lower()
    for secret in ("zebedee", "quill", "step 4", "robin", "trauma", "ptsd", "pcl", "therap"):
        assert secret not in said


def test_SEC_14_the_holder_of_a_link_sees_nothing_about_the_person(visit: Visit, make: Make):
    client = make.client(given_name="Zebedee", family_name="Quill", nhs_number="9990548609")
    make.submission(client=client, answers=[3] * 9)
    earlier = make.check_in(["gad7"], client=client)

    visit.open(make.invitation(client=client, measures=["phq9"]).path)
    visit.press("Start")
    home, pages = visit.url, [visit.text]
    for path in ("", "/1", "/1?q=1", "/1/check"):
        visit.open(home + path)
        pages.append(visit.text)
    others = [visit.get(f"/check-in/{earlier.id}{path}").status_code for path in ("", "/1")]

    assert others == [404, 404]
    assert not [p for p in pages if "Zebedee" in p or "Quill" in p or "999 054" in p or "27" in p]


def test_SEC_16_a_scanner_that_presses_every_button_does_no_harm(
    visit: Visit, make: Make, session: Session
):
    path = make.invitation(measures=["gad7"]).path
    _press_everything(visit.another(), path)

    visit.open(path)
    visit.press("Start")
    visit.follow("Start")
    for number in range(1, 8):
        visit.press("Check your answers" if number == 7 else "Next", **{f"q{number}": 1})
    visit.press("Send my answers")

    assert visit.page.h1.text == "Thank you"
    assert session.scalar(select(func.count(Submission.id))) == 1


def test_SEC_17_another_browser_goes_on_where_the_first_stopped_and_shows_no_answers(
    visit: Visit, make: Make
):
    path = make.invitation(measures=["phq9"]).path
    visit.open(path)
    visit.press("Start")
    visit.follow("Start")
    for number in range(1, 4):
        visit.press("Next", **{f"q{number}": 3})

    other = visit.another()
    other.open(path)
    other.press("Start")
    other.follow("Carry on")

    assert "Question 4 of 9" in other.text
    assert "q=4" in other.url
    for address in (other.url.replace("q=4", "q=1"), other.url.split("?")[0]):
        other.open(address)
        assert not other.page.select("input[checked]")
    assert other.page.select_one("form[data-given]")["data-given"] == "q1=&q2=&q3="
    other.open(other.url + "/check")
    assert other.text.count("Answered earlier") == 3
    assert "Nearly every day" not in other.text


def test_SEC_18_the_token_is_gone_from_the_address_and_the_page_after_the_button(
    visit: Visit, make: Make
):
    invitation = make.invitation()
    visit.open(invitation.path)

    visit.press("Start")

    assert visit.url.startswith("/check-in/")
    assert invitation.token not in visit.url + str(visit.page)


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("A" * 22, "Check that you have all of it"),
        ("short", "Check that you have all of it"),
        ("%00%F0%9F%98%80", "Check that you have all of it"),
        ("\u202eabc", "Check that you have all of it"),
    ],
)
def test_SEC_22_a_link_we_never_made_is_explained(visit: Visit, token: str, words: str):
    visit.open(f"/c/{token}", status=410)

    assert words in visit.text
    assert not visit.page.select("main button")


def test_SEC_22_each_dead_link_says_why_and_nothing_else(
    visit: Visit, make: Make, session: Session, at: datetime
):
    expired = make.invitation(days=-1)
    replaced = make.invitation()
    make.invitation(replaced.check_in)
    revoked = make.invitation()
    actions.revoke_link(session, revoked, by=Actor("system", revoked.id), at=at)
    finished = make.invitation()
    draft = make.draft(check_in=finished.check_in)
    actions.submit_questionnaire(session, draft.check_in_id, 1, at=at)

    said = {}
    for name in ("expired", "replaced", "revoked", "finished"):
        link = locals()[name]
        visit.open(link.path, status=410)
        said[name] = visit.text
        assert visit.post(link.path).status_code == 400  # and still no token, no start

    assert "too old" in said["expired"]
    assert "newer link" in said["replaced"]
    assert "turned off" in said["revoked"]
    assert "already sent" in said["finished"]


def test_SEC_22_a_new_link_goes_to_the_stored_contact_in_the_same_words(
    visit: Visit, make: Make, session: Session
):
    expired = make.invitation(days=-1)
    visit.open(expired.path, status=410)

    visit.press("Send me a new link")

    assert visit.page.h1.text == "Look at your messages"
    [message] = session.scalars(select(Message)).all()
    assert message.recipient_id == expired.check_in.client_id


def test_the_page_after_asking_for_a_new_link_can_be_loaded_again_in_another_language(
    visit: Visit, make: Make
):
    expired = make.invitation(client=make.client(language="pl"), days=-1)
    visit.open(expired.path, status=410)
    visit.press("Poproszę o nowy link")
    assert visit.page.html["lang"] == "pl"

    visit.press("العربية")

    assert visit.page.html["lang"] == "ar"
    assert visit.open(visit.url).h1.text == "يُرجى الاطلاع على رسائلك"
    assert expired.token not in visit.url


def test_SEC_22_asking_for_a_new_link_tells_nobody_whether_there_was_one(visit: Visit, make: Make):
    visit.open("/help")
    data = {"csrf_token": visit.csrf_token}

    said = []
    for link in (make.invitation(days=-1).path, make.invitation().path, "/c/" + "A" * 22):
        reply = visit.post(f"{link}/new-link", data=data)
        said.append((reply.status, reply.location, reply.text, reply.headers.getlist("Set-Cookie")))

    assert said[0] == said[1] == said[2]


def test_a_link_that_ended_while_it_was_open_changes_language_too(
    visit: Visit, make: Make, at: datetime
):
    visit.open(make.invitation(days=1).path)

    with time_machine.travel(at + timedelta(days=1, minutes=1)):
        visit.press("Start", status=410)
        visit.press("Polski", status=410)

    assert visit.page.html["lang"] == "pl"


def test_asking_for_a_new_link_has_a_limit(visit: Visit, make: Make):
    path = make.invitation(days=-1).path
    visit.open(path, status=410)
    token = visit.csrf_token

    answers = [
        visit.post(f"{path}/new-link", data={"csrf_token": token}).status_code for _ in range(11)
    ]

    assert answers[0] == 303
    assert answers[-1] == 429


def test_a_link_that_expires_before_the_button_is_pressed_says_so(
    visit: Visit, make: Make, at: datetime
):
    visit.open(make.invitation(days=1).path)

    with time_machine.travel(at + timedelta(days=1, minutes=1)):
        visit.press("Start", status=410)

    assert "too old" in visit.text


def test_the_page_of_a_link_is_in_the_language_the_person_reads(visit: Visit, make: Make):
    invitation = make.invitation(client=make.client(language="ar"))

    visit.open(invitation.path)

    assert visit.page.html["lang"] == "ar"
    assert visit.page.html["dir"] == "rtl"


def test_starting_forgets_who_was_signed_in_on_this_machine(visit_as, make: Make, session: Session):
    therapist = make.clinician()
    staff = visit_as(therapist)
    staff.open("/account/")
    staff.open(make.invitation(clinician=therapist).path)
    staff.press("Start")

    assert staff.get("/account/").status_code == 302


def _rows(session: Session) -> list[str]:
    """All that is stored."""
    tables = Base.metadata.sorted_tables
    rows = [repr(row) for table in tables for row in session.execute(select(table))]
    session.commit()
    return sorted(rows)


def _press_everything(scanner: Visit, path: str) -> None:
    """Open the link and press every button of every page that is reached, as scanners do."""
    waiting, seen = [path], {"/leave", "/sign-in"}
    while waiting and len(seen) < 20:
        if (address := waiting.pop()) in seen or not address.startswith("/"):
            continue
        seen.add(address)
        buttons = _look_at(scanner, address)
        waiting += [str(a["href"]) for a in scanner.page.select("a[href]")]
        for words in buttons:
            if words in _look_at(scanner, address):
                scanner.press(words)
                waiting.append(scanner.url)


def _look_at(scanner: Visit, address: str) -> list[str]:
    """Open the page, whatever it answers; the words on its buttons."""
    reply = scanner.get(address, follow_redirects=True)
    if reply.mimetype == "text/html":
        scanner.open(address, status=reply.status_code)
    return [button.get_text(strip=True) for button in scanner.page.select("main button")]


def test_opening_the_link_again_in_another_tab_leaves_the_first_one_working(
    visit: Visit, make: Make
):
    path = make.invitation(measures=["phq9"]).path
    visit.open(path)
    visit.press("Start")
    visit.follow("Start")
    first_tab, address = visit.page, visit.url
    visit.press("Next", q1=2)
    visit.open(path)
    visit.press("Start")

    token = first_tab.select_one("input[name=csrf_token]")["value"]
    fields = {"csrf_token": token, "language": "en", "item": "q2", "value": "1"}
    saved = visit.client.post(address.split("?")[0] + "/answer", data=fields, base_url=ADDRESS)

    assert saved.get_json() == {"saved": True}
    visit.open(address.split("?")[0] + "/check")
    assert "More than half the days" in visit.text


def test_SEC_16_a_link_that_staff_take_away_ends_what_was_begun_from_it(
    visit: Visit, make: Make, session: Session, by: Actor
):
    invitation, other = make.invitation(measures=["phq9"]), make.invitation(measures=["phq9"])
    somebody_else = visit.another()
    for browser, path in ((visit, invitation.path), (somebody_else, other.path)):
        browser.open(path)
        browser.press("Start")
        browser.follow("Start")

    actions.revoke_link(session, invitation, by=by, at=make.at)

    assert visit.get(visit.url).status_code == 403
    assert somebody_else.get(somebody_else.url).status_code == 200
