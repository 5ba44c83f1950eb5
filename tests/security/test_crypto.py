"""Encrypted fields: unreadable in the database, and bound to their place."""

import hashlib

import pytest
from sqlalchemy import select, text

from app.care import Client
from app.outbox import Message, MessageKind, enqueue
from app.security import Keyring, SealBroken, User, use_keyring
from tests.dump import everything_stored

CANARY = "Zyx-canary-Ωmega"
LOOKUP, AUDIT = "lookup key", "audit key"


def ring(**keys: str) -> Keyring:
    """A keyring whose current key is the last one named."""
    return Keyring(keys, list(keys)[-1], lookup_key=LOOKUP, audit_key=AUDIT)


@pytest.mark.parametrize(
    "value", ["Amira", "O’Neill 👩🏽‍⚕️", "‏ليلى‏", "  two  spaces  ", "x" * 10_000]
)
def test_sealed_text_comes_back_as_it_was(session, make, value):
    client = make.client(given_name=value)
    session.expire_all()

    assert session.get_one(Client, client.id).given_name == value


def test_an_empty_field_is_stored_as_nothing(session, make):
    client = make.client(phone="")

    assert client.phone == ""
    assert client.phone_sealed is None


def test_the_same_text_is_never_stored_the_same_way_twice(make):
    first, second = make.client(given_name="Amira"), make.client(given_name="Amira")

    assert first.given_name_sealed != second.given_name_sealed


def test_sec_42_sealed_text_moved_to_another_row_refuses_to_open(session, make):
    one, other = make.client(given_name="Amira"), make.client(given_name="Zofia")

    one.given_name_sealed = other.given_name_sealed
    session.commit()

    with pytest.raises(SealBroken):
        _ = one.given_name
    assert other.given_name == "Zofia"


def test_sec_42_sealed_text_moved_to_another_column_refuses_to_open(session, make):
    client = make.client(given_name="Amira")

    client.family_name_sealed = client.given_name_sealed
    session.commit()

    with pytest.raises(SealBroken):
        _ = client.family_name


def test_sec_42_sealed_text_moved_to_another_table_refuses_to_open(session, make):
    client = make.client(email="amira@mail.example")
    user = User(id=client.id, name="Somebody", email="somebody@nhs.example")

    user.email_sealed = client.email_sealed

    with pytest.raises(SealBroken):
        _ = user.email


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_sec_42_sealed_text_with_one_changed_character_refuses_to_open(place):
    sealed = ring(a="key").seal("Amira", "client.given_name.1")
    changed = sealed[:place] + ("B" if sealed[place] != "B" else "C") + sealed[place + 1 :]

    with pytest.raises(SealBroken):
        ring(a="key").unseal(changed, "client.given_name.1")


@pytest.mark.parametrize("garbage", ["", "a", "a:", "a:QQ==", "a:%%%", "b:QUJD", "a:" + "QUJD" * 5])
def test_sec_42_what_was_never_sealed_refuses_to_open(garbage):
    with pytest.raises(SealBroken):
        ring(a="key").unseal(garbage, "client.given_name.1")


def test_sec_42_names_contacts_and_nhs_number_are_nowhere_in_the_database(
    engine, session, make, at
):
    values = ("given_name", "family_name", "phone", "email", "birth_date")
    client = make.client(nhs_number="9990548609", **{name: CANARY + name for name in values})
    make.user(name=f"{CANARY} staff", email=f"{CANARY}@nhs.example")
    enqueue(session, MessageKind.INVITATION, key="k", recipient_id=client.id,
            token=f"{CANARY}-token", at=at)  # fmt: skip
    session.commit()

    stored = everything_stored(engine)

    assert str(client.id).encode() in stored or client.id.hex.encode() in stored
    for secret in (CANARY, CANARY.casefold(), "Zyx-canary", "zyx-canary", "9990548609"):
        assert secret.encode() not in stored
    assert session.scalars(select(Message)).one().token == f"{CANARY}-token"


def test_sec_42_a_stolen_lookup_value_is_not_a_plain_hash_of_the_number(make):
    client = make.client(nhs_number="9990548609")

    assert client.nhs_number_lookup != hashlib.sha256(b"9990548609").hexdigest()
    assert ring(a="key").lookup("nhs_number", "1") != Keyring(
        {"a": "key"}, "a", lookup_key="another", audit_key=AUDIT
    ).lookup("nhs_number", "1")


def test_the_same_text_has_another_lookup_for_another_purpose():
    keys = ring(a="key")

    assert keys.lookup("nhs_number", "42") == keys.lookup("nhs_number", "42")
    assert keys.lookup("nhs_number", "42") != keys.lookup("user.email", "42")


def test_sec_43_after_a_key_change_old_fields_open_and_new_ones_use_the_new_key():
    old = ring(a="first").seal("Amira", "place")

    both = ring(a="first", b="second")

    assert both.unseal(old, "place") == "Amira"
    assert both.seal("Amira", "place").startswith("b:")


def test_sec_43_without_its_key_a_field_refuses_to_open():
    old = ring(a="first").seal("Amira", "place")

    with pytest.raises(SealBroken):
        ring(b="second").unseal(old, "place")
    with pytest.raises(SealBroken):
        ring(a="not the first").unseal(old, "place")


def test_a_row_read_with_other_keys_refuses_to_open(session, make):
    client = make.client()
    session.execute(text("SELECT 1"))

    use_keyring(ring(**{"1": "other"}))

    with pytest.raises(SealBroken):
        _ = client.given_name
