"""Measures that come round by themselves, and the clinicians who have the last word."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, codesign, outbox, scheduling, security
from app.actions.changing import HasFaults, NotAChange, add_version
from app.care import Episode
from app.codesign import FormVersion, Purpose
from app.instruments import Instrument
from app.outbox import MessageKind
from app.scheduling import (
    Ask,
    CheckIn,
    Decided,
    History,
    MeasurePlan,
    Occasion,
    Plan,
    PlanDecision,
)
from app.security import SYSTEM, Actor

log = logging.getLogger(__name__)

AT_ONCE = 100
# Two, and never more (EQ-15): so many days after the invitation.
REMINDED_AFTER = (timedelta(days=3), timedelta(days=6))


class NotAPlan(HasFaults):
    """The plan cannot be used; says everything that is wrong with it."""


@dataclass
class Pass:
    """What one pass over the schedule did."""

    looked_at: int = 0
    given: int = 0
    nothing_to_ask: int = 0
    failed: int = 0


def run_schedule(session: Session, *, at: datetime, days: int, most: int | None = None) -> Pass:
    """Give every check-in that is due, and note when each episode has to be looked at again.

    Safe to run twice, at any time, on several machines: an episode is held while it is looked at.
    A hundred share a transaction, in which one that fails is undone alone. Looks at no more than
    `most` episodes.
    """
    done = Pass()
    while most is None or done.looked_at < most:
        limit = AT_ONCE if most is None else min(AT_ONCE, most - done.looked_at)
        found = scheduling.hold_due_episodes(session, on=_day(at), limit=limit)
        if not found:
            break
        _look_at(session, found, done, at=at, days=days)
        session.commit()
    session.rollback()
    return done


def decide(
    session: Session,
    episode: Episode,
    kind: Decided,
    occasion: Occasion,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    until: date | None = None,
    measures: Sequence[str] = (),
) -> PlanDecision:
    """Change the plan for one person, and say why. Raises NotAChange.

    What is brought forward is given by the next pass over the schedule, within a minute.
    """
    is_later = until is not None and until > _day(at)
    if not reason.strip() or by.id is None or (kind is Decided.DEFER and not is_later):
        raise NotAChange
    if kind is Decided.ADD and not measures:
        raise NotAChange
    decision = PlanDecision(
        episode_id=episode.id,
        kind=kind,
        occasion=occasion,
        decided_on=_day(at),
        until=until if kind is Decided.DEFER else None,
        measures=list(measures),
        decided_by=by.id,
        reason=reason.strip(),
    )
    session.add(decision)
    session.flush()
    scheduling.look_again(session, [episode.id], on=_day(at))
    detail = f"{kind.value} {occasion.value}"
    security.audit(session, "plan.decided", subject=decision, by=by, at=at, detail=detail)
    session.commit()
    return decision


def change_plan(
    session: Session,
    pathway_id: UUID,
    plan: Plan,
    *,
    known: Sequence[str],
    changes: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> MeasurePlan:
    """A new version of what a pathway asks; what was asked by older ones stays as it was.

    `changes` is the version that was looked at, 0 for none. Raises NotAPlan, SomebodyChangedIt.
    """
    if faults := scheduling.plan_faults(plan, known):
        raise NotAPlan(faults)
    made = MeasurePlan(
        pathway_id=pathway_id,
        version=changes + 1,
        content=plan.as_json(),
        made_at=at,
        made_by=by.id,
        reason=reason.strip(),
    )
    add_version(session, made, of=("pathway_id",))
    scheduling.look_again_at_pathway(session, pathway_id, on=_day(at))
    detail = f"version {made.version}"
    security.audit(session, "plan.changed", subject=made, by=by, at=at, detail=detail)
    session.commit()
    return made


def _look_at(
    session: Session, episodes: Sequence[Episode], done: Pass, *, at: datetime, days: int
) -> None:
    plans = scheduling.newest_plans(session, {episode.pathway_id for episode in episodes})
    found = scheduling.histories(session, episodes)
    for episode in episodes:
        done.looked_at += 1
        stored, look_on = plans.get(episode.pathway_id), None
        try:
            with session.begin_nested():
                if stored:
                    history = found[episode.id]
                    look_on = _bring_round(session, episode, stored, history, done, at, days)
        except Exception:
            # One course that cannot be read must not keep all others from being asked.
            log.exception("The schedule of episode %s could not be brought round", episode.id)
            done.failed += 1
            look_on = _day(at) + timedelta(days=1)
        scheduling.look_again(session, [episode.id], on=look_on)


def _bring_round(
    session: Session, episode: Episode, stored: MeasurePlan, history: History, done: Pass,
    at: datetime, days: int,
) -> date | None:  # fmt: skip
    """Give what is due; the next day on which to look."""
    plan, today = stored.plan, _day(at)
    due = scheduling.state(plan, history, today).due
    if due is None:
        return scheduling.wakes_on(plan, history, today)
    measures, forms = _askable(session, episode, due), _forms(session, episode, due)
    if not measures and not forms:
        done.nothing_to_ask += 1
        return today + timedelta(days=1)
    for open_one in history.asked:
        if open_one.is_open:
            scheduling.close_check_in(session, open_one.id, at=at)
    check_in = scheduling.new_check_in(
        session, episode, measures, at=at, occasion=due.occasion, plan_version=stored.version,
        forms=forms,
    )  # fmt: skip
    security.audit(
        session, "check_in.given", subject=check_in, by=SYSTEM, at=at, detail=due.occasion.value
    )
    # Nobody is reminded of a form about the service.
    invite(session, check_in, at=at, days=days, reminds=bool(measures))
    done.given += 1
    # What was given today is overdue some day; until then only what happens counts.
    return today + scheduling.OVERDUE_AFTER


def invite(
    session: Session, check_in: CheckIn, *, at: datetime, days: int, reminds: bool = True
) -> None:
    """A link in a message, and two reminders that are not sent once they are not needed."""
    invitation, token = scheduling.invite(session, check_in, at=at, days=days)
    planned = [(MessageKind.INVITATION, timedelta())]
    planned += [(MessageKind.REMINDER, after) for after in REMINDED_AFTER if reminds]
    for number, (kind, after) in enumerate(planned):
        outbox.enqueue(
            session,
            kind,
            key=f"{kind}:{invitation.id}:{number}",
            recipient_id=check_in.client_id,
            check_in_id=check_in.id,
            token=token,
            at=at,
            send_after=at + after,
        )


def _askable(session: Session, episode: Episode, due: Ask) -> list[Instrument]:
    """What of it the service may ask today: without what has no licence, or is not written yet."""
    unlocked = care.unlocked_measures(session, episode.pathway.service_id)
    by_key = {instrument.key: instrument for instrument in unlocked}
    return [by_key[key] for key in due.measures if key in by_key]


def _forms(session: Session, episode: Episode, due: Ask) -> list[FormVersion]:
    """The service's own forms among it, as far as they were released."""
    wanted = [Purpose(key) for key in due.measures if key in scheduling.FORMS]
    service_id = episode.pathway.service_id
    found = [codesign.live_version(session, service_id, purpose) for purpose in wanted]
    return [version for version in found if version]


def _day(at: datetime) -> date:
    return clock.local(at).date()
