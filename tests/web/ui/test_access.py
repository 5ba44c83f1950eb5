from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.actions import disable_user
from app.security import Actor, AuditEvent, Permission, Role, User, WebSession
from app.web.ui import (
    Requires,
    SpaceOnly,
    VisitOnly,
    public,
    requires,
    rule_of,
    space_only,
    visit_only,
)
from tests.factory import Make
from tests.pages import Visit
from tests.signing_in import remember, sign_in
from tests.web import routes
from tests.web.conftest import NewApp

VisitAs = Callable[[User], Visit]


@pytest.fixture
def app_with_rules(new_app: NewApp) -> Flask:
    app = new_app()
    views = {
        "undeclared": lambda: "open",
        "everybody": public("a test")(lambda: "open"),
        "visit": visit_only(lambda: "open"),
        "space": space_only(lambda: "open"),
        "caseload": requires(Permission.READ_CASELOAD)(lambda: "open"),
    }
    for name, view in views.items():
        app.add_url_rule(f"/test-{name}", f"test_{name}", view, methods=["GET", "POST"])
    return app


@pytest.fixture
def rules(app_with_rules: Flask, visit_to: Callable[[Flask], Visit]) -> Visit:
    return visit_to(app_with_rules)


def test_SEC_33_every_endpoint_declares_who_may_use_it(app: Flask):
    undeclared = [r.endpoint for r in app.url_map.iter_rules() if not rule_of(app, r.endpoint)]

    assert undeclared == []


def test_SEC_33_the_route_list_is_the_reviewed_one(app: Flask):
    assert routes.route_list(app) == routes.FILE.read_text(), (
        "The pages have changed. Run `python -m tests.web.routes`, and read the difference."
    )


def test_SEC_33_an_endpoint_without_a_rule_is_refused(rules: Visit, make: Make):
    assert rules.get("/test-undeclared").status_code == 403

    sign_in(rules, make.user(*Role))
    assert rules.get("/test-undeclared").status_code == 403


def test_anybody_opens_a_public_page(rules: Visit):
    assert rules.get("/test-everybody").text == "open"


def test_staff_pages_lead_a_stranger_to_the_sign_in_page_and_back(rules: Visit):
    response = rules.get("/test-caseload?page=2")

    assert response.status_code == 302
    assert response.location == "/sign-in?next=/test-caseload?page%3D2"


def test_staff_with_the_permission_come_in(rules: Visit, make: Make):
    sign_in(rules, make.user(Role.CLINICIAN))

    assert rules.get("/test-caseload").text == "open"


def test_staff_without_the_permission_are_refused_and_it_is_audited(
    rules: Visit, make: Make, session: Session
):
    user = make.user(Role.CO_DESIGNER)
    sign_in(rules, user)

    assert rules.get("/test-caseload").status_code == 403

    [refusal] = session.query(AuditEvent).filter_by(event="page.refused")
    assert (refusal.actor_id, refusal.detail) == (user.id, "test_caseload")


def test_SEC_25_a_disabled_account_is_out_at_the_very_next_request(
    rules: Visit, make: Make, session: Session, by: Actor, at: datetime
):
    user, colleague = make.user(Role.CLINICIAN), make.user(Role.CLINICIAN)
    sign_in(rules, user)
    sign_in(rules.another(), colleague)

    disable_user(session, user, by=by, at=at)

    assert rules.get("/test-caseload").status_code == 302
    assert [row.user_id for row in session.query(WebSession)] == [colleague.id]
    assert session.query(AuditEvent).filter_by(event="account.disabled", actor_id=by.id).one()


def test_SEC_25_a_lost_role_is_lost_at_the_very_next_request(rules: Visit, make: Make):
    user = make.user(Role.CLINICIAN)
    sign_in(rules, user)

    user.roles = [Role.CO_DESIGNER]

    assert rules.get("/test-caseload").status_code == 403


