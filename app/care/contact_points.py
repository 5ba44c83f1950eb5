"""Phone numbers and e-mail addresses: recognised however they are typed, and shown masked."""

import re
import unicodedata

from app.security import keyring

LONGEST = 254
EMAIL = re.compile(r"[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
# What people put between the digits of a number.
BETWEEN = re.compile(r"[\s().\-\u2010-\u2015\u200e\u200f]+")


def contact_lookup(text: str) -> str | None:
    """The keyed hash by which whoever is reached there is found; None for what is no contact."""
    if len(text) > LONGEST:
        return None
    email = unicodedata.normalize("NFKC", text).strip().casefold()
    if EMAIL.fullmatch(email):
        return keyring().lookup("contact", email)
    phone = _international(text)
    return keyring().lookup("contact", phone) if PHONE.fullmatch(phone) else None


def masked(contact: str) -> str:
    """Enough of it for its owner to know it by, and for nobody else to use: the end of a number."""
    name, at, host = contact.partition("@")
    return f"{name[:1]}…@{host}" if at else contact[-2:]


def _international(text: str) -> str:
    """The number as it is dialled from anywhere; without a country it is one of the UK."""
    digits = BETWEEN.sub("", "".join(map(_as_ascii, text)))
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+44{digits[1:]}" if digits.startswith("0") else digits.replace("+440", "+44", 1)


def _as_ascii(letter: str) -> str:
    """Keyboards in Arabic and other languages have digits of their own."""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)
