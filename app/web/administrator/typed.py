"""What somebody typed or chose: a number, a reason, the version to begin with."""

from collections.abc import Sequence
from typing import TypeVar

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.actions import Version

LONGEST_REASON = 500
LONGEST_NUMBER = 4

AnyVersion = TypeVar("AnyVersion", bound=Version)


def whole_number(text: str) -> int | None:
    """The number that was written, in whichever digits; None for what is none."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST_NUMBER else None


def readable(text: str) -> str:
    """What was typed without what nobody can read: it is shown to others."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(kept.split())


def reason_in(form: "MultiDict[str, str]") -> str:
    """Why something is changed."""
    return readable(form.get("reason", ""))[:LONGEST_REASON]


def begin_with(versions: Sequence[AnyVersion]) -> tuple[AnyVersion | None, str]:
    """The newest version; or the older one that the address names, and the reason to write."""
    wanted = whole_number(request.args.get("version", ""))
    if older := next((one for one in versions[1:] if one.version == wanted), None):
        return older, gettext("Back to version %(number)s", number=older.version)
    return next(iter(versions), None), ""
