"""A change of a form in the words of its history."""

import json
from typing import Any

from flask_babel import gettext

from app.codesign import PRIVACY_PLACE, Change, FormEdit, Privacy
from app.web.codesign.words import PRIVACY


def told(edit: FormEdit) -> str:
    """What was added, taken out or set; words that were changed are shown by themselves."""
    match edit.what:
        case Change.ADDED | Change.REMOVED:
            return _put(edit.after or edit.before)
        case Change.MOVED:
            return gettext(
                "From place %(before)s to place %(after)s", before=edit.before, after=edit.after
            )
        case Change.SETTING if edit.address == PRIVACY_PLACE:
            return str(PRIVACY[Privacy(edit.after)][0])
        case Change.SETTING:
            return _setting(json.loads(edit.after))
    return edit.after


def _put(noted: str) -> str:
    """The words of what was put in or taken out; of an option only those may be kept."""
    try:
        stored = json.loads(noted)
    except ValueError:
        return noted
    if not isinstance(stored, dict):
        return noted
    part = stored.get("question") or stored.get("option") or stored
    return str(part.get("text", ""))


def _setting(after: dict[str, Any]) -> str:
    if "points" in after:
        return gettext("%(number)s points", number=after["points"])
    if after["show_if"] is None:
        return gettext("For everybody.")
    return gettext("Only for some people.")