def test_a_visit_page_opens_only_after_a_start_from_a_link(rules: Visit, make: Make):
    assert rules.get("/test-visit").status_code == 403

    remember(rules, {"visit": {"any": "thing"}})
    assert rules.get("/test-visit").text == "open"


def test_SEC_14_a_visit_opens_no_staff_page(rules: Visit, make: Make):
    remember(rules, {"visit": {"any": "thing"}})

    assert rules.get("/test-caseload").status_code == 302


def test_a_page_of_the_space_opens_only_to_who_signed_in_with_a_code(rules: Visit, make: Make):
    remember(rules, {"visit": {"any": "thing"}})
    assert rules.get("/test-space").status_code == 403
    sign_in(rules, make.user(*Role))
    assert rules.get("/test-space").status_code == 403

    remember(rules, {"space": {"any": "thing"}})
    assert rules.get("/test-space").text == "open"
    assert rules.get("/test-visit").status_code == 403
    assert rules.get("/test-caseload").status_code == 302


@pytest.mark.parametrize("who", ["stranger", "visit", "space", "staff"])
def test_SEC_33_each_kind_of_page_opens_to_its_own_kind_of_visitor(
    app: Flask, visit: Visit, make: Make, at: datetime, who: str
):
    """Every page that is read, by everybody whom it is not for: nobody gets in."""
    client, moment = make.client(), at.isoformat()
    inside = {"client": str(client.id), "since": moment, "seen": moment}
    link = make.invitation(client=client)
    sessions: dict[str, dict[str, Any]] = {
        "visit": {"visit": {"id": str(link.id), "check_in": str(link.check_in_id)}},
        "space": {"space": inside},
    }
    kinds = {"visit": VisitOnly, "space": SpaceOnly, "staff": Requires}
    if who == "staff":
        sign_in(visit, make.user(*Role))
    elif who in sessions:
        remember(visit, sessions[who])
    others = tuple(kind for name, kind in kinds.items() if name != who)
    closed = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if isinstance(rule_of(app, rule.endpoint), others) and "GET" in (rule.methods or ())
    ]

    answers = {path: visit.get(_filled(path)).status_code for path in closed}

    assert closed
    assert {path: status for path, status in answers.items() if status not in (302, 403)} == {}
    if who == "space":
        assert visit.get("/space").status_code == 200


def test_being_staff_is_no_visit(rules: Visit, make: Make):
    sign_in(rules, make.user(Role.CLINICIAN))

    assert rules.get("/test-visit").status_code == 403


def test_SEC_04_every_page_that_takes_something_wants_a_token(app: Flask, visit: Visit):
    taken = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and visit.post(_filled(rule.rule)).status_code != 400
    ]

    # Another computer has no form: it proves with a token of its own who it is, or is refused.
    assert taken == ["/postroom/notify"]
    assert visit.post("/postroom/notify").status_code == 403


def test_SEC_04_a_form_from_another_site_is_refused_even_with_a_token(visit: Visit):
    visit.open("/sign-in")

    response = visit.post(
        "/sign-in",
        data={"csrf_token": visit.csrf_token, "email": "a@nhs.example", "password": "x"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert response.status_code == 400


def test_SEC_33_no_staff_or_visit_page_opens_for_a_stranger(app: Flask, visit: Visit):
    closed = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if isinstance(rule_of(app, rule.endpoint), Requires | VisitOnly | SpaceOnly)
        and "GET" in (rule.methods or ())
    ]

    answers = {path: visit.get(_filled(path)).status_code for path in closed}

    assert closed
    assert [path for path, status in answers.items() if status < 300] == []


def _filled(path: str) -> str:
    """The path with something in each of its gaps."""
    head, *gaps = path.split("<")
    return head + "".join(_something(*gap.rsplit(">", 1)) for gap in gaps)


def _something(gap: str, rest: str) -> str:
    if gap.startswith("any("):
        return gap.removeprefix("any(").split(",")[0] + rest
    some = "00000000-0000-4000-8000-000000000001"
    return (some if "uuid" in gap else "1") + rest
