"""Short codes for who has a link on paper: eight letters to type, each for one link.

A code has 40 bits: enough while tries are counted, too few for a plain hash. So only a keyed hash
of it is kept, and it is made from the link's token with the same key: whoever holds the token can
print the code again, and whoever copies the database can work out neither.
"""

import unicodedata
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.scheduling.check_ins import Invitation
from app.scheduling.circumstances import Opens
from app.scheduling.invitations import LEADS_SOMEWHERE
from app.scheduling.leaving_questions import LeavingQuestion
from app.security import keyring

# Crockford's base 32: nobody has to tell I from 1, O from 0, or U from V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
BITS = 40
# Two tokens with the same code are one in a million million: a third try is never needed.
MOST_TRIES = 20
_LOOKS_LIKE = str.maketrans("ILOU", "110V")
_PASSED_OVER = ("Zs", "Cc", "Cf", "Pd", "Pc", "Po")


def give_code(session: Session, opens: Opens, token: str) -> None:
    """Let the link be opened with a code too. Twice gives it the same one."""
    if opens.code_hash is None:
        free = (code for code in _codes(token) if not _is_taken(session, code))
        opens.code_hash = _hash(next(free))


def code_of(opens: Opens, token: str) -> str:
    """The code that the link was given, as it stands in a letter: K7QM-3XTD."""
    code = next(code for code in _codes(token) if _hash(code) == opens.code_hash)
    return f"{code[: LETTERS // 2]}-{code[LETTERS // 2 :]}"


def read_code(typed: str) -> str | None:
    """The code that was meant, however it was typed; None when it cannot be one.

    Capitals, spaces, dashes and letters that look alike make no difference, nor do the digits of
    another writing.
    """
    letters = (c for c in unicodedata.normalize("NFKC", typed) if not _is_passed_over(c))
    read = "".join(_latin(c) for c in letters).upper().translate(_LOOKS_LIKE)
    return read if len(read) == LETTERS and set(read) <= set(ALPHABET) else None


def find_by_code(session: Session, typed: str) -> Opens | None:
    """What this code opens, dead or alive; None for a code that we never gave, or that
    leads to what was set aside."""
    code = read_code(typed)
    return _found(session, code) if code else None


def _found(session: Session, code: str) -> Opens | None:
    invitations = LEADS_SOMEWHERE.where(Invitation.code_hash == _hash(code))
    questions = select(LeavingQuestion).where(LeavingQuestion.code_hash == _hash(code))
    return session.scalar(invitations) or session.scalar(questions)


def _codes(token: str) -> Iterator[str]:
    """The codes that this token can have: the next one where somebody else has the one before."""
    for number in range(MOST_TRIES):
        bits = int(keyring().lookup("code", f"{token} {number}"), 16) % 2**BITS
        yield "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LETTERS))


def _is_taken(session: Session, code: str) -> bool:
    return _found(session, code) is not None


def _hash(code: str) -> str:
    return keyring().lookup("code_hash", code)


def _is_passed_over(letter: str) -> bool:
    return unicodedata.category(letter) in _PASSED_OVER


def _latin(letter: str) -> str:
    """A digit of any writing as ours; other letters as they are."""
    return str(unicodedata.decimal(letter, letter))
