"""The person's page as it is now, on a phone: in any language, dark, or with large letters."""

from uuid import UUID

from flask import Blueprint, render_template, request, session
from flask.typing import ResponseReturnValue

from app.security import Permission
from app.web.codesign.desk import desk_for
from app.web.codesign.seen import content_to_see
from app.web.codesign.words import LOOKS
from app.web.ui import form_questions, form_tongue, language, may_be_framed, requires, speaking
from config import LANGUAGES

KEPT = "phone"

bp = Blueprint("preview", __name__, url_prefix="/forms/<uuid:form_id>/phone")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def phone(form_id: UUID) -> ResponseReturnValue:
    """The form as it is asked. Stands in a frame beside the words, or alone on a real phone."""
    may_be_framed()
    desk = desk_for(form_id)
    wanted, look = _wanted()
    with speaking(wanted):
        content, found = content_to_see(desk.version, wanted)
        return render_template(
            "codesign/phone.html",
            content=content,
            questions=form_questions(content, found),
            tongue=form_tongue(found),
            look=look,
            asks=desk.form.purpose.asks,
        )


def wanted_look() -> tuple[str, str]:
    """The language and the look in which this browser last saw the phone."""
    kept = session.get(KEPT, {})
    return kept.get("language", language()), kept.get("look", "light")


def _wanted() -> tuple[str, str]:
    """What the address asks for, kept for the next time that the phone is shown."""
    before_language, before_look = wanted_look()
    wanted = request.args.get("language", before_language)
    look = request.args.get("look", before_look)
    wanted = wanted if wanted in LANGUAGES else before_language
    look = look if look in LOOKS else before_look
    if (wanted, look) != (before_language, before_look):
        session[KEPT] = {"language": wanted, "look": look}
    return wanted, look
