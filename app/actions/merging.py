"""Two records of one person become one, and can become two again; numbers are superseded (HAZ-08).

Never by itself: somebody who sees both has compared them and says why.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import care, clock, scheduling, security
from app.care import Client, ClientMerge, Clinician, Episode, MergeFault, MergeRefused, TwoRecords
from app.db import giving_way, table_of
from app.outbox import Message
from app.responses import Submission
from app.risk import Alert
from app.scheduling import Assignment, CheckIn
from app.security import Auditable


def merge_clients(
    session: Session, two: TwoRecords, reason: str, *, clinician: Clinician, at: datetime
) -> ClientMerge:
    """Bring all that is on the one record to the other, and write down what that was.

    Nobody sees the merged record any more; its number finds the one that stays. Raises
    MergeRefused.
    """
    with giving_way(session, MergeRefused(MergeFault.CHANGED)):
        return _merge(session, two, reason, clinician, at=at)


def unmerge_clients(
    session: Session, merge: ClientMerge, *, clinician: Clinician, at: datetime
) -> None:
    """They are two people, or two records, after all: exactly what was carried goes back.

    What was added since stays where it was added: to the record that stayed or, with a course that
    goes back, to that course. Raises MergeRefused.
    """
    with giving_way(session, MergeRefused(MergeFault.CHANGED)):
        _unmerge(session, merge, clinician, at=at)


def supersede_number(
    session: Session, client: Client, number: str, *, clinician: Clinician, at: datetime
) -> None:
    """The client's NHS number is another one now; the old one still finds them. Raises NumberTaken
    when it is that of another record, which may have to be merged."""
    care.hold_clients(session, client.id)
    detail = "superseded" if client.nhs_number else "entered"
    try:
        care.supersede(session, client, number, at=at)
    except care.NumberTaken:
        session.rollback()
        raise
    by = clinician.user.actor
    security.audit(session, "client.number_changed", subject=client, by=by, at=at, detail=detail)
    session.commit()


def _merge(
    session: Session, two: TwoRecords, reason: str, clinician: Clinician, *, at: datetime
) -> ClientMerge:
    client, into = two.client, two.into
    care.hold_clients(session, client.id, into.id)
    _refuse_unseen(session, clinician, [client.id, into.id], at=at)
    if fault := care.merge_fault(session, two):
        raise MergeRefused(fault)
    merge = ClientMerge(
        client_id=client.id,
        into_id=into.id,
        reason=reason,
        carried=care.carry(session, client.id, into.id),
        merged_at=at,
        merged_by=clinician.user_id,
    )
    client.merged_into_id = into.id
    session.add(merge)
    security.end_codes_of(session, client.id, at=at)
    security.end_spaces_of(session, client.id)
    _finish(session, "client.merged", merge, clinician, at=at)
    return merge


def _unmerge(session: Session, merge: ClientMerge, clinician: Clinician, *, at: datetime) -> None:
    care.hold_clients(session, merge.client_id, merge.into_id)
    session.refresh(merge)
    _refuse_unseen(session, clinician, [merge.into_id], at=at)
    if merge.undone_at or merge.into.merged_into_id:
        raise MergeRefused(MergeFault.CHANGED)
    courses = [UUID(id_) for id_ in merge.carried.get("episode.client_id", ())]
    merge.undone_at, merge.undone_by = at, clinician.user_id
    merge.client.merged_into_id = None
    session.flush()
    care.carry_back(session, merge)
    _follow_courses(session, courses, merge.client_id)
    security.end_codes_of(session, merge.into_id, at=at)
    security.end_spaces_of(session, merge.into_id)
    _finish(session, "client.unmerged", merge, clinician, at=at)


def _follow_courses(session: Session, courses: Collection[UUID], client_id: UUID) -> None:
    """What was asked in these courses since they were carried goes back with them."""
    asked = list(session.scalars(select(CheckIn.id).where(CheckIn.episode_id.in_(courses))))
    parts = select(Assignment.id).where(Assignment.check_in_id.in_(asked))
    for rows, its in (
        (table_of(CheckIn), table_of(CheckIn).c.id.in_(asked)),
        (table_of(Submission), table_of(Submission).c.assignment_id.in_(parts)),
        (table_of(Alert), table_of(Alert).c.check_in_id.in_(asked)),
    ):
        is_other = rows.c.client_id != client_id
        session.execute(update(rows).where(its, is_other).values(client_id=client_id))
    messages = table_of(Message)
    about = update(messages).where(messages.c.check_in_id.in_(asked))
    session.execute(about.values(recipient_id=client_id))
    session.expire_all()


def _refuse_unseen(
    session: Session, clinician: Clinician, ids: Collection[UUID], *, at: datetime
) -> None:
    on = clock.local(at).date()
    if not all(care.find_client(session, id_, seen_by=clinician, on=on) for id_ in ids):
        raise MergeRefused(MergeFault.NOT_THEIRS)


def _finish(
    session: Session, event: str, merge: ClientMerge, clinician: Clinician, *, at: datetime
) -> None:
    """What is due is worked out again for both, and it stands in the trail of both."""
    both = (merge.client_id, merge.into_id)
    courses = session.scalars(select(Episode.id).where(Episode.client_id.in_(both)))
    scheduling.look_again(session, sorted(courses), on=clock.local(at).date())
    session.flush()
    records: list[Auditable] = [merge, merge.client, merge.into]
    by, detail = clinician.user.actor, f"merge {merge.id}"
    for subject in sorted(records, key=security.audit_order):
        security.audit(session, event, subject=subject, by=by, at=at, detail=detail)
    session.commit()
