"""What a service says to somebody in danger: to write, and to see as people will see it.

New words are shown to nobody before a clinician or lead, who did not write them, has agreed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, risk
from app.care import Service
from app.extensions import db_session
from app.risk import CrisisText, CrisisWords
from app.security import Permission
from app.web.administrator.crisis_words_faults import faults_in_words
from app.web.administrator.records import names_of, own_services, service_or_404
from app.web.administrator.text_words import direction, named_language
from app.web.administrator.typed import (
    LONGEST_REASON,
    begin_with,
    readable,
    reason_in,
    whole_number,
)
from app.web.ui import requires, signed_in_user, support_picture
from config import LANGUAGES

bp = Blueprint("crisis_words", __name__, url_prefix="/crisis-words")

LINES = ("heading", "line_name", "line_phone", "line_hours")


@dataclass(frozen=True)
class Draft:
    """Words while they are written. `changes` is the version they were begun from, 0 for none."""

    text: CrisisText
    reason: str = ""
    changes: int = 0

    @classmethod
    def typed(cls, language: str) -> Self:
        """The form as it was sent."""
        line = {name: readable(request.form.get(name, "")) for name in LINES}
        body = "\n".join(request.form.get("body", "").splitlines()).strip()
        return cls(
            CrisisText(language=language, body=body, **line),
            reason=reason_in(request.form),
            changes=whole_number(request.form.get("changes", "")) or 0,
        )


@bp.get("")
@requires(Permission.MANAGE_TEXTS)
def every() -> ResponseReturnValue:
    """What is live in each language, what waits to be approved, and what is shown otherwise."""
    services = own_services()
    versions = risk.crisis_versions(db_session(), [service.id for service in services])
    return render_template(
        "administrator/crisis_words_all.html",
        services=services,
        languages={code: named_language(code) for code in LANGUAGES},
        live=_newest([words for words in versions if words.approved_at]),
        newest=_newest(versions),
    )


@bp.route("/<uuid:service_id>/<words_language>", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEXTS)
def words(service_id: UUID, words_language: str) -> ResponseReturnValue:
    """The words in one language: as people see them, and a form for a new version."""
    service = service_or_404(service_id)
    if words_language not in LANGUAGES:
        abort(404)
    versions = list(risk.crisis_versions(db_session(), [service.id], words_language))
    if request.method == "GET":
        return _page(service, versions, _first_draft(versions, words_language))
    draft = Draft.typed(words_language)
    faults = faults_in_words(draft.text)
    if draft.changes != (versions[0].version if versions else 0):
        faults["changes"] = [_moved_on()]
    if request.form.get("do") == "save" and not draft.reason:
        faults["reason"] = [gettext("Say why you change the words")]
    if request.form.get("do") != "save" or faults:
        return _page(service, versions, draft, faults)
    return _save(service, draft)


def _save(service: Service, draft: Draft) -> ResponseReturnValue:
    language = draft.text.language
    try:
        actions.write_crisis_words(
            db_session(), service.id, draft.text, changes=draft.changes, reason=draft.reason,
            by=signed_in_user().actor, at=clock.now(),
        )  # fmt: skip
    except actions.SomebodyChangedIt:
        service = service_or_404(service.id)
        versions = list(risk.crisis_versions(db_session(), [service.id], language))
        return _page(service, versions, draft, {"changes": [_moved_on()]})
    flash(gettext("Saved. People see these words once a clinician or the lead has approved them."))
    return redirect(url_for(".words", service_id=service.id, words_language=language), 303)


def _page(
    service: Service, versions: list[CrisisWords], draft: Draft,
    faults: dict[str, list[str]] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    page = render_template(
        "administrator/crisis_words.html",
        service=service,
        language=draft.text.language,
        language_name=named_language(draft.text.language),
        direction=direction(draft.text.language),
        versions=versions,
        live=next((words for words in versions if words.approved_at), None),
        newest=versions[0].version if versions else 0,
        names=names_of(versions),
        draft=draft,
        # Ours, where nothing is written yet.
        picture=support_picture(
            draft.text if draft.text.heading else None,
            draft.text.language,
            risk.clock_of(db_session(), service.id).acknowledge_by(clock.now()),
        ),
        faults=faults or {},
        longest_reason=LONGEST_REASON,
    )
    return (page, 409) if faults and "changes" in faults else page


def _first_draft(versions: list[CrisisWords], language: str) -> Draft:
    """The newest words, or the older ones that were asked for."""
    changes = versions[0].version if versions else 0
    shown, reason = begin_with(versions)
    text = shown.text if shown else CrisisText(language, "", "", "", "", "")
    return Draft(text, reason, changes)


def _newest(versions: Sequence[CrisisWords]) -> dict[tuple[UUID, str], CrisisWords]:
    """The first of each service and language, of a list that begins with the newest."""
    return {(words.service_id, words.language): words for words in reversed(versions)}


def _moved_on() -> str:
    return gettext("Somebody else has written a newer version. Look at it, then save yours again")
