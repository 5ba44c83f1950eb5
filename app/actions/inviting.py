"""Giving someone a check-in, and the links by which they reach it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app import care, outbox, scheduling, security
from app.care import Episode, MeasureLocked
from app.instruments import Instrument
from app.outbox import MessageKind
from app.scheduling import CheckIn, Invitation, LinkState
from app.security import Actor

# What a new link is sent for. Of what a newer check-in overtook, the newer one.
RENEWED = (LinkState.EXPIRED, LinkState.REPLACED, LinkState.CLOSED)


def give_check_in(
    session: Session, episode: Episode, measures: Sequence[Instrument], *, by: Actor, at: datetime
) -> CheckIn:
    """Ask someone these questionnaires, in this order.

    Raises MeasureLocked for one that the service holds no licence for, NothingToAsk for none.
    """
    unlocked = {i.key for i in care.unlocked_measures(session, episode.pathway.service_id)}
    if locked := [i.key for i in measures if i.key not in unlocked]:
        raise MeasureLocked(locked[0])
    check_in = scheduling.new_check_in(session, episode, measures, at=at)
    security.audit(session, "check_in.given", subject=check_in, by=by, at=at)
    session.commit()
    return check_in


def show_link(session: Session, check_in: CheckIn, *, by: Actor, at: datetime, days: int) -> str:
    """The token of a new link, to be shown in the room; older links stop working."""
    _, token = scheduling.invite(session, check_in, at=at, days=days)
    security.audit(session, "link.shown", subject=check_in, by=by, at=at)
    session.commit()
    return token


def send_link(session: Session, check_in: CheckIn, *, by: Actor, at: datetime, days: int) -> None:
    """Send a new link to the client's stored contact; older links stop working."""
    _queue_link(session, check_in, MessageKind.INVITATION, at=at, days=days)
    security.audit(session, "link.sent", subject=check_in, by=by, at=at)
    session.commit()


def send_new_link(session: Session, dead: Invitation, *, at: datetime, days: int) -> None:
    """Someone holds a link that no longer works: send a new one to the *stored* contact (SEC-22).

    Does nothing when there is nothing left to answer or staff took the link away.
    """
    state = scheduling.link_state(dead, at=at)
    newest = scheduling.newest_invitation(session, dead.check_in_id)
    if newest and newest.revoked_at and state is LinkState.REPLACED:
        state = LinkState.REVOKED
    by = Actor("client", dead.client_id)
    check_in: CheckIn | None = dead.check_in
    if state is LinkState.CLOSED:
        check_in = scheduling.newest_open_check_in(session, dead.client_id)
    if check_in and state in RENEWED:
        _queue_link(session, check_in, MessageKind.NEW_LINK, at=at, days=days)
    security.audit(session, "link.asked_for", subject=dead, by=by, at=at, detail=state.value)
    session.commit()


def revoke_link(session: Session, invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Take a link away at once, and with it what was begun from it: it may be in wrong hands."""
    invitation.revoked_at = at
    security.end_visits_to(session, invitation.check_in_id)
    security.audit(session, "link.revoked", subject=invitation, by=by, at=at)
    session.commit()


def _queue_link(
    session: Session, check_in: CheckIn, kind: MessageKind, *, at: datetime, days: int
) -> None:
    invitation, token = scheduling.invite(session, check_in, at=at, days=days)
    outbox.enqueue(
        session,
        kind,
        key=f"{kind}:{invitation.id}",
        recipient_id=check_in.client_id,
        token=token,
        at=at,
        check_in_id=check_in.id,
    )
