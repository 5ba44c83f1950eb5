from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.security import AuditEvent, Passkey, Role, User
from tests.conftest import THE_MOMENT
from tests.factory import PASSWORD, Make
from tests.pages import Visit
from tests.signing_in import sign_in
from tests.web.auth.conftest import CodeFor, app_code, give_password

NEW = "a louder river in spring"


def test_SEC_29_a_new_account_sets_its_app_up_before_anything_opens(visit: Visit, make: Make):
    make.user(Role.ADMINISTRATOR, email="new@nhs.example", password=PASSWORD)
    give_password(visit, email="new@nhs.example")
    visit.press("Start")
    assert visit.page.select_one("[role=img][aria-label] svg path")
    assert not visit.page.select("[style]")

    visit.press("Finish", code=app_code(visit))

    assert visit.page.h1.text == "Recovery codes"
    visit.press("Make new codes")
    assert len(visit.page.select("main li code")) == 8


def test_a_wrong_code_can_be_put_right_while_setting_up(visit: Visit, make: Make):
    make.user(Role.ADMINISTRATOR, email="new@nhs.example", password=PASSWORD)
    give_password(visit, email="new@nhs.example")
    visit.press("Start")
    right = app_code(visit)

    visit.press("Finish", code="000000")
    assert "That code did not work." in visit.text
    visit.press("Sign in", code=right)

    assert visit.page.h1.text == "Recovery codes"


def test_SEC_29_a_password_alone_cannot_set_up_another_app(visit: Visit, ada: User):
    give_password(visit)

    visit.open("/account/authenticator")

    assert visit.url == "/sign-in"


def test_SEC_29_a_password_alone_cannot_add_an_app_beside_a_passkey(visit: Visit, make: Make):
    user = make.user(Role.CLINICIAN, email="key@nhs.example", password=PASSWORD)
    make.session.add(_passkey(user))

    give_password(visit, email="key@nhs.example")
    assert visit.url == "/account/passkey-sign-in"

    visit.open("/account/authenticator")
    assert visit.url == "/sign-in"


def test_the_key_of_an_app_is_unreadable_in_the_database(
    visit: Visit, make: Make, session: Session
):
    make.user(Role.ADMINISTRATOR, email="new@nhs.example", password=PASSWORD)
    give_password(visit, email="new@nhs.example")
    visit.press("Start")
    key = visit.page.select_one("main code").text.replace("-", "")
    visit.press("Finish", code=app_code(visit))

    for table in ('"user"', "web_session"):
        rows = str(session.execute(text(f"SELECT * FROM {table}")).all())
        assert key not in rows.upper()


def test_a_recovery_code_signs_in_once(visit: Visit, ada: User, session: Session):
    sign_in(visit, ada)
    visit.open("/account/recovery-codes")
    visit.press("Make new codes")
    code = visit.page.select_one("main li code").text

    first, second = visit.another(), visit.another()
    for browser in (first, second):
        give_password(browser)
        browser.follow("Use a recovery code")
        data = {"csrf_token": browser.csrf_token, "code": code.upper()}
        browser.post("/account/recovery", data=data)

    assert first.get("/account/").status_code == 200
    assert second.get("/account/").status_code == 302
    assert session.query(AuditEvent).filter_by(event="recovery_code.used").count() == 1
    assert len(session.get_one(User, ada.id).mf_recovery_codes) == 7


def test_recovery_codes_can_wait(visit: Visit, make: Make):
    sign_in(visit, make.user(Role.ADMINISTRATOR))
    visit.open("/account/after-sign-in")
    assert visit.page.h1.text == "Recovery codes"

    visit.follow("Do this later")

    assert visit.page.h1.text == "Administration"


def test_recovery_codes_are_shown_once_and_not_kept(visit: Visit, ada: User, session: Session):
    sign_in(visit, ada)
    visit.open("/account/recovery-codes")
    visit.press("Make new codes")
    code = visit.page.select_one("main li code").text

    assert code not in str(session.execute(text('SELECT * FROM "user"')).all())
    assert code not in visit.open("/account/recovery-codes?show_codes=1").text


