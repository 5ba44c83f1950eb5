"""What somebody may see of the service: their own, and no table of clients."""

from uuid import UUID

from flask import current_app, request
from sqlalchemy import select

from app import care, caseload, clock, codesign, feedback
from app.care import Clinician, Service
from app.codesign import Form, Privacy, Purpose
from app.extensions import db_session
from app.feedback import ExperienceReview, ReviewPoint, ReviewsDue
from app.security import Permission, User
from app.web.ui import refuse, signed_in_user


def own_services() -> list[Service]:
    """The service in which they work; those of the trust for who has a place in none (SEC-34)."""
    session, user = db_session(), signed_in_user()
    place = caseload.find_clinician(session, user, on=clock.today())
    if place:
        return [place.service]
    has_left = session.scalar(select(Clinician.id).where(Clinician.user_id == user.id))
    services = [] if has_left else care.services_of(session, user)
    # Where people are asked something, first.
    return sorted(
        services, key=lambda one: not codesign.live_version(session, one.id, Purpose.PREM)
    )


def own_service_ids() -> list[UUID]:
    """The ids of these."""
    return [service.id for service in own_services()]


def shown_service() -> Service:
    """The one that the address names, or the first. Anybody else's is the same as none."""
    wanted, services = request.args.get("service"), own_services()
    if wanted is None and services:
        return services[0]
    return next((one for one in services if str(one.id) == wanted), None) or refuse(wanted)


def experience_forms(service: Service) -> list[Form]:
    """The forms whose anonymous answers are counted, the experience form first."""
    forms = [
        form
        for form in codesign.forms_of(db_session(), [service.id])
        if form.purpose in (Purpose.PREM, Purpose.OTHER) and _is_counted(form)
    ]
    return sorted(forms, key=lambda form: form.purpose is not Purpose.PREM)


def review_or_404(review_id: UUID) -> ExperienceReview:
    """A review of one of their services."""
    found = feedback.find_review(db_session(), review_id, own_service_ids())
    return found or refuse(review_id)


def point_or_404(point_id: UUID) -> ReviewPoint:
    """A point of one of their services."""
    return feedback.find_point(db_session(), point_id, own_service_ids()) or refuse(point_id)


def reviewers_of(service: Service) -> list[User]:
    """Who may be asked to do something about it: those of the service who hold its reviews."""
    session, found = db_session(), []
    places = {
        one.user_id: one
        for one in session.scalars(select(Clinician).join(Service).where(
            Service.trust_id == service.trust_id))
    }  # fmt: skip
    for user in session.scalars(select(User).where(User.active)):
        place = places.get(user.id)
        is_here = place is None or (place.service_id == service.id and not _has_left(place))
        if user.may(Permission.REVIEW_EXPERIENCE) and is_here:
            found.append(user)
    return sorted(found, key=lambda user: user.name.casefold())


def due_in(service: Service) -> ReviewsDue:
    """Whether the service is behind with its reviews."""
    every = current_app.config["HEARD"].review_months
    return feedback.reviews_due(db_session(), service.id, every_months=every, today=clock.today())


def _has_left(place: Clinician) -> bool:
    return place.left_on is not None and place.left_on <= clock.today()


def _is_counted(form: Form) -> bool:
    versions = codesign.versions_of(db_session(), form.id)
    return any(one.released_at and one.content.privacy is Privacy.ANONYMOUS for one in versions)
