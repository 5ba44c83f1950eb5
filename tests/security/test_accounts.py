from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import security
from app.security import Passkey, Permission, Role, User
from tests.factory import Make


def test_an_account_is_found_by_its_address_in_any_case(make: Make, session: Session):
    user = make.user(email="Ada.Brown@nhs.example")

    assert security.find_user_by_email(session, " ada.brown@NHS.example ") == user


def test_an_address_nobody_has_finds_nobody(make: Make, session: Session):
    make.user(email="ada@nhs.example")

    assert security.find_user_by_email(session, "ada@nhs.exampl") is None


def test_two_accounts_cannot_share_an_address(make: Make):
    make.user(email="ada@nhs.example")

    with pytest.raises(IntegrityError):
        make.user(email="ADA@nhs.example")


def test_a_new_address_replaces_the_old_one(make: Make, session: Session):
    user = make.user(email="old@nhs.example")

    user.change_email("new@nhs.example")
    session.commit()

    assert security.find_user_by_email(session, "new@nhs.example") == user
    assert security.find_user_by_email(session, "old@nhs.example") is None


def test_SEC_42_names_and_addresses_of_staff_are_unreadable_in_the_database(
    make: Make, session: Session
):
    make.user(email="canary@nhs.example", name="Canary Name")

    row = str(session.execute(text('SELECT * FROM "user"')).one())

    assert "anary" not in row


def test_a_password_is_kept_as_a_hash_and_recognised(make: Make):
    user = make.user(password="a quiet river in winter")

    assert user.password is not None
    assert user.password.startswith("$argon2id$")
    assert user.verify_and_update_password("a quiet river in winter")
    assert not user.verify_and_update_password("a quiet river in summer")


def test_a_password_is_the_same_however_the_keyboard_writes_it():
    stored = security.hash_password("caf\u00e9 au lait au lit")

    assert security.password_is("cafe\u0301 au lait au lit", stored)


def test_an_account_without_a_password_takes_none(make: Make):
    user = make.user()

    assert not user.verify_and_update_password("")
    assert not user.verify_and_update_password("no account has this")


@pytest.mark.parametrize("role", list(Role))
def test_SEC_29_every_role_needs_a_second_factor(make: Make, role: Role):
    user = make.user(role)

    assert user.check_tf_required([], tf_fresh=True) == (True, [])
    assert user.check_tf_required_setup()


def test_roles_say_what_an_account_may_do(make: Make):
    clinician, co_designer = make.user(Role.CLINICIAN), make.user(Role.CO_DESIGNER)

    assert clinician.may(Permission.READ_CASELOAD)
    assert not co_designer.may(Permission.READ_CASELOAD)
    assert co_designer.may(Permission.USE_ACCOUNT)


def test_passkeys_go_with_their_account(make: Make, session: Session):
    user = make.user()
    user.webauthn.append(_passkey())
    session.commit()

    session.delete(session.get_one(User, user.id))
    session.commit()

    assert session.query(Passkey).count() == 0


def _passkey() -> Passkey:
    return Passkey(
        name="phone",
        credential_id=b"id",
        public_key=b"key",
        device_type="multi_device",
        usage="first",
        lastuse_datetime=datetime(2026, 3, 4, tzinfo=UTC),
    )
