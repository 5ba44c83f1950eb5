"""When an answer could not be saved: it stays in the page, with a button to try again (SAF-02).

Nothing here asks the database, as it may be what failed.
"""

import re
from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import instruments
from app.web.ui import Support, note_fault

CODE = 503
# What our own forms send, and nothing else is given back.
KEPT = {
    "csrf_token": r"[\w.-]{1,200}",
    "language": r"[a-zA-Z-]{2,8}",
}
ITEM, VALUE = r"q\d{1,3}", r"\d{1,2}|declined"


def not_saved() -> ResponseReturnValue:
    """That the answer is not saved yet, what was sent, and help if it may speak of danger."""
    kept = {name: value for name, value in request.form.items() if _is_ours(name, value)}
    page = render_template(
        "service_user/not_saved.html",
        kept=kept,
        support=Support() if _may_speak_of_danger(kept) else None,
        reference=note_fault(CODE),
    )
    return page, CODE


def _is_ours(name: str, value: str) -> bool:
    if name in KEPT:
        return re.fullmatch(KEPT[name], value) is not None
    return bool(re.fullmatch(ITEM, name) and re.fullmatch(VALUE, value))


def _may_speak_of_danger(fields: Mapping[str, str]) -> bool:
    """Whether any measure would show help for it: which one it is, only the database knows."""
    given = {name: int(value) for name, value in fields.items() if value.isdecimal()}
    return any(
        given.get(instrument.items[risk_item.item - 1].id, -1) >= risk_item.at_least
        for instrument in map(instruments.get_instrument, instruments.keys())
        for risk_item in instrument.risk_items
    )
