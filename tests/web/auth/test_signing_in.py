import re
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.security import AuditEvent, DatabaseRates, Role, User, WebSession
from app.web.ui import Requires, VisitOnly, rule_of
from tests.conftest import THE_MOMENT
from tests.factory import PASSWORD, Make
from tests.pages import Visit
from tests.signing_in import remember, show_cookie
from tests.web.auth.conftest import CodeFor, give_password
from tests.web.conftest import NewApp

WRONG = "Check your email address and password."


def test_staff_sign_in_with_password_and_code(visit: Visit, ada: User, code_for: CodeFor):
    give_password(visit)
    assert visit.url == "/account/second-step"

    visit.press("Sign in", code=code_for(ada))

    assert visit.open("/account/").h1.text == "Your account"


def test_SEC_29_after_the_password_alone_nothing_is_open(app: Flask, visit: Visit, ada: User):
    give_password(visit)

    opened = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if isinstance(rule_of(app, rule.endpoint), Requires | VisitOnly)
        and not rule.arguments
        and "GET" in (rule.methods or ())
        and visit.get(rule.rule).status_code not in (302, 403)
    ]

    assert opened == []
    assert visit.get("/account/").location == "/sign-in?next=/account/"


def test_SEC_29_a_code_without_a_password_leads_nowhere(visit: Visit, ada: User):
    visit.open("/account/second-step")

    assert visit.url == "/sign-in"


def test_each_code_works_once(visit: Visit, ada: User, code_for: CodeFor):
    code = code_for(ada)
    give_password(visit)
    visit.press("Sign in", code=code)

    thief = visit.another()
    give_password(thief)
    thief.press("Sign in", code=code)

    assert "That code did not work." in thief.text


def test_a_code_may_be_typed_with_a_space(visit: Visit, ada: User, code_for: CodeFor):
    code = code_for(ada)
    give_password(visit)

    visit.press("Sign in", code=f" {code[:3]} {code[3:]} ")

    visit.open("/account/")


@pytest.mark.parametrize("seconds", [-120, 120])
def test_an_old_or_a_future_code_does_not_work(
    visit: Visit, ada: User, code_for: CodeFor, seconds: int
):
    with time_machine.travel(THE_MOMENT + timedelta(seconds=seconds)):
        code = code_for(ada)
    give_password(visit)

    visit.press("Sign in", code=code)

    assert "That code did not work." in visit.text


def test_SEC_23_the_session_has_a_new_id_after_each_factor(
    visit: Visit, ada: User, code_for: CodeFor
):
    ids = [visit.get("/sign-in") and _id(visit)]
    give_password(visit)
    ids.append(_id(visit))
    visit.press("Sign in", code=code_for(ada))
    ids.append(_id(visit))

    assert len(set(ids)) == 3


def test_SEC_23_an_id_that_was_planted_is_worth_nothing(visit: Visit, ada: User, code_for: CodeFor):
    planted = remember(visit, {"anything": "at all"})
    give_password(visit)
    visit.press("Sign in", code=code_for(ada))

    thief = visit.another()
    show_cookie(thief, planted)

    assert thief.get("/account/").status_code == 302


def test_SEC_27_a_persons_visit_does_not_go_over_to_staff(
    visit: Visit, session: Session, ada: User, code_for: CodeFor
):
    remember(visit, {"visit": {"canary": "x"}})
    give_password(visit)
    visit.press("Sign in", code=code_for(ada))

    assert [row for row in session.query(WebSession) if "visit" in row.data] == []


def test_there_is_no_cookie_that_signs_in_by_itself(visit: Visit, ada: User, code_for: CodeFor):
    visit.open("/sign-in")
    visit.press("Continue", email=ada.email, password=PASSWORD, remember="y")
    visit.press("Sign in", code=code_for(ada), remember="y")

    cookies = {cookie.key for cookie in visit.client._cookies.values()}
    assert cookies <= {"__Host-heard", "__Host-language"}


