"""Who may open which client's record: role, relation and page, each with each (SEC-34, SEC-39)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions import Misfiling, merge_clients, move_answers
from app.care import CareRelationship, Relation, TwoRecords
from app.scheduling import MoveReason
from app.security import AuditEvent, Role
from tests.statements import refusing

GIVE = {"measures": "phq9", "show": "yes"}
ADD = {"day": "2026-03-09", "time": "10:00", "repeat": "once", "outcome": "booked"}
# Every page about one client, with what is posted there; None is a plain GET.
PAGES = {
    "/clinic/clients/{client}": None,
    "/clinic/clients/{client}?everything=1": None,
    "/clinic/clients/{client}/submissions/{submission}": None,
    "/clinic/clients/{client}/check-in": None,
    "/clinic/clients/{client}/check-in/": {"measures": "phq9"},
    "/clinic/clients/{client}/schedule": None,
    "/clinic/clients/{client}/contact": None,
    "/clinic/clients/{client}/contact/address": None,
    "/clinic/clients/{client}/contact/address/": {"lines": "1 High Street", "postcode": "QX1 1AB"},
    "/clinic/clients/{client}/check-in/give": GIVE,
    "/clinic/clients/{client}/check-in/{check_in}/show": {},
    "/clinic/clients/{client}/check-in/{check_in}/send": {},
    "/clinic/clients/{client}/check-in/{check_in}/revoke": {},
    "/clinic/clients/{client}/appointments": None,
    "/clinic/clients/{client}/appointments/add": None,
    "/clinic/clients/{client}/appointments/add/": ADD,
    "/clinic/clients/{client}/appointments/{appointment}": None,
    "/clinic/clients/{client}/appointments/{appointment}/": {"outcome": "attended", "version": 1},
    "/clinic/clients/{client}/courses": None,
    "/clinic/clients/{client}/courses/open": None,
    "/clinic/clients/{client}/courses/open/": {"day": "2026-03-04"},
    "/clinic/clients/{client}/courses/{episode}/end": None,
    "/clinic/clients/{client}/courses/{episode}/end/": {"day": "2026-03-04", "how": "completed"},
    "/clinic/clients/{client}/courses/{episode}/reopen": None,
    "/clinic/clients/{client}/courses/{episode}/reopen/": {"why": "a slip"},
    "/clinic/clients/{client}/courses/{episode}/interview": None,
    "/clinic/clients/{client}/courses/{episode}/interview/": {"agreed": "y", "when": "mornings"},
    "/clinic/clients/{client}/courses/end-all": None,
    "/clinic/clients/{client}/courses/end-all/": {"day": "2026-03-04"},
    "/clinic/clients/{client}/colleagues/hand-over": None,
    "/clinic/clients/{client}/colleagues/hand-over/": {"day": "2026-03-05"},
    "/clinic/clients/{client}/colleagues/cover": None,
    "/clinic/clients/{client}/colleagues/cover/": {"day": "2026-03-05"},
    "/clinic/clients/{client}/colleagues/{relationship}/withdraw/": {},
    "/clinic/clients/{client}/moving": None,
    "/clinic/clients/{client}/moving/{answered}": None,
    "/clinic/clients/{client}/moving/{answered}/": {"whose": "nobody", "why": "other", "note": "x"},
    "/clinic/clients/{client}/moving/{move}/undo": None,
    "/clinic/clients/{client}/moving/{move}/undo/": {},
    "/clinic/clients/{client}/records": None,
    "/clinic/clients/{client}/records/": {"other": "nobody"},
    "/clinic/clients/{client}/records/number": None,
    "/clinic/clients/{client}/records/number/": {"number": "1"},
    "/clinic/clients/{client}/records/merge/{client}": None,
    "/clinic/clients/{client}/records/merge/{client}/": {"stays": "here"},
    "/clinic/clients/{client}/records/unmerge/{merge}": None,
    "/clinic/clients/{client}/records/unmerge/{merge}/": {},
    "/clinic/messages/{message}/done/": {"note": "called"},
    "/clinic/groups/{group}": None,
    "/clinic/groups/{group}/": {"day": "2026-03-09", "time": "11:00"},
    "/clinic/groups/{group}/{moment}": None,
    "/clinic/groups/{group}/{moment}/": {},
}
# What the addresses name by an id.
KINDS = (
    "client",
    "submission",
    "check_in",
    "appointment",
    "group",
    "episode",
    "relationship",
    "message",
    "answered",
    "move",
    "merge",
)
OF_ONE_CLIENT = (
    "submission", "check_in", "appointment", "episode", "relationship", "answered", "move",
    "merge",
)  # fmt: skip
MAY_SEE = {
    "own": {"relation": Relation.OWN},
    "supervised": {"relation": Relation.SUPERVISED},
    "team cover": {"relation": Relation.COVER},
    "ends today": {"ends": 0},
    "begins today": {"starts": 0},
}
MAY_NOT_SEE = {
    "ended yesterday": {"ends": -1},
    "begins tomorrow": {"starts": 1},
    "no relation": None,
    "other trust": {"elsewhere": True},
    "clinician who left": {"left": True},
    "nobody's account": {"no_clinician": True},
}


@pytest.fixture
def someone(make):
    """A client of another clinician, with something sent and something open."""
    client = make.client(make.clinician())
    group = make.group()
    episode = make.episode(client, pathway=group.pathway, group_id=group.id)
    appointment = make.appointment(episode, starts_at=make.at)
    sent = make.submission(client=client, check_in=make.check_in(["phq9"], episode))
    waiting = make.check_in(["gad7"], episode)
    relationship = make.session.scalars(select(CareRelationship)).one()
    return {
        "client": client.id,
        "submission": sent.id,
        "check_in": waiting.id,
        "appointment": appointment.id,
        "group": group.id,
        "episode": episode.id,
        "relationship": relationship.id,
        "message": make.message(client).id,
        "answered": make.draft(check_in=make.check_in(["phq9"], episode)).check_in_id,
        "move": _move(make, episode).id,
        "merge": _merge(make, client).id,
        "moment": f"{appointment.starts_at:%Y%m%dT%H%M%SZ}",
    }


def _move(make, episode):
    """Answers of the client that were set aside."""
    check_in = make.draft(check_in=make.check_in(["phq9"], episode)).check_in
    wrong = Misfiling(check_in.id, episode.client_id, None, MoveReason.OTHER, "not hers")
    own = make.session.scalars(select(CareRelationship)).one().clinician
    return move_answers(make.session, wrong, clinician=own, at=make.at)


def _merge(make, client):
    """Another record of the client that was merged into theirs."""
    own = make.session.scalars(select(CareRelationship)).one().clinician
    two = TwoRecords(make.client(own), client)
    return merge_clients(make.session, two, "the same person", clinician=own, at=make.at)


def relate(make, clinician, someone, relation):
    """Give this clinician that relation to the client."""
    if relation is None:
        return
    today = make.today
    client = make.session.get_one(_client(), someone["client"])
    if relation.get("elsewhere"):
        client.trust_id = make.trust("Another trust").id
    if relation.get("left"):
        clinician.left_on = today
    if relation.get("no_clinician"):
        make.session.delete(clinician)
        return
    ends = relation.get("ends")
    make.care_relationship(
        clinician,
        client,
        relation=relation.get("relation", Relation.OWN),
        starts_on=today + timedelta(days=relation.get("starts", -60)),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )


def _client():
    from app.care import Client

    return Client


def ask(visit, page, someone, form):
    """The bare answer to one request, with a good CSRF token when something is posted."""
    path = page.format(**someone).removesuffix("/")
    if form is None:
        return visit.get(path, follow_redirects=True)
    if not visit.page.select_one("input[name=csrf_token]"):
        visit.open("/account/")
    return visit.post(path, data=form | {"csrf_token": visit.csrf_token}, follow_redirects=True)


# One test asks all pages, as signing in and making a record takes longer than asking.
@pytest.mark.parametrize("relation", MAY_SEE)
def test_sec_34_a_current_care_relationship_opens_every_page(make, visit_as, someone, relation):
    clinician = make.clinician()
    relate(make, clinician, someone, MAY_SEE[relation])
    visit = visit_as(clinician)

    answers = {page: ask(visit, page, someone, form).status_code for page, form in PAGES.items()}

    assert answers == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("relation", MAY_NOT_SEE)
def test_sec_34_without_one_a_client_is_the_same_as_none(make, visit_as, someone, relation):
    user = make.user(Role.CLINICIAN)
    relate(make, make.clinician(user=user), someone, MAY_NOT_SEE[relation])
    visit = visit_as(user)

    for page, form in PAGES.items():
        refused = ask(visit, page, someone, form)
        nobody = ask(visit, page, someone | {name: uuid4() for name in KINDS}, form)
        assert (page, refused.status_code, nobody.status_code) == (page, 404, 404)
        assert words_of(refused) == words_of(nobody)
        assert "Amira" not in refused.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLINICIAN])
def test_sec_34_other_staff_cannot_open_a_record_even_of_their_own_client(
    make, visit_as, someone, role
):
    user = make.user(role)
    relate(make, make.clinician(user=user), someone, MAY_SEE["own"])
    visit, pages = visit_as(user), {"/clinic/": None} | PAGES

    answers = {page: ask(visit, page, someone, form).status_code for page, form in pages.items()}

    assert answers == dict.fromkeys(pages, 403)


def test_somebody_who_is_not_signed_in_sees_the_sign_in_page(make, someone, visit_as, app):
    visit = visit_as(make.clinician()).another()

    for page in ("/clinic/", *(page for page, form in PAGES.items() if form is None)):
        response = visit.get(page.format(**someone))
        assert response.status_code == 302
        assert response.location.startswith("/sign-in")


def test_another_clients_submission_check_in_and_appointment_are_not_there(make, visit_as, someone):
    clinician = make.clinician()
    relate(make, clinician, someone, MAY_SEE["own"])
    other = make.client(clinician)
    visit = visit_as(clinician)
    mixed = someone | {"client": other.id}

    for page, form in PAGES.items():
        if any(f"{{{kind}}}" in page for kind in OF_ONE_CLIENT):
            assert ask(visit, page, mixed, form).status_code == 404


def test_staff_who_are_no_clinicians_or_have_left_see_a_kind_page(make, visit_as):
    left = make.clinician(left_on=make.today)

    for who in (make.user(Role.CLINICIAN), left):
        page = visit_as(who).open("/clinic/", status=403)
        assert "You have no caseload here" in page.h1.text


@pytest.mark.parametrize("page", ["/clinic/", *(p for p, form in PAGES.items() if form is None)])
def test_sec_39_every_page_that_shows_a_client_leaves_a_line_in_the_audit_trail(
    make, visit_as, someone, session, page
):
    clinician = make.clinician()
    relate(make, clinician, someone, MAY_SEE["own"])

    ask(visit_as(clinician), page, someone, None)

    viewed = select(AuditEvent).where(AuditEvent.event.endswith(".viewed"))
    rows = list(session.scalars(viewed))
    assert rows
    assert {row.actor_id for row in rows} == {clinician.user_id}
    subject = someone["client"] if "{client}" in page else clinician.id
    assert {row.subject_id for row in rows} == {subject}


def test_sec_39_a_refusal_is_in_the_audit_trail_with_the_record_that_was_asked_for(
    make, visit_as, someone, session
):
    visit = visit_as(make.clinician())

    visit.get(f"/clinic/clients/{someone['client']}")

    [row] = session.scalars(select(AuditEvent).where(AuditEvent.event == "page.refused"))
    assert str(someone["client"]) in row.detail


@pytest.mark.parametrize("page", ["/clinic/", *(p for p, form in PAGES.items() if form is None)])
def test_sec_39_a_view_that_cannot_be_written_down_does_not_happen(
    make, visit_as, someone, app, page
):
    clinician = make.clinician()
    relate(make, clinician, someone, MAY_SEE["own"])
    visit = visit_as(clinician)

    with refusing(app.extensions["engine"], "INTO audit_event"):
        response = ask(visit, page, someone, None)

    assert response.status_code == 503
    assert "Amira" not in response.text
    assert "PHQ-9" not in response.text


def words_of(response):
    """What the page says, without the reference that is new each time."""
    page = BeautifulSoup(response.text, "html.parser")
    for code in page.select("main strong"):
        code.decompose()
    return page.main.get_text(" ", strip=True)
