"""Numbers and addresses are recognised however they are typed, and shown masked."""

import pytest

from app.care import Client, clients_reached_at, contact_lookup, masked


@pytest.mark.parametrize(
    "typed",
    [
        "07700900123", " 07700 900 123 ", "+44 7700 900123", "0044 7700-900123",
        "+44 (0)7700 900123", "(07700) 900.123", "٠٧٧٠٠ ٩٠٠١٢٣", "۰۷۷۰۰۹۰۰۱۲۳",
        "\u200e+447700900123",
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_typed(engine, typed):
    assert contact_lookup(typed) == contact_lookup("+447700900123")


@pytest.mark.parametrize("typed", ["Zofia@Example.org", "  zofia@example.ORG\n"])
def test_an_address_is_the_same_however_it_is_typed(engine, typed):
    assert contact_lookup(typed) == contact_lookup("zofia@example.org")


@pytest.mark.parametrize(
    "typed",
    ["", " ", "hello", "@", "a@b", "123", "+44", "0" * 9, "a\0b@example.org", "+" + "1" * 40,
     "x" * 300 + "@example.org", "07700 900123 or so", "²" * 11, "' OR 1=1; --"],
)  # fmt: skip
def test_what_is_no_contact_is_found_by_nothing(engine, typed):
    assert contact_lookup(typed) is None


def test_another_country_is_another_number(engine):
    assert contact_lookup("+48 770 090 0123") != contact_lookup("07700 900123")


def test_sec_42_clients_are_found_by_a_hash_that_follows_every_change(session, make):
    client = make.client(phone="07700 900456", email="zofia@example.org")
    found = [clients_reached_at(session, contact_lookup(c)) for c in (client.phone, client.email)]
    assert found == [[client], [client]]

    client.phone, client.email = "07700 900457", ""
    session.flush()

    assert clients_reached_at(session, contact_lookup("07700 900457")) == [client]
    assert not clients_reached_at(session, contact_lookup("07700 900456"))
    assert client.email_lookup is None
    assert "900457" not in (Client.phone_lookup.name, client.phone_lookup)


def test_a_masked_contact_is_known_to_its_owner_only():
    assert masked("+447700900123") == "23"
    assert masked("zofia@example.org") == "z…@example.org"
