"""You said, we did, we could not: written by one, signed by two, read by everybody."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, feedback
from app.extensions import db_session
from app.feedback import ExperienceReview, PointWords, ReviewPoint
from app.security import Permission
from app.web.service_lead.records import own_services, point_or_404, review_or_404, shown_service
from app.web.service_lead.typed import (
    LONGEST_LINE,
    Faults,
    number_in,
    point_faults,
    point_in,
)
from app.web.ui import requires, signed_in_user, user_names
from config import LANGUAGES

bp = Blueprint("points", __name__, url_prefix="/service/experience")


@bp.get("/points")
@requires(Permission.APPROVE_FORMS)
def every() -> ResponseReturnValue:
    """What waits to be signed, and what people read now."""
    session, service = db_session(), shown_service()
    points = feedback.points_of(session, service_id=service.id)
    return render_template(
        "service_lead/points.html", service=service, services=own_services(), points=points,
        signed=feedback.signatures_of(session, points),
    )  # fmt: skip


@bp.route("/reviews/<uuid:review_id>/point", methods=["GET", "POST"])
@requires(Permission.REVIEW_EXPERIENCE)
def new(review_id: UUID) -> ResponseReturnValue:
    """A new point of a review."""
    review, texts = review_or_404(review_id), point_in(None)
    if request.method == "GET":
        return _form(review, None, texts)
    return _write(review, None, texts)


@bp.get("/points/<uuid:point_id>")
@requires(Permission.APPROVE_FORMS)
def point(point_id: UUID) -> ResponseReturnValue:
    """One point as people read it, and who has signed it."""
    return _page(point_or_404(point_id))


@bp.route("/points/<uuid:point_id>/words", methods=["GET", "POST"])
@requires(Permission.REVIEW_EXPERIENCE)
def words(point_id: UUID) -> ResponseReturnValue:
    """Other words, until it is published. Who has signed it signs again."""
    found = point_or_404(point_id)
    review, texts = review_or_404(found.review_id), point_in(found)
    if request.method == "GET":
        return _form(review, found, texts)
    return _write(review, found, texts)


@bp.post("/points/<uuid:point_id>")
@requires(Permission.APPROVE_FORMS)
def sign(point_id: UUID) -> ResponseReturnValue:
    """Stand for these words."""
    found, session, user = point_or_404(point_id), db_session(), signed_in_user()
    try:
        signed = actions.sign_point(
            session, found.id, changes=number_in("changes"), user=user, at=clock.now()
        )
    except actions.SomebodyChangedIt:
        return _page(point_or_404(point_id), gettext("The words have changed. Read them again, "
                                                     "then sign"), status=409)  # fmt: skip
    except (actions.IsPublished, actions.NotYoursToSign):
        return redirect(url_for(".point", point_id=point_id), 303)
    flash(gettext("Published. Two of you have signed it.") if signed.published_on
          else gettext("Signed. It is published once the other side has signed."))  # fmt: skip
    return redirect(url_for(".point", point_id=point_id), 303)


@bp.post("/points/<uuid:point_id>/withdraw")
@requires(Permission.REVIEW_EXPERIENCE)
def withdraw(point_id: UUID) -> ResponseReturnValue:
    """Nobody reads it from now on."""
    found = point_or_404(point_id)
    actions.withdraw_point(db_session(), found.id, user=signed_in_user(), at=clock.now())
    flash(gettext("Withdrawn. It stays in the review."))
    return redirect(url_for(".point", point_id=point_id), 303)


def _write(
    review: ExperienceReview, found: ReviewPoint | None, texts: dict[str, PointWords]
) -> ResponseReturnValue:
    if faults := point_faults(texts):
        return _form(review, found, texts, faults)
    try:
        made = actions.write_point(
            db_session(), review, texts, point=found, changes=number_in("changes"),
            user=signed_in_user(), at=clock.now(),
        )  # fmt: skip
    except (actions.SomebodyChangedIt, actions.IsPublished):
        fault = gettext("Somebody else has changed or published it. Yours is still below")
        return _form(review, point_or_404(found.id) if found else None, texts,
                     {"said-en": [fault]}, status=409)  # fmt: skip
    flash(gettext("Saved. It now needs two signatures: a co-designer’s, and a lead’s or "
                  "clinician’s."))  # fmt: skip
    return redirect(url_for(".point", point_id=made.id), 303)


def _form(
    review: ExperienceReview, found: ReviewPoint | None, texts: dict[str, PointWords],
    faults: Faults | None = None, *, status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    page = render_template(
        "service_lead/point_words.html", review=review, point=found, texts=texts,
        faults=faults or {}, languages=LANGUAGES, longest=LONGEST_LINE,
    )  # fmt: skip
    return page, status


def _page(found: ReviewPoint, fault: str = "", *, status: int = 200) -> ResponseReturnValue:
    user = signed_in_user()
    signed = feedback.signatures_of(db_session(), [found])[found.id]
    page = render_template(
        "service_lead/point.html", point=found, signed=signed, languages=LANGUAGES,
        names=user_names([one.user_id for one in signed]),
        may_sign=any(feedback.sides_of(user)) and user.id not in {one.user_id for one in signed},
        may_write=user.may(Permission.REVIEW_EXPERIENCE),
        faults={"sign": [fault]} if fault else {},
    )  # fmt: skip
    return page, status
