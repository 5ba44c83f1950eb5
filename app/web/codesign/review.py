"""A version on its way from draft to live: what is different, who agrees, and what is missing."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign
from app.codesign import Form, FormVersion, Needed, PlacedFault, Standing, VersionState
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.difference_words import Told, told
from app.web.codesign.records import form_or_404, shown_version
from app.web.ui import requires, signed_in_user, user_names

LONGEST_REASON = 500

bp = Blueprint("review", __name__, url_prefix="/forms/<uuid:form_id>/review")


@dataclass(frozen=True)
class Review:
    """A version, and how far it is."""

    form: Form
    version: FormVersion

    @cached_property
    def live(self) -> FormVersion | None:
        """What people are asked now, if that is another version."""
        found = codesign.newest_released(db_session(), self.form.id)
        return found if found and found.id != self.version.id else None

    @cached_property
    def changes(self) -> list[Told]:
        """What is different from what people are asked now."""
        return told(self.live.content, self.version.content) if self.live else []

    @cached_property
    def standing(self) -> Standing:
        """Who agreed, and who still has to."""
        return codesign.read_standing(db_session(), self.version, needed())

    @property
    def faults(self) -> list[PlacedFault]:
        """Why people cannot be asked this yet."""
        return codesign.form_faults(self.version.content, asks=self.form.purpose.asks)

    @property
    def is_mine_alone(self) -> bool:
        """Whether the reader alone wrote it."""
        return self.standing.is_only_author(signed_in_user().id)

    @property
    def has_my_yes(self) -> bool:
        """Whether the reader has agreed already."""
        return self.standing.has_approved(signed_in_user().id)


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def page(form_id: UUID) -> ResponseReturnValue:
    """How far the version is that is worked on."""
    return _page(form_id)


@bp.post("/submit")
@requires(Permission.WRITE_FORMS)
def submit(form_id: UUID) -> ResponseReturnValue:
    """Ask others to look at the draft."""
    version = shown_version(form_or_404(form_id))
    reason = _reason()
    try:
        actions.submit_form(
            db_session(), version.id, reason=reason, fingerprint=_seen(),
            by=signed_in_user().actor, at=clock.now(),
        )  # fmt: skip
    except actions.NotAChange:
        return _page(form_id, problem=("reason", gettext("Say why there is a new version")))
    except actions.NotAForm:
        words = gettext("The draft is not ready. Look at what is listed")
        return _page(form_id, problem=("faults", words), reason=reason)
    except (actions.SomebodyChangedIt, actions.NotInThatState):
        return _moved_on(form_id, reason)
    flash(gettext("Others can look at it now. Nobody changes it meanwhile."))
    return _back(form_id)


@bp.post("/approve")
@requires(Permission.APPROVE_FORMS)
def approve(form_id: UUID) -> ResponseReturnValue:
    """Agree to exactly the words that the page showed."""
    version = shown_version(form_or_404(form_id))
    try:
        actions.approve_form(
            db_session(), version.id, fingerprint=_seen(), needed=needed(), user=signed_in_user(),
            at=clock.now(),
        )  # fmt: skip
    except actions.ApprovedByItsAuthor:
        return _page(form_id, status=409)
    except (actions.SomebodyChangedIt, actions.NotInThatState):
        return _moved_on(form_id)
    flash(gettext("Thank you. You agreed to this version."))
    return _back(form_id)


@bp.post("/draft")
@requires(Permission.WRITE_FORMS)
def draft(form_id: UUID) -> ResponseReturnValue:
    """Make it a draft again, to change it."""
    version = shown_version(form_or_404(form_id))
    try:
        by = signed_in_user().actor
        actions.take_form_back(db_session(), version.id, by=by, at=clock.now())
    except actions.NotInThatState:
        return _moved_on(form_id)
    flash(gettext("It is a draft again, and can be changed. Whoever had agreed is asked again."))
    return _back(form_id)


def review_of(form_id: UUID) -> Review:
    """The version that is worked on, or 404."""
    form = form_or_404(form_id)
    return Review(form, shown_version(form))


def needed() -> Needed:
    """How many have to agree, as this installation is set."""
    settings = current_app.config["HEARD"]
    return Needed(settings.form_co_designer_approvals, settings.form_clinician_approvals)


def _page(
    form_id: UUID, *, problem: tuple[str, str] | None = None, reason: str = "", status: int = 0
) -> ResponseReturnValue:
    review = review_of(form_id)
    states = VersionState
    names = user_names(
        {one.user_id for one in review.standing.approvals}
        | {review.version.released_by, *review.standing.authors}
    )
    page = render_template(
        "codesign/review.html", review=review, states=states, names=names, problem=problem,
        reason=reason or review.version.reason, longest_reason=LONGEST_REASON,
    )  # fmt: skip
    return page, status or (422 if problem else 200)


def _moved_on(form_id: UUID, reason: str = "") -> ResponseReturnValue:
    problem = ("state", gettext("Somebody has changed this version meanwhile. Look at it again"))
    return _page(form_id, problem=problem, reason=reason, status=409)


def _back(form_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("codesign.review.page", form_id=form_id), 303)


def _reason() -> str:
    typed = "".join(one if one.isprintable() else " " for one in request.form.get("reason", ""))
    return " ".join(typed.split())[:LONGEST_REASON]


def _seen() -> str:
    return request.form.get("fingerprint", "")
