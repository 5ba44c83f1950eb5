"""Encrypted fields: names, contacts, NHS numbers and free text are unreadable in the database.

Authenticated encryption (AES-256-GCM, NIST SP 800-38D) bound to table, column and row: a sealed
value copied to another row, column or table refuses to open. Look-ups use a keyed hash with a key
of its own (SEC-42).
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Any, Self, overload
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Mapped

from app.db import Base

NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value was changed, moved from its row, or its key is gone."""


class KeyMissing(RuntimeError):
    """A key that this needs is not among the settings. `make run` writes a full set."""


class Keyring:
    """The keys that open and seal fields, by id. New values are sealed with the current one."""

    def __init__(
        self, keys: dict[str, str], current: str, *, lookup_key: str, audit_key: str
    ) -> None:
        self._ciphers = {key_id: AESGCM(_key_bytes(text)) for key_id, text in keys.items()}
        self._current = current
        self._lookup_key = lookup_key.encode()
        self._audit_key = audit_key.encode()

    def seal(self, text: str, place: str) -> str:
        """The text, unreadable, and bound to its place."""
        nonce = os.urandom(NONCE_BYTES)
        if self._current not in self._ciphers:
            raise KeyMissing("field_keys")
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), place.encode())
        return f"{self._current}:{base64.b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, place: str) -> str:
        """The text again. Raises SealBroken when it is not from this place or was changed."""
        key_id, _, body = sealed.partition(":")
        try:
            cipher, data = self._ciphers[key_id], base64.b64decode(body, validate=True)
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()).decode()
        except (KeyError, ValueError, InvalidTag) as error:
            raise SealBroken(place) from error

    def lookup(self, purpose: str, text: str) -> str:
        """A keyed hash to find an encrypted value by, different for each purpose."""
        if not self._lookup_key:
            raise KeyMissing("lookup_key")
        message = f"{purpose}\0{text}".encode()
        return hmac.digest(self._lookup_key, message, "sha256").hex()

    def sign(self, text: str) -> str:
        """An HMAC-SHA-256 that only this service can make, for the audit trail."""
        if not self._audit_key:
            raise KeyMissing("audit_key")
        return hmac.digest(self._audit_key, text.encode(), "sha256").hex()


_keyring: Keyring | None = None


def use_keyring(keyring: Keyring) -> None:
    """Seal and open this process's fields with these keys from now on."""
    global _keyring
    _keyring = keyring


def keyring() -> Keyring:
    """The keys of this process. Raises RuntimeError before use_keyring was called."""
    if _keyring is None:
        raise RuntimeError("No keyring: call use_keyring first")
    return _keyring


class Sealed:
    """An attribute that reads as text and is stored encrypted in the column `<name>_sealed`.

    name = Sealed()
    name_sealed: Mapped[str]

    With `lookup`, a keyed hash to find it by goes into the column `<name>_lookup`.
    """

    def __init__(self, *, lookup: Callable[[str], str | None] | None = None) -> None:
        self._lookup = lookup

    def __set_name__(self, owner: type[Base], name: str) -> None:
        self.table = owner.__tablename__
        self.name = name
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, row: Base, owner: Any) -> str: ...
    def __get__(self, row: Base | None, owner: Any) -> Self | str:
        if row is None:
            return self
        return self.unseal(getattr(row, self.column), row.id)

    def __set__(self, row: Base, text: str | None) -> None:
        sealed = keyring().seal(text, self._place(row.id)) if text else None
        setattr(row, self.column, sealed)
        if self._lookup:
            setattr(row, f"{self.name}_lookup", self._lookup(text) if text else None)

    def unseal(self, sealed: str | None, row_id: UUID) -> str:
        """What was sealed in the row with this id, for rows that no object is made of."""
        return "" if sealed is None else keyring().unseal(sealed, self._place(row_id))

    def _place(self, row_id: UUID) -> str:
        return f"{self.table}.{self.name}.{row_id}"


SealedColumn = Mapped[str | None]


def _key_bytes(text: str) -> bytes:
    """A 256-bit key from the secret's text."""
    return hashlib.sha256(text.encode()).digest()
