"""Eighty made-up people in eight languages: names, NHS numbers, and how to reach them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import nhs_number

from app.care import ContactBy, Gender, PostalAddress

NAMES = Path(__file__).parent / "names.toml"
STREETS = (
    "Thimble Lane",
    "Larkspur Road",
    "Old Tannery Street",
    "Mill Pond Close",
    "Quince Avenue",
)
TOWNS = ("Little Wimbourne", "Eastmarsh", "Saffron Green")
# By their numbers: two who speak English, and one each who speaks Polish, Arabic and French.
WANT_LETTERS = frozenset({7, 16, 37, 48, 67})
HOUSES = ("", "Flat 2, Heron Court", "c/o Mrs Penhallow")


@dataclass(frozen=True)
class Person:
    """Somebody made up. `place` is their number among those who speak their language."""

    given_name: str
    family_name: str
    gender: Gender
    language: str
    place: int
    birth_date: date
    nhs_number: str
    phone: str
    email: str
    address: PostalAddress
    contact_by: ContactBy


def people(random: Random, today: date) -> list[Person]:
    """Everybody in the demo."""
    numbers = _nhs_numbers(random)
    phones = iter(random.sample(range(1000), 200))
    found: list[Person] = []
    for language, names in tomllib.loads(NAMES.read_text(encoding="utf-8")).items():
        for place, (given, family, gender) in enumerate(_names(random, names)):
            number = len(found) + 1
            contact = _contact(number)
            found.append(
                Person(
                    given_name=given,
                    family_name=family,
                    gender=gender,
                    language=language,
                    place=place,
                    birth_date=today - timedelta(days=random.randint(19 * 365, 71 * 365)),
                    nhs_number=next(numbers),
                    # Ofcom keeps 07700 900000 to 900999 for stories.
                    phone="" if contact is ContactBy.LETTER else f"+447700900{next(phones):03d}",
                    email="" if number % 9 == 4 else f"person{number}@example.org",
                    address=_address(number),
                    contact_by=contact,
                )
            )
    return found


def _names(random: Random, names: dict[str, Any]) -> Iterator[tuple[str, str, Gender]]:
    whole = names.get("whole", [])
    for given, family, who in whole:
        yield given, family, Gender.FEMALE if who == "woman" else Gender.MALE
    families = random.sample(names["families"], len(names["families"]))
    for number in range(names["count"] - len(whole)):
        is_man = number % 2
        given = names["men" if is_man else "women"]
        family = families[number % len(families)]
        if not isinstance(family, str):
            family = family[is_man]
        gender = Gender.MALE if is_man else Gender.FEMALE
        yield given[number // 2 % len(given)], family, gender


def _nhs_numbers(random: Random) -> Iterator[str]:
    """Numbers with a right check digit, all from the range that is kept for tests (INT-02)."""
    seen = set()
    for _ in count():
        digits = f"999{random.randrange(10**6):06d}"
        check = nhs_number.calculate_checksum(digits)
        if check is not None and check < 10 and digits not in seen:
            seen.add(digits)
            yield f"{digits}{check}"


def _address(number: int) -> PostalAddress:
    """Somewhere made up: no postcode begins with a Q. Some have told us no address."""
    if number % 6 == 1 and number not in WANT_LETTERS:
        return PostalAddress()
    house, street, town = (
        names[number % len(names)] for names in (HOUSES, STREETS, TOWNS)
    )  # fmt: skip
    return PostalAddress.typed([house, f"{number} {street}", town], f"QX{number % 9 + 1} 1AB")


def _contact(number: int) -> ContactBy:
    if number in WANT_LETTERS:
        return ContactBy.LETTER
    return ContactBy.EMAIL if number % 3 == 0 and number % 9 != 4 else ContactBy.SMS
