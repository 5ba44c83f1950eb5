"""The heartbeat: each hour a made-up alert goes the whole way (SAF-11)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import instruments, outbox, responses, scheduling
from app.actions.alerting import watch_answer
from app.actions.working import Again, Done, Outcome
from app.care import Client, Episode, Pathway, Service, Trust
from app.instruments import Instrument
from app.outbox import Channel, Job, NotSent, Sender, Text
from app.responses import Answer
from app.risk import Alert
from app.scheduling import CheckIn

SUBJECT = "Heard is at work"
BODY = "This message comes every hour. If it stops, alerts may not reach your staff by e-mail.\n"


def queue_heartbeat(session: Session, *, at: datetime) -> None:
    """Have this hour's heartbeat made. Safe to ask for as often as one likes."""
    outbox.queue_heartbeat(session, at=at)
    session.commit()


def beat(mail: Sender | None, to: str, session: Session, job: Job, at: datetime) -> Outcome:
    """The job: raise an alert for a made-up person and undo it, then send what tells of alerts.

    What fails is tried again, so the heartbeat is missed until it has arrived. Without an address
    to send it to, only the way up to the sender is tried.
    """
    if not _rehearse(session, at=at):
        return Again("a made-up answer raised no alert")
    if mail is None or not to:
        return Done("beaten")
    session.commit()
    try:
        mail.send(Text(to, SUBJECT, BODY, "en", Channel.EMAIL, job.key, job.attempts > 1))
    except NotSent as error:
        return Again(str(error))
    return Done("beaten")


def _rehearse(session: Session, *, at: datetime) -> bool:
    """Whether an answer that speaks of danger raises its alert here and now. Leaves no trace."""
    trial = session.begin_nested()
    try:
        instrument = next(
            i for i in map(instruments.get_instrument, instruments.keys()) if _asks(i)
        )
        check_in = _made_up_check_in(session, instrument, at=at)
        _answer(session, check_in, instrument, at=at)
        session.flush()
        raised = select(Alert.id).where(Alert.check_in_id == check_in.id)
        return session.scalar(raised) is not None
    finally:
        trial.rollback()


def _asks(instrument: Instrument) -> bool:
    return bool(instrument.risk_items)


def _answer(session: Session, check_in: CheckIn, instrument: Instrument, *, at: datetime) -> None:
    item = instrument.items[instrument.risk_items[0].item - 1]
    answer = Answer(item.id, item.values[-1], "en", uuid4())
    held = scheduling.hold_assignment(session, check_in.id, 1)
    if held is not None:
        watch_answer(session, held, check_in.id, answer, at=at)
        responses.keep_answer(session, held.id, answer, at=at)


def _made_up_check_in(session: Session, instrument: Instrument, *, at: datetime) -> CheckIn:
    trust = _add(session, Trust(name="Heartbeat"))
    service = _add(session, Service(trust_id=trust, name="Heartbeat"))
    pathway = _add(session, Pathway(service_id=service, name="Heartbeat"))
    client = _add(session, Client(trust_id=trust, given_name="Heartbeat", family_name="Made-up"))
    episode = Episode(client_id=client, pathway_id=pathway, started_on=date(2020, 1, 1))
    _add(session, episode)
    return scheduling.new_check_in(session, episode, [instrument], at=at)


def _add(session: Session, row: Trust | Service | Pathway | Client | Episode) -> UUID:
    session.add(row)
    session.flush()
    return row.id
