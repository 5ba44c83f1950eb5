"""The second person's look at words for somebody in danger: only after it are they shown."""

from collections.abc import Sequence
from uuid import UUID

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, clock, risk
from app.care import Service
from app.extensions import db_session
from app.risk import CrisisWords
from app.security import Permission
from app.web.clinician.records import current_clinician
from app.web.ui import refuse, requires, signed_in_user, support_picture, user_names

bp = Blueprint("crisis_words", __name__, url_prefix="/crisis-words")


@bp.get("")
@requires(Permission.APPROVE_CRISIS_WORDS)
def every() -> ResponseReturnValue:
    """What waits to be approved in this colleague's services, and what people see now."""
    services = {service.id: service for service in _services()}
    versions = risk.crisis_versions(db_session(), services)
    waiting, live = _waiting(versions), _live(versions)
    return render_template(
        "clinician/crisis_words_all.html",
        services=services,
        waiting=waiting,
        live=live,
        names=_names([*waiting, *live]),
    )


@bp.get("/<uuid:words_id>")
@requires(Permission.APPROVE_CRISIS_WORDS)
def words(words_id: UUID) -> ResponseReturnValue:
    """One version as people will see it, beside what they see now."""
    return _page(_words_or_404(words_id))


@bp.post("/<uuid:words_id>")
@requires(Permission.APPROVE_CRISIS_WORDS)
def approve(words_id: UUID) -> ResponseReturnValue:
    """Show these words from now on."""
    found = _words_or_404(words_id)
    try:
        actions.approve_crisis_words(db_session(), found.id, user=signed_in_user(), at=clock.now())
    except (actions.ApprovedByItsAuthor, actions.NotTheNewest):
        return _page(_words_or_404(words_id)), 409
    flash(gettext("Approved. People see these words from now on."))
    return redirect(url_for(".every"), 303)


def _page(found: CrisisWords) -> str:
    versions = risk.crisis_versions(db_session(), [found.service_id], found.language)
    live = next((other for other in versions if other.approved_at), None)
    return render_template(
        "clinician/crisis_words.html",
        words=found,
        service=db_session().get_one(Service, found.service_id),
        live=live,
        is_newest=versions[0].id == found.id,
        is_own=found.made_by == signed_in_user().id,
        direction=Locale.parse(found.language).text_direction,
        picture=support_picture(
            found.text,
            found.language,
            risk.clock_of(db_session(), found.service_id).acknowledge_by(clock.now()),
        ),
        names=_names([found, *([live] if live else [])]),
    )


def _words_or_404(words_id: UUID) -> CrisisWords:
    """Words of one of this colleague's services. Anybody else's are the same as none (SEC-34)."""
    found = db_session().get(CrisisWords, words_id)
    if found is None or found.service_id not in {service.id for service in _services()}:
        refuse(words_id)
    return found


def _services() -> list[Service]:
    place = current_clinician()
    return [place.service] if place else care.services_of(db_session(), signed_in_user())


def _waiting(versions: Sequence[CrisisWords]) -> list[CrisisWords]:
    newest = {(words.service_id, words.language): words for words in reversed(versions)}
    return [words for words in newest.values() if not words.approved_at]


def _live(versions: Sequence[CrisisWords]) -> list[CrisisWords]:
    approved = [words for words in reversed(versions) if words.approved_at]
    return list({(words.service_id, words.language): words for words in approved}.values())


def _names(versions: list[CrisisWords]) -> dict[UUID | None, str]:
    return user_names(by for words in versions for by in (words.made_by, words.approved_by))
