"""Being signed in: for minutes, in one browser, and gone without a trace."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care import Client
from app.security import AuditEvent, WebSession
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.space.conftest import ask, code_in

PAGES = ("/space", "/space/messages", "/space/contact", "/space/contact/done/stop")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_comes_in_without_a_code(visit: Visit, path: str):
    visit.open(path, status=403)

    assert visit.page.h1.text == "You are signed out"
    assert visit.follow("Sign in again").h1.text == "My space"


def test_sec_24_ten_quiet_minutes_close_it(signed_in, client: Client, later):
    visit = signed_in(client)
    later(minutes=9, seconds=50)
    assert visit.get("/space").status_code == 200
    later(minutes=10)

    assert visit.get("/space/messages").status_code == 403
    assert visit.get("/space").status_code == 403


def test_sec_24_what_else_is_open_does_not_keep_it_open(signed_in, client: Client, later):
    visit = signed_in(client)
    for _ in range(3):
        later(minutes=4)
        visit.get("/help")
        visit.get("/space/code")
        visit.get("/space/messages", headers={"X-Background": "yes"})

    assert visit.get("/space").status_code == 403


def test_acc_08_it_can_be_kept_open_ten_times(signed_in, client: Client, later):
    visit = signed_in(client)
    for _ in range(10):
        later(minutes=9)
        visit.open("/space")
        stayed = visit.post("/space/stay", data={"csrf_token": visit.csrf_token})
        assert stayed.json == {"saved": True}


def test_sec_24_after_two_hours_a_new_code_is_needed(signed_in, client: Client, later):
    visit = signed_in(client)
    for _ in range(15):
        later(minutes=7, seconds=59)
        assert visit.get("/space").status_code == 200
    later(minutes=1)

    assert visit.get("/space").status_code == 403


def test_acc_08_it_is_said_before_it_closes(signed_in, client: Client):
    visit = signed_in(client)
    for path in PAGES:
        visit.open(path)
        assert visit.page.select_one("dialog#stay")["data-seconds"] == "600"


def test_sec_25_signing_out_ends_it_on_the_server(signed_in, client: Client, session: Session):
    visit = signed_in(client)
    cookie = visit.client.get_cookie("__Host-heard", domain="heard.test").value
    visit.open("/space/messages")
    left = visit.post("/space/sign-out", data={"csrf_token": visit.csrf_token})
    visit.client.set_cookie("__Host-heard", cookie, domain="heard.test", secure=True)

    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visit.get("/space").status_code == 403
    assert session.scalars(select(WebSession)).all() == []
    assert "space.left" in session.scalars(select(AuditEvent.event)).all()


def test_signing_out_says_that_it_worked(signed_in, client: Client):
    visit = signed_in(client)

    visit.press("Sign out")

    assert "Nothing of yours is open in this browser any more." in visit.text


def test_acc_14_leaving_ends_it(signed_in, client: Client):
    visit = signed_in(client)
    visit.get("/leave")

    assert visit.get("/space").status_code == 403


def test_sec_27_who_comes_next_on_the_same_phone_sees_their_own_only(
    visit: Visit, deliver, signed_in, client: Client, other: Client, make: Make
):
    make.check_in(client=client)
    signed_in(client)
    assert "Some questions are waiting for you." in visit.text
    visit.press("Sign out")
    ask(visit, other.phone)
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert "Some questions are waiting" not in visit.text


def test_sec_02_28_nothing_is_cached_and_no_title_names_anybody(signed_in, client: Client):
    visit = signed_in(client)
    for path in (*PAGES, "/space/sign-in", "/space/signed-out"):
        visit.open(path)
        assert visit.response.headers["Cache-Control"] == "no-store"
        for name in (client.given_name, client.family_name, client.phone, client.nhs_number):
            assert name not in str(visit.page)


def test_sec_39_every_look_is_in_the_trail(signed_in, client: Client, session: Session):
    visit = signed_in(client)
    visit.open("/space/messages")

    seen = session.scalars(select(AuditEvent).where(AuditEvent.event.endswith(".viewed"))).all()
    assert {(e.event, e.actor_kind, e.actor_id, e.subject_id) for e in seen} == {
        (f"{page}.viewed", "client", client.id, client.id) for page in ("space", "messages")
    }


def test_who_died_while_signed_in_is_nobody_any_more(signed_in, client: Client, make: Make):
    visit = signed_in(client)
    client.died_on = make.today

    assert visit.get("/space").status_code == 403