def test_a_token_in_a_header_signs_nobody_in(app: Flask, visit: Visit, ada: User):
    serializer = app.extensions["security"].remember_token_serializer
    token = serializer.dumps({"ver": "5", "uid": ada.fs_uniquifier, "fs_paa": 0, "exp": 0})

    response = visit.get("/account/", headers={"Authentication-Token": token})

    assert response.status_code == 302


@pytest.mark.parametrize("next_page", ["//evil.example", "https:evil.example", "\\\\evil.example"])
def test_SEC_09_signing_in_never_leads_to_another_site(
    visit: Visit, ada: User, code_for: CodeFor, next_page: str
):
    visit.open("/sign-in?next=" + next_page)
    visit.press("Continue", email=ada.email, password=PASSWORD)
    token = visit.csrf_token

    response = visit.post(
        "/account/second-step?next=" + next_page,
        data={"csrf_token": token, "code": code_for(ada)},
    )

    assert response.status_code == 302
    assert urlsplit(response.location).netloc == ""
    assert not response.location.startswith("//")


def test_the_page_that_was_asked_for_opens_after_signing_in(
    visit: Visit, ada: User, code_for: CodeFor
):
    visit.open("/account/password")
    visit.press("Continue", email=ada.email, password=PASSWORD)
    visit.press("Sign in", code=code_for(ada))

    assert visit.url == "/account/password"


def test_SEC_20_nobody_learns_which_addresses_are_known(visit: Visit, ada: User, make: Make):
    make.user(email="gone@nhs.example", password=PASSWORD, active=False)
    make.user(email="passkey@nhs.example")
    busy = make.user(email="busy@nhs.example", password=PASSWORD)
    for _ in range(10):
        _try(visit, busy.email, "wrong")
    tries = {
        "wrong password": _try(visit, ada.email, "wrong"),
        "unknown": _try(visit, "nobody@nhs.example", PASSWORD),
        "disabled": _try(visit, "gone@nhs.example", PASSWORD),
        "no password": _try(visit, "passkey@nhs.example", PASSWORD),
        "too many tries": _try(visit, busy.email, PASSWORD),
    }

    assert set(tries.values()) == {tries["unknown"]}
    assert WRONG in tries["unknown"][1]


def test_SEC_20_every_failure_takes_as_long(visit: Visit, ada: User, make: Make):
    make.user(email="passkey@nhs.example")
    busy = make.user(email="busy@nhs.example", password=PASSWORD)
    for _ in range(10):
        _seconds(visit, busy.email)
    times: dict[str, list[float]] = {"known": [], "unknown": [], "no password": [], "busy": []}
    for n in range(7):
        times["known"].append(_seconds(visit, ada.email))
        times["unknown"].append(_seconds(visit, f"nobody{n}@nhs.example"))
        times["no password"].append(_seconds(visit, "passkey@nhs.example"))
        times["busy"].append(_seconds(visit, busy.email))

    medians = {name: statistics.median(taken) for name, taken in times.items()}
    assert max(medians.values()) < 1.6 * min(medians.values()), medians


def test_SEC_21_the_eleventh_try_fails_even_with_the_right_password(
    visit: Visit, ada: User, at: object
):
    for _ in range(10):
        _try(visit, ada.email, "wrong")

    give_password(visit)
    assert WRONG in visit.text

    with time_machine.travel(THE_MOMENT + timedelta(minutes=16)):
        give_password(visit)
    assert visit.url == "/account/second-step"


def test_SEC_21_codes_cannot_be_guessed_in_another_browser_either(
    visit: Visit, ada: User, code_for: CodeFor
):
    for _ in range(2):
        visit = visit.another()
        give_password(visit)
        for _ in range(5):
            visit.press("Sign in", code="000000")

    visit.press("Sign in", code=code_for(ada))

    assert "That code did not work." in visit.text


