"""Short codes: read however they are typed, each for one link, and kept as a keyed hash only."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.scheduling import code_of, find_by_code, give_code, read_code
from app.scheduling.codes import ALPHABET
from app.security import Keyring, keyring, use_keyring
from tests.dump import everything_stored


def test_a_code_has_forty_bits_and_no_letters_that_look_alike():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_a_code_leads_to_its_link_and_to_no_other(session, make):
    one, other = make.letter(), make.letter()

    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", one.code)
    assert find_by_code(session, one.code) == one
    assert find_by_code(session, other.code) == other


@pytest.mark.parametrize(
    "typed",
    [
        "K7QM-3X01", "k7qm3x01", " K7 QM 3X 01 ", "K7QM–3X01", "k7qm.3xO1", "K7QM-3XOI",
        "k7qm-3xol", "K7QM_3X01", "Ｋ７ＱＭ－３Ｘ０１", "K٧QM-٣X٠١", "\u202aK7QM-3X01\u202c",
        "K7QM\u00a03X01\n",
    ],
)  # fmt: skip
def test_a_code_is_the_same_however_it_is_typed(typed):
    assert read_code(typed) == "K7QM3X01"


@pytest.mark.parametrize(
    "typed",
    ["", "K7QM-3X0", "K7QM-3X012", "K7QM-3XÄ1", "K7QM-3X0²x", "شارع-٣٤٥٦", "a\0b", "-" * 99],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


@given(some.text(max_size=80))
def test_no_text_is_too_strange_to_read(typed):
    read = read_code(typed)

    assert read is None or set(read) <= set(ALPHABET)


@given(some.text(ALPHABET, min_size=8, max_size=8))
def test_every_code_is_read_as_itself(code):
    assert read_code(f"{code[:4]}-{code[4:]}".lower()) == code


def test_giving_a_code_twice_gives_the_same_one(session, make):
    link = make.letter()

    give_code(session, link, link.token)

    assert code_of(link, link.token) == link.code


def test_sec_18_neither_code_nor_token_stands_in_the_database(engine, session, make):
    link = make.letter()
    session.commit()

    stored = everything_stored(engine).upper()

    for secret in (link.code, link.code.replace("-", ""), link.token.upper()):
        assert secret.encode() not in stored


def test_sec_18_without_the_key_a_code_cannot_be_found_by_trying_all(session, make):
    link = make.letter()
    real = keyring()
    use_keyring(Keyring({"a": "x"}, "a", lookup_key="of somebody else", audit_key="x"))
    try:
        assert find_by_code(session, link.code) is None
    finally:
        use_keyring(real)


def test_a_code_that_another_link_has_is_not_given_again(session, make, monkeypatch):
    one, other = make.letter(), make.invitation()
    real = Keyring.lookup
    # Two tokens whose first codes are the same: once in a hundred thousand million.
    monkeypatch.setattr(
        Keyring, "lookup",
        lambda ring, purpose, text: real(
            ring, purpose, f"{one.token} 0" if text == f"{other.token} 0" else text
        ),
    )  # fmt: skip

    give_code(session, other, other.token)

    assert other.code_hash not in (None, one.code_hash)
    assert find_by_code(session, code_of(other, other.token)) == other
