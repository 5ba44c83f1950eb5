import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask, render_template_string
from flask import session as browser
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from app.security import Permission, Role, WebSession
from app.web.ui import asset, browser_session, public, requires
from tests.conftest import THE_MOMENT
from tests.factory import Make
from tests.pages import Visit
from tests.signing_in import remember, show_cookie, sign_in
from tests.statements import statements
from tests.web.conftest import NewApp


@pytest.fixture
def app_that_remembers(new_app: NewApp) -> Flask:
    app = new_app()

    @app.get("/form")
    @public("a test")
    def form() -> str:
        return render_template_string("{{ csrf_token() }}")

    @app.get("/library-form")
    @public("a test")
    def library_form() -> str:
        return generate_csrf()

    @app.get("/plain")
    @public("a test")
    def plain() -> str:
        return "plain"

    @app.route("/keep", methods=["GET", "POST"])
    @public("a test")
    def keep() -> str:
        browser["visit"] = "kept"
        return "kept"

    @app.get("/read")
    @public("a test")
    def read() -> str:
        expired = browser_session().expired_idle
        return f"{browser.get('visit', 'nothing')} {expired}"

    @app.post("/rotate")
    @public("a test")
    def rotate() -> str:
        browser_session().rotate(keep_forms=True)
        return "rotated"

    @app.get("/staff")
    @requires(Permission.USE_ACCOUNT)
    def staff() -> str:
        return "staff"

    return app


@pytest.fixture
def visit(app_that_remembers: Flask, visit_to: Callable[[Flask], Visit], at: datetime) -> Visit:
    return visit_to(app_that_remembers)


def test_SEC_23_the_cookie_cannot_be_read_sent_elsewhere_or_set_by_others(visit: Visit):
    cookie = visit.get("/form").headers["Set-Cookie"]

    assert re.fullmatch(r"__Host-heard=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_over_plain_http_the_demo_has_a_plain_cookie(
    new_app: NewApp, visit_to: Callable[[Flask], Visit]
):
    visit = visit_to(new_app(cookie_secure=False))

    assert visit.get("/sign-in").headers["Set-Cookie"].startswith("heard=")


def test_who_only_looks_gets_no_cookie(visit: Visit):
    assert "Set-Cookie" not in visit.get("/plain").headers


def test_SEC_15_a_stranger_who_opens_pages_writes_nothing(visit: Visit, session: Session):
    for path in ("/form", "/plain", "/keep", "/read", "/sign-in", "/staff", "/nothing-here"):
        visit.get(path)
        visit.client.head(path, base_url="https://heard.test")

    assert session.query(WebSession).count() == 0


def test_a_stranger_who_opens_pages_does_not_even_ask_the_database(
    app_that_remembers: Flask, visit: Visit
):
    with statements(app_that_remembers.extensions["engine"]) as asked:
        visit.get("/form")
        assert asked == []

        visit.get("/read")

    looked_up = [statement for statement in asked if "SELECT" in statement]
    assert len(looked_up) == 1, "one look-up for who has our cookie"


@pytest.mark.parametrize("path", ["/plain", asset("nhs.svg"), "/no-such-page-in-assets.js"])
def test_pages_that_are_nobodys_ask_the_database_nothing(
    app_that_remembers: Flask, visit: Visit, path: str
):
    remember(visit, {"visit": "mine"})

    with statements(app_that_remembers.extensions["engine"]) as asked:
        visit.get(path)

    assert asked == []


# Our templates write the session's secret; forms of the libraries have it signed.
FORMS = ("/form", "/library-form")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_works_without_anything_being_stored(visit: Visit, session: Session, form: str):
    token = visit.get(form).text

    assert visit.post("/keep", data={"csrf_token": token}).text == "kept"
    assert visit.get("/read").text == "kept False"
    assert session.query(WebSession).count() == 1


