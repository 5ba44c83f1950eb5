"""NHS numbers, by the vectors of the requirement."""

import pytest

from app.care import NotAnNhsNumber, read_nhs_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9434765919", "9434765919"),
        ("9990548609", "9990548609"),
        ("0762639571", "0762639571"),  # the leading zero stays
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        ("943\u2013476\u20115919", "9434765919"),  # dashes that word processors put in
        (" 943\u00a0476\u00a05919 ", "9434765919"),
    ],
)
def test_int_01_a_number_is_read_as_people_type_it(typed, number):
    assert read_nhs_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9990000010", "last digit"),
        ("9434765918", "last digit"),
        ("9434765199", "last digit"),
        ("0000000000", "ten equal"),
        ("1111111111", "ten equal"),
        ("943476591", "this one has 9"),
        ("94347659190", "this one has 11"),
        ("", "this one has 0"),
        ("٩٤٣٤٧٦٥٩١٩", "only the digits"),
        ("９４３４７６５９１９", "only the digits"),
        ("943476591X", "only the digits"),
        ("9434765919\0", "only the digits"),
        ("9.43E+09", "only the digits"),
    ],
)
def test_int_01_what_is_not_a_number_is_refused_in_plain_words(typed, why):
    with pytest.raises(NotAnNhsNumber, match=why):
        read_nhs_number(typed)
