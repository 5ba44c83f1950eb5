"""What in a text could say who wrote it: a hint for the writer, and nothing more."""

import pytest

from app.feedback import Sign, identifying_signs

STAFF = ["Robin Therapist", "Dr May Okonkwo-Reed", "Jo Li"]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("robin was kind to me", Sign.STAFF_NAME),
        ("Okonkwo helped", Sign.STAFF_NAME),
        ("my name is nobody", Sign.OWN_NAME),
        ("Nazywam się Ola", Sign.OWN_NAME),
        ("اسمي ليلى", Sign.OWN_NAME),
        ("call 07700 900123", Sign.PHONE),
        ("+44 (0)7700 900-123", Sign.PHONE),
        ("اتصل ٠٧٧٠٠٩٠٠١٢٣", Sign.PHONE),
        ("me@mail.example", Sign.EMAIL),
        ("999 123 4567 is me", Sign.NHS_NUMBER),
        ("born 17/05/1990", Sign.BIRTH_DATE),
        ("on 17 May 1990", Sign.BIRTH_DATE),
    ],
)
def test_what_could_say_who_somebody_is_is_seen(text: str, sign: Sign):
    assert sign in identifying_signs(text, STAFF)


@pytest.mark.parametrize(
    "text",
    ["", "It may get better", "I waited 12 weeks, 3 times", "10 out of 10", "24/7 help",
     "call 111 or 116 123", "the name on the door", "😀 שלום"],
)  # fmt: skip
def test_what_people_write_all_the_time_is_left_alone(text: str):
    assert identifying_signs(text, STAFF) == set()
