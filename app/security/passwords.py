"""Passwords: kept only as Argon2id hashes, compared whatever keyboard typed them."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's password storage recommendation for Argon2id. Flask-Security is given the same numbers.
ROUNDS = 2
MEMORY_KIB = 19456
LANES = 1
SHORTEST_PASSWORD = 12

_hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)


def hash_password(password: str) -> str:
    """What to store instead of the password."""
    return _hasher.hash(_normal(password))


def password_is(password: str, stored: str | None) -> bool:
    """Whether this is the password behind the stored hash. Takes as long when there is none."""
    try:
        _hasher.verify(stored or _NOBODY, _normal(password))
        return stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # The same letter can reach us composed or not, depending on the keyboard (NIST SP 800-63B).
    return unicodedata.normalize("NFKD", password)


_NOBODY = _hasher.hash("no account has this")
