"""Questionnaires that were developed and tested elsewhere: to be read here, and locked (SAF-13)."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app import instruments
from app.security import Permission
from app.web.ui import requires

bp = Blueprint("measures", __name__, url_prefix="/measures")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def every() -> ResponseReturnValue:
    """Each questionnaire with its licence, and why nobody can change it."""
    keys = instruments.keys()
    return render_template(
        "codesign/measures.html",
        measures=[instruments.get_instrument(key) for key in keys],
        languages={key: [one.language for one in instruments.wordings(key)] for key in keys},
    )


@bp.get("/<key>")
@requires(Permission.READ_WORKSHOP)
def measure(key: str) -> ResponseReturnValue:
    """Every word of one questionnaire, in every language that there is."""
    if key not in instruments.keys():
        abort(404)
    return render_template(
        "codesign/measure.html",
        measure=instruments.get_instrument(key),
        wordings=instruments.wordings(key),
    )
