"""Answers that somebody must look at: raised when they are saved, open until somebody has acted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import responses, risk, security
from app.care import Client
from app.responses import Answer, DraftAnswer, GivenAnswer
from app.risk import (
    Alert,
    ContactWish,
    Deed,
    FollowUp,
    FollowUpPreference,
    Known,
    RiskAnswerGiven,
    Rung,
)
from app.scheduling import Assignment, HeldAssignment
from app.security import Actor, User


def watch_answer(
    session: Session, assignment: HeldAssignment, check_in_id: UUID, answer: Answer, *, at: datetime
) -> Alert | None:
    """Raise the alert that this answer calls for, or add it to one, in the caller's transaction.

    The caller writes it in the trail, together with the answer: two rows of it in one transaction
    might wait for those of another crosswise.
    """
    measure, item, value = assignment.measure, answer.item, answer.value
    if not risk.must_be_noted(session, check_in_id, measure, item, value):
        return None
    version = session.get_one(Assignment, assignment.id).version
    given = RiskAnswerGiven(
        check_in_id, assignment.id, measure, version, item, value, answer.language, at
    )
    earlier = responses.draft_of(session, assignment.id).answers.get(answer.item)
    before = _as_given(given, earlier) if earlier else None
    return risk.note_answer(session, given, before, at=at)


def seen_by(measure: str, answer: Answer, alert: Alert | None) -> datetime | None:
    """By when the team should have seen the answer, if it is one that somebody must look at."""
    risk_item = risk.find_risk_item(measure, answer.item)
    if alert is None or risk_item is None or answer.value is None:
        return None
    return alert.acknowledge_by if answer.value >= risk_item.at_least else None


def ask_for_contact(
    session: Session, check_in_id: UUID, wish: ContactWish, *, client_id: UUID, at: datetime
) -> datetime:
    """Note whether they want us to contact them. Asking for it is an alert by itself.

    By when the team should have seen it.
    """
    alert = risk.note_wish(session, check_in_id, wish, at=at)
    seen_by = alert.acknowledge_by
    by = Actor("client", client_id)
    security.audit(session, "alert.wished", subject=alert, by=by, at=at, detail=wish.value)
    session.commit()
    return seen_by


def say_follow_up(
    session: Session, client_id: UUID, follow_up: FollowUp, *, at: datetime
) -> FollowUpPreference:
    """Keep what they say helps most when they answer in this way again, for their clinician to see.

    It changes neither who has to act nor by when. The same once more is the same.
    """
    said = risk.newest_preference(session, client_id)
    if said is None or said.follow_up is not follow_up:
        said = FollowUpPreference(client_id=client_id, follow_up=follow_up, said_at=at)
        session.add(said)
        session.flush()
        by, detail = Actor("client", client_id), follow_up.value
        security.audit(session, "follow_up.said", subject=said, by=by, at=at, detail=detail)
    session.commit()
    return said


# Why somebody opened the record of a client with whom they have no relationship.
DUTY_COVER = "duty cover"


def see_alert(
    session: Session, alert: Alert, *, user: User, at: datetime, is_related: bool = True
) -> None:
    """Somebody has opened it. It stays open (SAF-08).

    What they see is a part of the client's record, and the trail says why they might.
    """
    held = risk.hold_alert(session, alert.id)
    risk.see(session, held, user, at=at)
    why = "" if is_related else DUTY_COVER
    client = session.get_one(Client, held.client_id)
    for event, subject in sorted(
        (("alert.opened", held), ("alert.viewed", client)), key=lambda e: security.audit_order(e[1])
    ):
        security.audit(session, event, subject=subject, by=user.actor, at=at, detail=why)
    session.commit()


def act_on_alert(
    session: Session, alert: Alert, deeds: Sequence[Deed], note: str, *, user: User, at: datetime,
    known: Known | None = None,
) -> None:  # fmt: skip
    """This person takes it up, and says what they do. Raises NotAnAct, AlertMovedOn."""
    held = risk.hold_alert(session, alert.id)
    risk.act(held, deeds, note, user=user, at=at, known=known)
    _audit_done(session, "alert.taken_up", held, deeds, user, at=at)


def close_alert(
    session: Session, alert: Alert, deeds: Sequence[Deed], note: str, *, user: User, at: datetime,
    known: Known | None = None,
) -> None:  # fmt: skip
    """Nothing more has to be done. Raises NotAnAct, NothingDone, AlertMovedOn."""
    held = risk.hold_alert(session, alert.id)
    risk.close(held, deeds, note, user=user, at=at, known=known)
    _audit_done(session, "alert.closed", held, deeds, user, at=at)


def pass_alert_on(
    session: Session, alert: Alert, rung: Rung, note: str, *, user: User, at: datetime,
    deeds: Sequence[Deed] = (),
) -> None:  # fmt: skip
    """Give it to the duty team or the lead, and tell them. Raises NobodyThere, AlertMovedOn."""
    held = risk.hold_alert(session, alert.id)
    risk.tell_name(session, held, rung, note, user=user, at=at, deeds=deeds)
    by, detail = user.actor, rung.value
    security.audit(session, "alert.passed_on", subject=held, by=by, at=at, detail=detail)
    session.commit()


def review_follow_up(
    session: Session, preference: FollowUpPreference, *, is_agreed: bool, user: User, at: datetime
) -> None:
    """Their clinician agrees with what somebody said helps them, or not. Raises PreferenceMovedOn.

    It is shown beside every alert, and changes neither who acts nor by when.
    """
    risk.review(session, preference, is_agreed=is_agreed, user=user, at=at)
    detail = "agreed" if is_agreed else "not agreed"
    security.audit(
        session, "follow_up.reviewed", subject=preference, by=user.actor, at=at, detail=detail
    )
    session.commit()


def _audit_done(
    session: Session, event: str, alert: Alert, deeds: Sequence[Deed], user: User, *, at: datetime
) -> None:
    detail = ", ".join(deed.value for deed in deeds)
    security.audit(session, event, subject=alert, by=user.actor, at=at, detail=detail)
    session.commit()


def _as_given(given: RiskAnswerGiven, earlier: DraftAnswer | GivenAnswer) -> RiskAnswerGiven:
    return RiskAnswerGiven(
        given.check_in_id, given.assignment_id, given.measure, given.version, given.item,
        earlier.value, earlier.language, earlier.answered_at,
    )  # fmt: skip