@pytest.mark.parametrize("form", FORMS)
def test_SEC_04_another_browsers_token_does_not_work(visit: Visit, form: str):
    token = visit.another().get(form).text
    visit.get(form)

    assert visit.post("/keep", data={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ż", "a.b.c"])
def test_SEC_04_a_form_without_a_token_of_ours_is_refused(visit: Visit, token: str | None):
    remember(visit, {"visit": "mine"})

    data = {} if token is None else {"csrf_token": token}

    assert visit.post("/keep", data=data).status_code == 400


def test_a_token_made_from_an_invented_id_does_not_work_for_another(visit: Visit):
    show_cookie(visit, "x" * 43)
    token = visit.get("/form").text
    show_cookie(visit, "y" * 43)

    assert visit.post("/keep", data={"csrf_token": token}).status_code == 400


def test_SEC_23_rotating_leaves_nothing_behind_the_old_id(visit: Visit, session: Session):
    old = remember(visit, {"visit": "mine"})
    token = visit.get("/form").text

    visit.post("/rotate", data={"csrf_token": token})

    assert visit.get("/read").text == "mine False"
    assert session.query(WebSession).count() == 1
    thief = visit.another()
    show_cookie(thief, old)
    assert thief.get("/read").text == "nothing False"


def test_a_form_in_another_tab_still_works_after_a_start(visit: Visit):
    remember(visit, {"visit": "mine"})
    token = visit.get("/form").text

    visit.post("/rotate", data={"csrf_token": token})

    assert visit.post("/keep", data={"csrf_token": token}).text == "kept"


def test_SEC_24_a_persons_time_runs_out_but_nothing_is_lost(visit: Visit):
    remember(visit, {"visit": "mine"})

    assert _at(visit, minutes=29) == "mine False"
    assert _at(visit, minutes=29 + 31) == "mine True"
    assert _at(visit, minutes=29 + 32) == "mine True", "looking again does not undo it"
    assert _at(visit, minutes=12 * 60) == "nothing True"


def test_SEC_24_idle_staff_are_out(visit: Visit, make: Make):
    sign_in(visit, make.user(Role.CLINICIAN))

    assert _at(visit, minutes=14, path="/staff") == "staff"
    assert _at(visit, minutes=28, path="/staff") == "staff"
    with time_machine.travel(THE_MOMENT + timedelta(minutes=44)):
        response = visit.get("/staff")
    assert response.location == "/sign-in?next=/staff&timed_out=yes"


def test_SEC_24_asking_in_the_background_does_not_keep_anybody_in(visit: Visit, make: Make):
    sign_in(visit, make.user(Role.CLINICIAN))

    for minutes in range(1, 15):
        assert _at(visit, minutes, "/staff", {"X-Background": "1"}) == "staff"

    assert _at(visit, 15, "/staff", {"X-Background": "1"}) != "staff"


def test_SEC_24_even_busy_staff_sign_in_again_after_twelve_hours(visit: Visit, make: Make):
    sign_in(visit, make.user(Role.CLINICIAN))

    for minutes in range(10, 12 * 60, 10):
        assert _at(visit, minutes, "/staff") == "staff"

    assert _at(visit, 12 * 60, "/staff") != "staff"


def test_activity_is_written_once_a_minute_at_most(visit: Visit, session: Session):
    with time_machine.travel(THE_MOMENT, tick=False):
        remember(visit, {"visit": "mine"})
    seen = []
    for seconds in (0, 30, 59, 62, 90):
        with time_machine.travel(THE_MOMENT + timedelta(seconds=seconds), tick=False):
            visit.get("/read")
        seen.append(session.query(WebSession).one().last_active_at)

    assert seen == [THE_MOMENT] * 3 + [THE_MOMENT + timedelta(seconds=62)] * 2


def test_a_session_that_was_ended_elsewhere_is_not_brought_back(visit: Visit, session: Session):
    remember(visit, {"visit": "mine"})
    session.query(WebSession).delete()

    assert visit.get("/read").text == "nothing False"
    assert session.query(WebSession).count() == 0


def _at(
    visit: Visit, minutes: int, path: str = "/read", headers: dict[str, str] | None = None
) -> str:
    with time_machine.travel(THE_MOMENT + timedelta(minutes=minutes, seconds=1), tick=False):
        return visit.get(path, headers=headers or {}).text
