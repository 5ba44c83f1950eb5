"""Who may open and act on which alert: role, relation and page, each with each (SEC-34)."""

from itertools import product
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.actions import close_alert
from app.care import Relation
from app.risk import Alert, AlertState, Deed
from app.security import AuditEvent, Role
from tests.statements import refusing
from tests.web.clinician.test_access import words_of

# Whoever has everything before them that there is.
KNOWN = {"steps": "9", "answers": "9"}
ACT = {"do": "act", "deeds": "spoke", "note": "We talked."} | KNOWN
# Every page about one alert, with what is posted there; None is a plain GET.
PAGES = {
    "/clinic/alerts/{alert}": None,
    "/clinic/alerts/{alert}/": ACT,
    "/clinic/alerts/{alert}/follow-up": {"said": "x", "agreed": "yes"},
}
IN_SERVICE = [Role.DUTY, Role.SERVICE_LEAD]
ACTS = [Role.CLINICIAN, *IN_SERVICE]
RELATIONS = ["own", "supervised", "cover", "same service", "another service", "another trust",
             "left", "no place"]  # fmt: skip


def somebody(make, role, relation, client):
    """An account with this role, and this relation to the client whose alert it is."""
    user, home = make.user(role, name="Sam"), make.the_service()
    match relation:
        case "no place":
            return user
        case "another service":
            make.clinician(make.service(home.trust), user)
        case "another trust":
            make.clinician(make.service(make.trust("Elsewhere")), user)
        case "left":
            make.clinician(user=user, left_on=make.today)
        case "same service":
            make.clinician(user=user)
        case _:
            make.care_relationship(make.clinician(user=user), client, relation=Relation(relation))
    return user


def opens(role, relation):
    """Whether the alert is theirs to see."""
    related = relation in ("own", "supervised", "cover")
    return role in ACTS and (related or (role in IN_SERVICE and relation == "same service"))


def ask(visit, page, alert_id, form):
    path = page.format(alert=alert_id).removesuffix("/")
    if form is None:
        return visit.get(path)
    return visit.post(path, data=form | {"csrf_token": visit.csrf_token})


@pytest.mark.parametrize(("role", "relation"), list(product(Role, RELATIONS)))
def test_sec_34_an_alert_is_there_for_those_who_answer_for_it_and_for_nobody_else(
    make, visit_as, session, role, relation
):
    alert = make.alert(client=make.client(given_name="Nina"))
    visit = visit_as(somebody(make, role, relation, alert.client))
    visit.open("/account/")

    answers = [ask(visit, page, alert.id, form) for page, form in PAGES.items()]

    if opens(role, relation):  # the last one posts a wish that is none
        assert [answer.status_code for answer in answers] == [200, 303, 404]
        return
    assert {answer.status_code for answer in answers} == {404 if role in ACTS else 403}
    assert not [answer for answer in answers if "Nina" in answer.text]
    assert session.get_one(Alert, alert.id).state is AlertState.OPEN
    refused = select(AuditEvent).where(AuditEvent.event == "page.refused")
    assert len(session.scalars(refused).all()) == len(PAGES)


@pytest.mark.parametrize("role", ACTS)
def test_sec_34_an_alert_of_others_is_the_same_as_none(make, visit_as, role):
    elsewhere = make.clinician(make.service(make.the_service().trust), make.user(role))
    alert, visit = make.alert(), visit_as(elsewhere)
    visit.open("/account/")

    for page, form in PAGES.items():
        theirs, nobodys = (ask(visit, page, id_, form) for id_ in (alert.id, uuid4()))
        assert words_of(theirs) == words_of(nobodys)


@pytest.mark.parametrize("role", Role)
def test_saf_09_who_acts_on_alerts_has_the_duty_page_and_others_have_not(make, visit_as, role):
    visit = visit_as(make.staff(role))

    assert visit.get("/clinic/alerts").status_code == (200 if role in ACTS else 403)


@pytest.mark.parametrize("role", ACTS)
def test_an_account_without_a_service_is_told_so(make, visit_as, role):
    page = visit_as(make.user(role)).open("/clinic/alerts", status=403)

    assert "Your account belongs to no service" in page.h1.text


def test_the_duty_team_opens_a_closed_alert_only_if_they_took_part(make, visit_as, session, at):
    duty, other = make.staff(Role.DUTY), make.staff(Role.DUTY)
    alert = make.alert()
    close_alert(session, alert, [Deed.SPOKE], "Safe today.", user=duty.user, at=at)

    assert visit_as(duty).get(f"/clinic/alerts/{alert.id}").status_code == 200
    assert visit_as(other).get(f"/clinic/alerts/{alert.id}").status_code == 404


@pytest.mark.parametrize("page", ["/clinic/alerts", "/clinic/alerts/{alert}"])
def test_sec_39_a_view_that_cannot_be_written_down_does_not_happen(
    make, visit_as, session, app, page
):
    alert = make.alert(client=make.client(given_name="Nina"))
    visit = visit_as(make.staff(Role.DUTY))

    with refusing(app.extensions["engine"], "INTO audit_event"):
        response = visit.get(page.format(alert=alert.id))

    assert response.status_code == 503
    assert "Nina" not in response.text
    assert session.get_one(Alert, alert.id).state is AlertState.OPEN


def test_who_is_not_signed_in_is_sent_to_sign_in(make, visit_as):
    alert = make.alert()
    visit = visit_as(alert.owner).another()

    for page in ("/clinic/alerts", f"/clinic/alerts/{alert.id}"):
        answer = visit.get(page)
        assert (answer.status_code, answer.location.startswith("/sign-in")) == (302, True)
