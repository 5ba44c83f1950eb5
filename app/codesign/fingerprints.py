"""What an approval or a translation was given for: one changed letter makes another fingerprint."""

import json
from hashlib import sha256

from app.codesign.content import FormContent


def content_fingerprint(content: FormContent) -> str:
    """Of a whole form: its words, order, conditions and privacy."""
    return _hash(content.as_json())


def sentence_fingerprint(address: str, words: str) -> str:
    """Of one sentence at its place: "Yes" may be another word elsewhere."""
    return _hash([address, words])


def code_of(address: str, words: str) -> str:
    """The fingerprint of a sentence, short enough for a file that people work in."""
    return sentence_fingerprint(address, words)[:12]


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
