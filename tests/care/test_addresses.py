"""Postal addresses: tidied as they are typed, and every fault is found."""

import pytest

from app.care import AddressFault, PostalAddress


def test_an_address_is_tidied_as_it_is_typed():
    address = PostalAddress.typed(["  Flat  2,", "", "9 High Street ", "\t"], " qx11ab ")

    assert address == PostalAddress(("Flat 2", "9 High Street"), "QX1 1AB")
    assert address.faults == []
    assert PostalAddress.stored(address.text) == address


@pytest.mark.parametrize("nothing", [PostalAddress(), PostalAddress.typed([" ", ""], " ")])
def test_no_address_is_nothing(nothing):
    assert not nothing
    assert nothing.text == ""
    assert PostalAddress.stored("") == nothing


@pytest.mark.parametrize(
    ("lines", "postcode", "fault"),
    [
        ([], "QX1 1AB", AddressFault.NO_LINES),
        (["1 High Street"], "", AddressFault.NO_POSTCODE),
        (["1 High Street"], "Essex", AddressFault.NOT_A_POSTCODE),
        (["1 High Street"], "QX1 1A", AddressFault.NOT_A_POSTCODE),
        (["1 High Street"], "QX１ 1AB", AddressFault.NOT_A_POSTCODE),
        (["a", "b", "c", "d", "e", "f"], "QX1 1AB", AddressFault.TOO_MANY_LINES),
        (["x" * 41], "QX1 1AB", AddressFault.LINE_TOO_LONG),
        (["1 High\u202eStreet"], "QX1 1AB", AddressFault.STRANGE_LETTERS),
        (["1 High\0Street"], "QX1 1AB", AddressFault.STRANGE_LETTERS),
    ],
)
def test_each_fault_is_found(lines, postcode, fault):
    assert PostalAddress.typed(lines, postcode).faults == [fault]


@pytest.mark.parametrize(
    "code", ["M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB"]
)
def test_each_shape_of_a_postcode_is_known(code):
    assert PostalAddress.typed(["1 High Street"], code.replace(" ", "").lower()).postcode == code


def test_a_line_in_any_writing_is_good():
    assert PostalAddress(("شارع الورد 9", "ul. Łąkowa 4"), "QX1 1AB").faults == []
