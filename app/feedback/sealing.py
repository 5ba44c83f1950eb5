"""Values that somebody's browser alone can open, and values that all have the same length.

What is written in a form differs in length from person to person, and so would what is stored of
it: whoever saw both ends could tell which belong together. So everything is made as long as the
longest that the form can bring (EQ-05).
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app.codesign import LONGEST_SHORT_TEXT, LONGEST_TEXT, FormContent, Question, QuestionKind
from app.security import keyring

SECRET_BYTES = 32
NONCE_BYTES = 12
# No letter takes more in UTF-8, nor do the signs that JSON writes as two.
LETTER_BYTES = 4
# For what else stands there: which form, which ticket, the language, quotes and brackets.
FRAME_BYTES = 1024


def new_secret() -> str:
    """What a browser keeps, and nobody else: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(purpose: str, secret: str) -> str:
    """What a row is found by. Hashes for two purposes have nothing in common."""
    return keyring().lookup(f"feedback {purpose}", secret)


def room_for(content: FormContent) -> int:
    """How many bytes hold whatever can be answered to this form."""
    return FRAME_BYTES + sum(_room_for(question) for question in content.asked)


def padded(value: Mapping[str, Any], room: int) -> str:
    """The value as JSON of exactly that many bytes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    spare = room - len(text.encode())
    if spare < 0:
        raise ValueError("What was answered does not fit the form")
    return text + " " * spare


def seal_with(secret: str, text: str, place: str) -> str:
    """The text, unreadable without the secret, and bound to its place."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(secret).encrypt(nonce, text.encode(), place.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal_with(secret: str, sealed: str, place: str) -> str | None:
    """The text again; None with another secret, or from another place."""
    try:
        data = base64.b64decode(sealed, validate=True)
        opened = _cipher(secret).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode())
    except (ValueError, InvalidTag):
        return None
    return opened.decode()


def _room_for(question: Question) -> int:
    longest = LONGEST_SHORT_TEXT if question.kind is QuestionKind.SHORT_TEXT else LONGEST_TEXT
    written = longest * LETTER_BYTES if question.kind.is_text else 0
    chosen = sum(len(choice.encode()) + LETTER_BYTES for choice in question.choices)
    return len(question.key.encode()) + written + chosen + 32


def _cipher(secret: str) -> AESGCM:
    material = sha256(secret.encode()).digest()
    return AESGCM(HKDFExpand(SHA256(), 32, b"heard feedback draft").derive(material))
