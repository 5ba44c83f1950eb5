"""What people say about the service in its own forms: begun, kept, handed in, let go."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, feedback, scheduling, security
from app.actions.departing import take_up_wishes
from app.codesign import DECLINED, FormAnswer, FormVersion, Privacy, Purpose, shown_answers
from app.feedback import FeedbackResponse, GivenSoFar, ReplyWish, Wishes
from app.scheduling import FeedbackTicket, TicketStanding, TicketState
from app.security import Actor


class TicketIsClosed(Exception):
    """The ticket gives no right to answer now; says why."""

    def __init__(self, standing: TicketStanding) -> None:
        super().__init__(standing.value)
        self.standing = standing


class NothingGiven(Exception):
    """There are no answers in this browser: they were sent, thrown away, or never begun."""


def make_feedback_link(session: Session, ticket_id: UUID, *, at: datetime) -> str:
    """The token of a new link for a ticket that waits; older ones stop working.

    Raises TicketIsClosed.
    """
    ticket = _open_ticket(session, ticket_id, at=at)
    token = scheduling.new_ticket_token(session, ticket)
    session.commit()
    return token


def begin_feedback(
    session: Session, ticket: FeedbackTicket, secret: str | None, *, at: datetime, days: int
) -> str:
    """Let a browser answer the form; the secret that it keeps from now on.

    The browser that has begun already goes on with its own. Raises TicketIsClosed: a form that is
    asked no more is a ticket that was taken back.
    """
    _open_ticket(session, ticket.id, at=at)
    begun = feedback.open_draft(session, secret) if secret else None
    if secret and begun and begun.ticket_id == ticket.id:
        session.commit()
        return secret
    version = scheduling.form_asked(session, ticket)
    if version is None:
        session.rollback()
        raise TicketIsClosed(TicketStanding.WITHDRAWN)
    secret = feedback.new_secret()
    given = GivenSoFar(ticket.id, version.id)
    last_day = clock.local(at).date() + timedelta(days=days)
    feedback.keep_draft(session, secret, given, version, last_day=last_day)
    session.commit()
    return secret


def save_feedback(
    session: Session,
    secret: str,
    answers: Mapping[str, FormAnswer],
    *,
    at: datetime,
    days: int,
    warned: bool = False,
) -> GivenSoFar:
    """Keep these answers with the others. When this returns they are safe. Raises NothingGiven.

    Nothing is written in the audit trail: its rows have a time, and would say who is answering.
    """
    given = feedback.open_draft(session, secret, hold=True)
    if given is None:
        raise NothingGiven
    given = given.with_answers(answers)
    if warned:
        given = given.as_warned()
    version = _version(session, given.version_id)
    last_day = clock.local(at).date() + timedelta(days=days)
    feedback.keep_draft(session, secret, given, version, last_day=last_day)
    session.commit()
    return given


def send_feedback(session: Session, secret: str, language: str, *, at: datetime) -> None:
    """Hand in what was answered in this browser, once; again is the same as once.

    Raises NothingGiven, or TicketIsClosed.
    """
    given = feedback.open_draft(session, secret)
    if given is None:
        raise NothingGiven
    version = _version(session, given.version_id)
    answers = shown_answers(version.content, given.answers)
    if not any(answer and answer != (DECLINED,) for answer in answers.values()):
        raise NothingGiven
    wishes = Wishes()
    if version.form.purpose is Purpose.LEAVING:
        wishes, answers = feedback.wishes_in(answers), feedback.without_wishes(answers)
    if version.content.privacy is Privacy.ANONYMOUS:
        _spend(session, given.ticket_id, secret, wishes, at=at)
        _hand_in(session, version, answers, secret)
    else:
        _respond(session, given, version, answers, wishes, secret, language, at=at)


def decline_feedback(session: Session, ticket_id: UUID, *, at: datetime) -> None:
    """ "No, thank you": the form is not asked again. Twice is once."""
    ticket = scheduling.hold_ticket(session, ticket_id)
    if ticket.state is TicketState.WAITING:
        _settle(session, ticket, TicketState.DECLINED, "ticket.declined", at=at)
    session.commit()


def wish_for_reply(
    session: Session, service_id: UUID, contact: str, message: str, *, at: datetime
) -> None:
    """Somebody wants to hear back. No trace leads from here to what they answered (EQ-07).

    Not in the audit trail either, as that would say when.
    """
    wish = ReplyWish(
        service_id=service_id, contact=contact.strip(), message=message.strip(),
        asked_on=clock.local(at).date(),
    )  # fmt: skip
    session.add(wish)
    session.commit()


def release_feedback(session: Session, *, at: datetime, group: int) -> int:
    """Let go every group of anonymous answers that is full; how many answers. Safe to run twice."""
    released = 0
    for form_id in feedback.full_forms(session, group):
        on = clock.local(at).date()
        released += feedback.release_group(session, form_id, group=group, on=on)
        session.commit()
    session.rollback()
    return released


def forget_feedback_drafts(session: Session, *, at: datetime) -> int:
    """Throw away unfinished answers that nobody has gone on with in time; how many."""
    dropped = feedback.forget_drafts(session, today=clock.local(at).date())
    session.commit()
    return dropped


def _spend(session: Session, ticket_id: UUID, secret: str, wishes: Wishes, *, at: datetime) -> None:
    """The first of two transactions: the right to answer is used up, and nothing is answered.

    Whoever was interrupted between the two was let in, and only has to send again.
    """
    ticket = scheduling.hold_ticket(session, ticket_id)
    if ticket.state is TicketState.SPENT:
        session.commit()
        return
    _refuse_unless_open(session, ticket, at=at)
    feedback.admit(session, secret)
    take_up_wishes(session, ticket, wishes, at=at)
    _settle(session, ticket, TicketState.SPENT, "ticket.spent", at=at)
    session.commit()


def _hand_in(
    session: Session, version: FormVersion, answers: Mapping[str, FormAnswer], secret: str
) -> None:
    """The second one: it knows of no person and no ticket (EQ-05)."""
    if not feedback.use_admission(session, secret):
        session.rollback()
        raise TicketIsClosed(TicketStanding.SPENT)
    feedback.drop_draft(session, secret)
    feedback.hold_answers(session, version, answers)
    session.commit()


def _respond(
    session: Session, given: GivenSoFar, version: FormVersion,
    answers: Mapping[str, FormAnswer], wishes: Wishes, secret: str, language: str, *, at: datetime,
) -> None:  # fmt: skip
    """Answers that lead to a person, as the page before them said."""
    ticket = scheduling.hold_ticket(session, given.ticket_id)
    _refuse_unless_open(session, ticket, at=at)
    response = FeedbackResponse(
        ticket_id=ticket.id, version_id=version.id, privacy=version.content.privacy,
        language=language, submitted_at=at,
        answers=json.dumps({key: list(one) for key, one in answers.items() if one}),
    )  # fmt: skip
    session.add(response)
    session.add_all(feedback.comments_of(version, [dict(answers)], on=clock.local(at).date()))
    take_up_wishes(session, ticket, wishes, at=at)
    feedback.drop_draft(session, secret)
    _settle(session, ticket, TicketState.SPENT, "feedback.given", at=at)
    session.commit()


def _settle(
    session: Session, ticket: FeedbackTicket, state: TicketState, event: str, *, at: datetime
) -> None:
    scheduling.settle_ticket(session, ticket, state, at=at)
    scheduling.look_again(session, [ticket.episode_id], on=clock.local(at).date())
    by = Actor("client", ticket.client_id)
    security.audit(session, event, subject=ticket, by=by, at=at)


def _open_ticket(session: Session, ticket_id: UUID, *, at: datetime) -> FeedbackTicket:
    ticket = scheduling.hold_ticket(session, ticket_id)
    _refuse_unless_open(session, ticket, at=at)
    return ticket


def _refuse_unless_open(session: Session, ticket: FeedbackTicket, *, at: datetime) -> None:
    standing = scheduling.ticket_standing(session, ticket, at=at)
    if standing is not TicketStanding.OPEN:
        session.rollback()
        raise TicketIsClosed(standing)


def _version(session: Session, version_id: UUID) -> FormVersion:
    return session.get_one(FormVersion, version_id)
