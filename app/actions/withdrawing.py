"""Withdrawing a measure, a version, a translation or a message at once, and giving it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, outbox, scheduling, security
from app.actions.changing import NotAChange
from app.care import MeasureWithdrawal
from app.outbox import Channel, MessageKind, TextWithdrawal
from app.security import Actor

Withdrawal = MeasureWithdrawal | TextWithdrawal


class AlreadyWithdrawn(Exception):
    """Exactly that is withdrawn already."""


def withdraw_measure(
    session: Session,
    service_id: UUID,
    measure: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    language: str | None = None,
) -> MeasureWithdrawal:
    """From now on the service does not ask it: all of it, one version, or its words in a language.

    What was answered stays, sent or not. Raises NotAChange without a reason, or AlreadyWithdrawn.
    """
    if not reason.strip():
        raise NotAChange
    place = (measure, version, language)
    is_there = care.open_withdrawals(session, service_id)
    if any((one.measure, one.version, one.language) == place for one in is_there):
        raise AlreadyWithdrawn
    made = MeasureWithdrawal(
        service_id=service_id, measure=measure, version=version, language=language,
        reason=reason.strip(), withdrawn_at=at, withdrawn_by=by.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if language is None:
        scheduling.stop_asking(session, service_id, measure, version, at=at)
        scheduling.look_again_at_service(session, service_id, on=clock.local(at).date())
    detail = _named(made)
    security.audit(session, "measure.withdrawn", subject=made, by=by, at=at, detail=detail)
    session.commit()
    return made


def withdraw_text(
    session: Session,
    service_id: UUID,
    kind: MessageKind,
    channel: Channel,
    language: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> TextWithdrawal:
    """From now on the words that are live are not sent; those before them are, or English ones.

    Where there are none left the message waits. Raises NotAChange without a reason, or
    AlreadyWithdrawn where there are no live words.
    """
    if not reason.strip():
        raise NotAChange
    version = outbox.live_version(session, service_id, kind, channel, language)
    if version is None:
        raise AlreadyWithdrawn
    made = TextWithdrawal(
        service_id=service_id, kind=kind.value, channel=channel.value, language=language,
        version=version, reason=reason.strip(), withdrawn_at=at, withdrawn_by=by.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = _named(made)
    security.audit(session, "message_text.withdrawn", subject=made, by=by, at=at, detail=detail)
    session.commit()
    return made


def give_back(
    session: Session, withdrawal: Withdrawal, *, reason: str, by: Actor, at: datetime
) -> None:
    """End a withdrawal: from now on it is asked or sent again. Raises NotAChange without a reason.

    Twice is once.
    """
    if not reason.strip():
        raise NotAChange
    if withdrawal.ended_at is None:
        withdrawal.ended_at, withdrawal.ended_by = at, by.id
        withdrawal.ended_reason = reason.strip()
        session.flush()
        if isinstance(withdrawal, MeasureWithdrawal):
            _ask_again(session, withdrawal, at=at)
        detail = _named(withdrawal)
        security.audit(session, "withdrawal.ended", subject=withdrawal, by=by, at=at, detail=detail)
    session.commit()


def stop_what_is_withdrawn(session: Session, *, at: datetime) -> int:
    """Stop what was given in the moment when it was withdrawn; how many. Safe to run twice."""
    stopped = 0
    for one in care.open_withdrawals(session):
        if one.language is None:
            stopped += scheduling.stop_asking(
                session, one.service_id, one.measure, one.version, at=at
            )
    session.commit()
    return stopped


def _ask_again(session: Session, ended: MeasureWithdrawal, *, at: datetime) -> None:
    """Ask it again, unless something else still stands against it."""
    scheduling.ask_after_all(session, ended.service_id, ended.measure)
    for other in care.open_withdrawals(session, ended.service_id):
        if other.measure == ended.measure and other.language is None:
            scheduling.stop_asking(session, other.service_id, other.measure, other.version, at=at)
    scheduling.look_again_at_service(session, ended.service_id, on=clock.local(at).date())


def _named(withdrawal: Withdrawal) -> str:
    if isinstance(withdrawal, TextWithdrawal):
        place = f"{withdrawal.kind} {withdrawal.channel} {withdrawal.language}"
        return f"{place} version {withdrawal.version}"
    narrowed = f" version {withdrawal.version}" if withdrawal.version is not None else ""
    return f"{withdrawal.measure}{narrowed} {withdrawal.language or ''}".rstrip()
