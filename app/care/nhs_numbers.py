"""NHS numbers: ten digits, the last of which checks the others (modulus 11)."""

import re

import nhs_number

_TYPED_BETWEEN = re.compile(r"[\s\u00ad\-\u2010-\u2015\u2212]+")
_NO_CHECK_DIGIT = 10


class NotAnNhsNumber(ValueError):
    """Says in plain words what is wrong with the number."""


def read_nhs_number(text: str) -> str:
    """The ten digits of an NHS number as people type it, with its spaces and dashes (INT-01).

    Raises NotAnNhsNumber.
    """
    digits = _TYPED_BETWEEN.sub("", text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise NotAnNhsNumber("an NHS number has only the digits 0 to 9")
    if len(digits) != 10:
        raise NotAnNhsNumber(f"an NHS number has 10 digits, this one has {len(digits)}")
    if len(set(digits)) == 1:
        raise NotAnNhsNumber("ten equal digits are not an NHS number")
    check = nhs_number.calculate_checksum(digits[:9])
    if check == _NO_CHECK_DIGIT or check != int(digits[9]):
        raise NotAnNhsNumber("the last digit does not fit the others: look for a typing mistake")
    return digits