def test_SEC_25_a_new_password_ends_every_other_session(visit: Visit, ada: User, session: Session):
    elsewhere = visit.another()
    sign_in(elsewhere, ada)
    sign_in(visit, ada)
    visit.open("/account/password")

    visit.press("Change password", password=PASSWORD, new_password=NEW, new_password_confirm=NEW)

    assert "Your password is changed." in visit.text
    assert elsewhere.get("/account/").status_code == 302
    assert visit.get("/account/").status_code == 200
    assert session.query(AuditEvent).filter_by(event="password.changed").count() == 1
    assert session.get_one(User, ada.id).verify_and_update_password(NEW)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ((PASSWORD + "x", NEW, NEW), "That is not your password."),
        ((PASSWORD, "too short", "too short"), "Use at least 12 characters."),
        ((PASSWORD, NEW, NEW + "x"), "The two new passwords are not the same."),
        ((PASSWORD, PASSWORD, PASSWORD), "Choose a password that is different"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(
    visit: Visit, ada: User, typed: tuple[str, str, str], said: str
):
    sign_in(visit, ada)
    visit.open("/account/password")
    now, new, again = typed

    visit.press("Change password", password=now, new_password=new, new_password_confirm=again)

    assert said in visit.text
    assert visit.page.title.text.startswith("Error: ")


def test_SEC_25_a_new_app_replaces_the_old_one_and_ends_other_sessions(
    visit: Visit, ada: User, code_for: CodeFor
):
    elsewhere = visit.another()
    sign_in(elsewhere, ada)
    sign_in(visit, ada)
    old_code = code_for(ada)
    visit.open("/account/authenticator")
    visit.press("Start")

    visit.press("Finish", code=app_code(visit))

    assert "Your authenticator app is changed." in visit.text
    assert elsewhere.get("/account/").status_code == 302
    thief = visit.another()
    give_password(thief)
    thief.press("Sign in", code=old_code)
    assert "That code did not work." in thief.text


def test_the_second_factor_cannot_be_switched_off(visit: Visit, ada: User, session: Session):
    sign_in(visit, ada)
    visit.open("/account/authenticator")

    visit.post("/account/authenticator", data={"csrf_token": visit.csrf_token, "setup": "disable"})

    assert session.get_one(User, ada.id).tf_totp_secret


@pytest.mark.parametrize(
    "path", ["/account/authenticator", "/account/passkeys", "/account/recovery-codes"]
)
def test_SEC_32_changing_how_to_sign_in_asks_for_the_password_again(
    visit: Visit, ada: User, path: str
):
    sign_in(visit, ada)
    with time_machine.travel(THE_MOMENT.replace(minute=11)):
        visit.open(path)
        assert visit.page.h1.text == "Confirm that it is you"

        old = visit.client.get_cookie("__Host-heard", domain="heard.test")
        visit.press("Continue", password="wrong")
        assert "That is not your password." in visit.text
        visit.press("Continue", password=PASSWORD)

        new = visit.client.get_cookie("__Host-heard", domain="heard.test")
        assert visit.url.startswith("/account/")
        assert visit.page.h1.text != "Confirm that it is you"
        assert old is not None
        assert new is not None
        assert old.value != new.value, "SEC-23: a new id after signing in again"


def test_a_passkey_is_asked_to_check_its_owner(visit: Visit, ada: User):
    sign_in(visit, ada)
    visit.open("/account/passkeys")
    visit.press("Add", name="work phone")

    options = visit.page.select_one("#passkey")["data-options"]

    assert '"userVerification": "required"' in options
    assert '"residentKey": "required"' in options


def test_nobody_learns_passkeys_by_asking_for_an_address(visit: Visit, make: Make):
    user = make.user(Role.CLINICIAN, email="key@nhs.example")
    make.session.add(_passkey(user))
    visit.open("/sign-in")
    data = {"csrf_token": visit.csrf_token, "identity": "key@nhs.example"}

    page = visit.post("/account/passkey-sign-in", data=data).text

    assert "allowCredentials&#34;: []" in page


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\u202eb"])
def test_a_passkey_needs_a_name_that_can_be_shown(visit: Visit, ada: User, name: str):
    sign_in(visit, ada)
    visit.open("/account/passkeys")

    visit.press("Add", name=name)

    assert "Give the passkey a name." in visit.text


def test_a_removed_passkey_is_gone(visit: Visit, ada: User, session: Session):
    session.add(_passkey(ada))
    sign_in(visit, ada)
    visit.open("/account/passkeys")

    visit.press("Remove")

    assert "The passkey is removed." in visit.text
    assert session.query(Passkey).count() == 0
    assert session.query(AuditEvent).filter_by(event="passkey.removed").count() == 1


def test_a_made_up_answer_of_a_passkey_signs_nobody_in(visit: Visit, ada: User):
    visit.open("/sign-in")
    visit.press("Sign in with a passkey")
    form = visit.page.select_one("#passkey")
    data = {"csrf_token": visit.csrf_token, "credential": '{"id": "x"}', "remember": "y"}

    response = visit.post(str(form["action"]), data=data)

    assert response.location == "/account/passkey-sign-in"
    assert visit.get("/account/").status_code == 302


def _passkey(user: User) -> Passkey:
    return Passkey(
        user_id=user.id,
        name="work phone",
        credential_id=b"id",
        public_key=b"key",
        device_type="multi_device",
        usage="first",
        lastuse_datetime=datetime(2026, 3, 4, tzinfo=UTC),
    )
