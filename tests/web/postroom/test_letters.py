"""Letters to print: who may see which, what stands on paper, and when they count as sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.care import ContactPreference, Relation
from app.outbox import MessageKind
from app.security import AuditEvent, Role
from tests.statements import refusing

LIST = "/letters"


@pytest.fixture
def therapist(make):
    return make.clinician()


@pytest.fixture
def letter(make, therapist):
    client = make.client(therapist, given_name="Zofia", family_name="Przykład")
    return make.letter_to_post(client)


@pytest.fixture
def visit(visit_as, therapist, letter):
    return visit_as(therapist)


@pytest.fixture
def administrator(make):
    return make.user(Role.ADMINISTRATOR)


def names(page):
    return [label.get_text(strip=True) for label in page.select(".heard-letters label")]


def test_a_letter_waits_in_the_list_with_its_address_and_since_when(visit):
    page = visit.open(LIST)

    assert names(page) == ["Zofia Przykład"]
    hint = page.select_one("#letter-1-hint").get_text(" ", strip=True)
    assert "1 High Street, Little Wimbourne, QX1 1AB" in hint
    assert "Link to a check-in, waiting since 4 Mar 2026" in hint
    assert "Waiting long" not in hint


def test_a_letter_that_nobody_posts_shows_up(make, visit, therapist):
    late = make.letter_to_post(make.client(therapist), at=make.at - timedelta(days=4))

    page = visit.open(LIST)

    assert "Waiting long" in page.select_one("#letter-1-hint").text
    assert page.select_one("#letter-1")["value"] == str(late.id)
    assert "Waiting long" not in page.select_one("#letter-2-hint").text


def test_no_letter_says_so(visit_as, make):
    page = visit_as(make.clinician()).open(LIST)

    assert "No letter waits." in page.main.text
    assert not page.select("main form")


def test_one_letter_is_printed_with_all_that_it_needs(visit, letter):
    visit.open(LIST)
    page = visit.follow("Zofia Przykład")

    [sheet] = page.select("article.heard-letter")
    said = sheet.get_text(" ", strip=True)
    lines = [bdi.text for bdi in sheet.select("address bdi")]
    assert lines == ["Zofia Przykład", "1 High Street", "Little Wimbourne", "QX1 1AB"]
    assert "Dear Zofia Przykład," in said
    assert "until 18 March 2026" in said
    assert letter.link.code in said
    assert "heard.test/code" in said
    assert sheet.select_one("svg.heard-code path")
    assert letter.token not in str(page)  # only in the picture


def test_all_are_printed_each_on_a_page(make, visit, therapist):
    later = make.at + timedelta(hours=1)
    arabic = make.client(therapist, language="ar")
    make.letter_to_post(arabic, kind=MessageKind.REMINDER, at=later)
    visit.open(LIST)

    page = visit.follow("Print all 2 letters")

    sheets = page.select("article.heard-letter")
    assert [(s["lang"], s["dir"]) for s in sheets] == [("en", "ltr"), ("ar", "rtl")]
    assert [s.select_one("h2").text for s in sheets] == [
        "A few questions for you",
        "أسئلتك لا تزال هنا",
    ]
    assert sheets[1].select_one("address")["dir"] == "ltr"


def test_EQ_13_no_letter_tells_what_it_is_about(make, visit_as):
    service = make.service(name="Step 4 trauma clinic")
    therapist = make.clinician(service, name="Robin Therapist")
    make.letter_to_post(make.client(therapist))

    page = visit_as(therapist).open("/letters/print")

    said = page.select_one("article").get_text(" ").lower()
    for secret in ("step 4", "robin", "trauma", "phq", "therap", "999 0", "1990"):
        assert secret not in said


def test_EQ_14_a_plain_letter_shows_no_name_of_ours(make, visit, session, letter, at):
    assert visit.open("/letters/print").select_one("article img")
    preference = ContactPreference(client_id=letter.recipient_id, is_plain=True, changed_at=at)
    session.add(preference)
    session.commit()

    page = visit.open("/letters/print")

    assert not page.select("article img")
    assert "NHS" not in page.select_one("article").text


def test_printing_alone_sends_nothing_and_posting_does(visit, session, letter):
    visit.open("/letters/print")
    assert letter.sent_at is None

    visit.press("I have posted these")

    assert "1 letter is marked as posted." in visit.text
    assert "No letter waits." in visit.text
    assert letter.sent_at is not None
    assert letter.token_sealed is None


def test_those_that_were_posted_are_ticked_in_the_list(make, visit, session, therapist, letter):
    other = make.letter_to_post(make.client(therapist))
    visit.open(LIST)

    visit.press("I have posted these", letters=[other.id])

    assert names(visit.page) == ["Zofia Przykład"]
    assert other.sent_at
    assert not letter.sent_at


def test_nothing_ticked_is_told_and_posts_nothing(visit, letter):
    visit.open(LIST)

    visit.press("I have posted these")

    assert "There is a problem" in visit.text
    assert "Tick the letters that you have posted" in visit.text
    assert visit.page.title.text.startswith("Error:")
    assert not letter.sent_at


def test_posting_again_says_that_it_was_marked_before(visit, letter):
    visit.open(LIST)
    data = {"csrf_token": visit.csrf_token, "letters": [str(letter.id), "nonsense"]}
    visit.post("/letters/posted", data=data)

    again = visit.post("/letters/posted", data=data, follow_redirects=True)

    assert "0 letters are marked as posted." in again.text
    assert "please look again" in again.text


def test_what_was_answered_in_the_meantime_is_gone(visit, session, letter, at):
    letter.link.check_in.completed_at = at
    session.commit()

    assert names(visit.open(LIST)) == []
    assert visit.get(f"/letters/print/{letter.id}").status_code == 404


# ---- who may


def test_SEC_34_letters_of_somebody_elses_clients_are_as_none(make, visit_as, letter):
    visit = visit_as(make.clinician())

    assert names(visit.open(LIST)) == []
    assert "Zofia" not in visit.text
    refused = visit.get(f"/letters/print/{letter.id}")
    nobody = visit.get(f"/letters/print/{uuid4()}")
    assert (refused.status_code, nobody.status_code) == (404, 404)
    assert "Zofia" not in visit.get("/letters/print").text
    data = {"csrf_token": visit.csrf_token, "letters": str(letter.id)}
    visit.post("/letters/posted", data=data)
    assert letter.sent_at is None


@pytest.mark.parametrize(
    ("relation", "sees"),
    [
        ({"relation": Relation.SUPERVISED}, True),
        ({"relation": Relation.COVER}, True),
        ({"ends_on": -1}, False),
        ({"starts_on": 1}, False),
    ],
)
def test_SEC_34_a_current_care_relationship_opens_a_letter(
    make, visit_as, session, letter, relation, sees
):
    colleague = make.clinician()
    days = {k: make.today + timedelta(days=v) for k, v in relation.items() if k.endswith("_on")}
    client = letter.link.check_in.client
    make.care_relationship(colleague, client, **(relation | days))

    assert bool(names(visit_as(colleague).open(LIST))) is sees


def test_an_administrator_posts_the_letters_of_the_trust_and_sees_no_record(
    visit_as, administrator, letter
):
    visit = visit_as(administrator)

    page = visit.open(LIST)
    assert names(page) == ["Zofia Przykład"]
    assert not page.select("a[href^='/clinic']")
    visit.follow("Zofia Przykład")
    assert not visit.page.select("a[href^='/clinic']")
    visit.press("I have posted these")

    assert letter.sent_at


def test_SEC_34_an_administrator_of_another_trust_sees_none(make, visit_as, letter):
    elsewhere = make.service(trust=make.trust("Another trust"))
    user = make.user(Role.ADMINISTRATOR)
    make.clinician(elsewhere, user)

    visit = visit_as(user)

    assert names(visit.open(LIST)) == []
    assert visit.get(f"/letters/print/{letter.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.DUTY, Role.CO_DESIGNER, Role.SERVICE_LEAD])
def test_SEC_33_nobody_else_may(make, visit_as, letter, role):
    visit = visit_as(make.user(role))

    for path in (LIST, "/letters/print", f"/letters/print/{letter.id}"):
        assert visit.get(path).status_code == 403


@pytest.mark.parametrize("path", [LIST, "/letters/print", "/letters/print/{id}"])
def test_SEC_39_what_cannot_be_written_down_is_not_shown(visit, app, letter, path):
    with refusing(app.extensions["engine"], "INTO audit_event"):
        response = visit.get(path.format(id=letter.id))

    assert response.status_code == 503
    assert "Zofia" not in response.text
    assert letter.link.code not in response.text


def test_SEC_39_looking_printing_posting_and_refusals_are_audited(visit, session, letter, make):
    visit.open(LIST)
    visit.open(f"/letters/print/{letter.id}")
    visit.press("I have posted these")
    visit.get(f"/letters/print/{uuid4()}")

    events = list(session.scalars(select(AuditEvent.event)))
    for name in ("letters.viewed", "letter.printed", "message.sent", "page.refused"):
        assert name in events


# ---- where staff see that there is a letter


def test_the_to_do_in_the_row_leads_to_the_letters(visit, letter):
    page = visit.open("/clinic/")

    link = page.select_one(".heard-caseload a[href='/letters']")
    assert link.get_text(strip=True) == "Letter to print and post, since 4 Mar 2026"


def test_the_history_of_a_client_shows_letters_as_messages(visit, letter):
    path = f"/clinic/clients/{letter.recipient_id}/contact"
    assert "(Letter): to be printed and posted, since" in visit.open(path).main.text

    visit.open("/letters/print")
    visit.press("I have posted these")

    assert "(Letter): posted" in visit.open(path).main.text