def test_SEC_21_when_counting_fails_the_door_stays_shut(
    new_app: NewApp, visit_to: Callable[[Flask], Visit], ada: User, session: Session
):
    def broken() -> AbstractContextManager[Connection]:
        raise OperationalError("INSERT", {}, Exception("the database is full"))

    app = new_app()
    app.extensions["rates"] = FixedWindowRateLimiter(DatabaseRates("x://", broken))
    visit = visit_to(app)
    visit.open("/sign-in")

    visit.press("Continue", email=ada.email, password=PASSWORD, status=500)

    assert visit.get("/account/").status_code == 302
    assert session.query(WebSession).count() == 0


def test_SEC_39_each_step_is_audited_without_what_was_typed(
    visit: Visit, session: Session, ada: User, code_for: CodeFor
):
    give_password(visit, "canary password")
    give_password(visit, email="canary@nhs.example")
    give_password(visit)
    visit.press("Sign in", code="000000")
    visit.press("Sign in", code=code_for(ada))
    visit.open("/account/")
    visit.press("Sign out")

    events = session.query(AuditEvent).order_by(AuditEvent.at).all()
    assert [(e.event, e.detail, e.subject_id) for e in events] == [
        ("sign_in.failed", "password", ada.id),
        ("sign_in.failed", "password", None),
        ("sign_in.failed", "code", ada.id),
        ("sign_in.succeeded", "", ada.id),
        ("sign_in.ended", "", ada.id),
    ]
    assert "canary" not in str([vars(e) for e in events])


def test_SEC_25_signing_out_ends_the_session_on_the_server(
    visit: Visit, ada: User, code_for: CodeFor, session: Session
):
    give_password(visit)
    visit.press("Sign in", code=code_for(ada))
    visit.open("/account/")
    key, token = _id(visit), visit.csrf_token

    response = visit.post("/sign-out", data={"csrf_token": token})

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert session.query(WebSession).count() == 0
    thief = visit.another()
    show_cookie(thief, key)
    assert thief.get("/account/").status_code == 302


def test_SEC_04_signing_out_needs_a_press_of_the_button(visit: Visit, ada: User):
    assert visit.get("/sign-out").status_code == 405


def test_codes_are_never_sent_by_mail(visit: Visit, ada: User):
    give_password(visit)

    assert visit.get("/account/rescue").status_code == 404


def test_the_sign_in_pages_give_no_json(visit: Visit, ada: User):
    give_password(visit)

    response = visit.get("/account/second-step", headers={"Accept": "application/json"})

    assert response.content_type.startswith("text/html")


def test_the_demo_code_is_refused_outside_the_demo(visit: Visit, ada: User):
    assert visit.get("/account/demo-code").status_code == 404


def test_in_the_demo_a_newcomer_gets_in_without_an_app(
    new_app: NewApp, visit_to: Callable[[Flask], Visit], ada: User
):
    visit = visit_to(new_app(demo=True))
    give_password(visit)
    codes = visit.another().open("/account/demo-code").select("code")

    visit.press("Sign in", code=codes[0].text)

    visit.open("/account/")


def _id(visit: Visit) -> str:
    cookie = visit.client.get_cookie("__Host-heard", domain="heard.test")
    assert cookie is not None
    return str(cookie.value)


def _try(visit: Visit, email: str, password: str) -> tuple[int, str]:
    """The answer to a try in a fresh browser, but for what differs from form to form."""
    visit = visit.another()
    give_password(visit, password, email)
    page = BeautifulSoup(visit.response.text if visit.response else "", "html.parser")
    said = re.sub(r'value="[^"]*"', "", str(page))
    return visit.response.status_code if visit.response else 0, said


def _seconds(visit: Visit, email: str) -> float:
    visit.open("/sign-in")
    data = {"csrf_token": visit.csrf_token, "email": email, "password": "wrong"}
    # Of the processor, not of the clock: other tests run beside this one.
    start = time.process_time()
    visit.post("/sign-in", data=data)
    return time.process_time() - start


def test_every_role_signs_in_the_same_way(visit: Visit, make: Make, totp_secret: str):
    for role in Role:
        make.user(role, email=f"{role}@nhs.example", password=PASSWORD)
        other = visit.another()

        give_password(other, email=f"{role}@nhs.example")

        assert other.url == "/account/authenticator"
        assert other.get("/account/").status_code == 302
