"""Finding people by name or NHS number, and telling apart those whose names are alike."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from app.care import Client


def matching(clients: Sequence[Client], search: str) -> list[Client]:
    """The clients whose name has every word of the search, or whose NHS number has its digits.

    Names are encrypted in the database, so they are compared here, one clinician's at a time.
    """
    digits = re.sub(r"[\s\-]", "", search)
    if digits.isdecimal():
        return [client for client in clients if digits in client.nhs_number]
    words = _plain(search).split()
    return [client for client in clients if all(word in _plain(client.name) for word in words)]


def like_named(clients: Iterable[Client]) -> set[UUID]:
    """Those who share a family name and the first letter of the given name (HAZ-09)."""
    alike: dict[tuple[str, str], list[UUID]] = {}
    for client in clients:
        key = (_plain(client.family_name), _plain(client.given_name)[:1])
        alike.setdefault(key, []).append(client.id)
    return {id_ for ids in alike.values() if len(ids) > 1 for id_ in ids}


def _plain(text: str) -> str:
    """Without accents and capitals, as people type a name in a hurry."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
