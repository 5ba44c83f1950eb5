"""Who stopped coming, and whether they may be asked why: once, late enough, and never in the way.

The same rule is asked when the question is given and again when it is sent (EQ-15).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from app import care, clock
from app.care import Client, ContactBy, ContactPreference, Ending, Episode, Pathway
from app.codesign import Form, FormVersion, Purpose, VersionState
from app.scheduling.circumstances import pauses_of, preference_of
from app.scheduling.leaving_questions import LeavingQuestion


@dataclass(frozen=True, kw_only=True)
class LeavingTimes:
    """When who stopped coming is asked, and how long they have to answer; in days."""

    # So long after the end: late enough not to chase anybody.
    after: int = 14
    # Not any more when the end is longer ago, as when a form goes live for the first time.
    within: int = 60
    # As there is no reminder, the link works for longer than others.
    open_for: int = 28


def who_stopped_coming(
    session: Session, times: LeavingTimes, *, on: date
) -> Sequence[tuple[UUID, UUID]]:
    """Courses that nobody was asked about yet, and the form to ask with: ids, the oldest first.

    Only where the service has a live form, and without most of those who may not be asked anyway.
    """
    other = aliased(Episode)
    is_asked = exists().where(LeavingQuestion.episode_id == Episode.id)
    goes_on = exists().where(other.client_id == Episode.client_id, other.ended_on.is_(None))
    wants_nothing = exists().where(
        ContactPreference.client_id == Episode.client_id,
        or_(ContactPreference.is_unsafe, ContactPreference.opted_out_on.is_not(None)),
    )
    found = (
        select(Episode.id, FormVersion.form_id)
        .join(Pathway, Pathway.id == Episode.pathway_id)
        .join(Client, Client.id == Episode.client_id)
        .join(Form, Form.service_id == Pathway.service_id)
        .join(FormVersion, FormVersion.form_id == Form.id)
        .where(Form.purpose == Purpose.LEAVING, FormVersion.state == VersionState.LIVE)
        .where(Episode.ended_how == Ending.STOPPED_COMING)
        .where(Episode.ended_on.between(*_ended_between(times, on)))
        .where(Client.died_on.is_(None), Client.contact_by != ContactBy.NOT_AT_ALL)
        .where(~is_asked, ~goes_on, ~wants_nothing)
        .order_by(Episode.ended_on, Episode.id, Form.made_at, Form.id)
    )
    return [(episode_id, form_id) for episode_id, form_id in session.execute(found)]


def may_ask_why(session: Session, episode: Episode, times: LeavingTimes, *, at: datetime) -> bool:
    """Whether this person may be asked at this moment why they stopped coming (EQ-14, EQ-15)."""
    first, last = _ended_between(times, clock.local(at).date())
    if not care.has_stopped_coming(session, episode):
        return False
    is_time = episode.ended_on is not None and first <= episode.ended_on <= last
    return is_time and may_be_asked(session, episode.client, at=at)


def may_be_asked(session: Session, client: Client, *, at: datetime) -> bool:
    """Whether nothing speaks against asking this person anything at this moment."""
    preference = preference_of(session, client)
    return not (
        client.died_on is not None
        or client.contact_by is ContactBy.NOT_AT_ALL
        or preference.is_unsafe
        or preference.opted_out_on is not None
        or pauses_of(session, client, at=at)
    )


def _ended_between(times: LeavingTimes, on: date) -> tuple[date, date]:
    return on - timedelta(days=times.within), on - timedelta(days=times.after)
