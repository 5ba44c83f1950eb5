"""Files for people who translate elsewhere: to take along, and to bring back."""

from collections.abc import Sequence
from uuid import UUID

from babel import Locale
from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign
from app.codesign import MOST_BYTES, BadFile, FileSentence, LineFault
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.languages import Side, side_or_404
from app.web.codesign.translation_faults import fault_in_words
from app.web.ui import requires, signed_in_user

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"po": "text/x-gettext-translation; charset=utf-8", "xlsx": SHEET}

bp = Blueprint(
    "translation_files", __name__, url_prefix="/forms/<uuid:form_id>/languages/<language>/file"
)


@bp.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A translator's file may be bigger than what people type; read before the form's token is."""
    request.max_content_length = 2 * MOST_BYTES


@bp.get("/<kind>")
@requires(Permission.READ_WORKSHOP)
def take(form_id: UUID, language: str, kind: str) -> ResponseReturnValue:
    """Every sentence as a file."""
    if kind not in TYPES:
        abort(404)
    side = side_or_404(form_id, language)
    name = f"form-version-{side.version.version}-{language}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_written(side, kind), content_type=TYPES[kind], headers=headers)


@bp.post("")
@requires(Permission.WRITE_FORMS)
def bring(form_id: UUID, language: str) -> ResponseReturnValue:
    """Take in all that a translator wrote, or explain line by line what is wrong with the file."""
    side = side_or_404(form_id, language)
    try:
        sentences = _read(side)
        result = actions.import_translations(
            db_session(), side.version, language, sentences, by=signed_in_user().actor,
            at=clock.now(),
        )  # fmt: skip
    except BadFile as refusal:
        return _result(side_or_404(form_id, language), faults=refusal.faults), 422
    except actions.SomebodyChangedIt:
        words = gettext("Somebody wrote here in that moment. Nothing was taken in. Send it again")
        return _result(side_or_404(form_id, language), problem=words), 409
    return _result(side, result=result)


def _written(side: Side, kind: str) -> bytes:
    if kind == "po":
        return codesign.as_po(side.sentences, side.language)
    is_rtl = Locale.parse(side.language).text_direction == "rtl"
    return codesign.as_xlsx(side.sentences, side.language, is_rtl=is_rtl)


def _read(side: Side) -> list[FileSentence]:
    file = request.files.get("file") or abort(400)
    data = file.stream.read(MOST_BYTES + 1)
    known = codesign.known_addresses(db_session(), side.form.id)
    if data.startswith(b"PK"):
        return codesign.from_xlsx(data, side.language, known)
    return codesign.from_po(data, side.language, known)


def _result(
    side: Side, *, faults: Sequence[LineFault] = (), problem: str = "",
    result: actions.Imported | None = None,
) -> str:  # fmt: skip
    return render_template(
        "codesign/translation_file.html",
        side=side,
        problems=[problem] if problem else [fault_in_words(fault) for fault in faults],
        result=result,
        sentences={one.address: one for one in side.sentences},
        words_apart=codesign.words_apart,
    )
