"""What an administrator may see: the services of their trust, and nothing of another one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app import care, outbox
from app.actions import Version, Withdrawal
from app.care import (
    Client,
    MeasureWithdrawal,
    Pathway,
    Service,
    WordingApproval,
)
from app.extensions import db_session
from app.outbox import Channel, Job, Message, MessageKind, MessageText, TextWithdrawal
from app.risk import CrisisWords
from app.scheduling import MeasurePlan
from app.web.ui import refuse, signed_in_user, user_names

TextPlace = tuple[UUID, MessageKind, Channel, str]


@dataclass(frozen=True)
class FailedJob:
    """Work that was given up: of a message what it is for, and never to whom."""

    job: Job
    kind: MessageKind | None


def own_services() -> list[Service]:
    """The services of the administrator's trust, by name."""
    return care.services_of(db_session(), signed_in_user())


def service_or_404(service_id: UUID) -> Service:
    """One of the administrator's services. Anybody else's is the same as none (SEC-34)."""
    found = next((service for service in own_services() if service.id == service_id), None)
    return found or refuse(service_id)


def pathway_or_404(pathway_id: UUID) -> Pathway:
    """A pathway of one of the administrator's services."""
    pathway = db_session().get(Pathway, pathway_id)
    if pathway is None or pathway.service_id not in {service.id for service in own_services()}:
        refuse(pathway_id)
    return pathway


def pathways_of(services: Collection[Service]) -> list[Pathway]:
    """The pathways of these services, by name."""
    ids = [service.id for service in services]
    found = select(Pathway).where(Pathway.service_id.in_(ids)).order_by(Pathway.name)
    return list(db_session().scalars(found))


def plan_versions(pathway: Pathway) -> list[MeasurePlan]:
    """Every version of what the pathway asks, the newest first."""
    found = select(MeasurePlan).where(MeasurePlan.pathway_id == pathway.id)
    return list(db_session().scalars(found.order_by(MeasurePlan.version.desc())))


def text_versions(place: TextPlace) -> list[MessageText]:
    """Every version of the words of one message, the newest first."""
    return list(outbox.text_versions(db_session(), *place))


def text_or_404(text_id: UUID) -> MessageText:
    """One version of the words of a message of their services."""
    text = db_session().get(MessageText, text_id)
    if text is None or text.service_id not in {service.id for service in own_services()}:
        refuse(text_id)
    return text


def newest_versions(services: Collection[Service]) -> dict[TextPlace, int]:
    """The number of the live version of each message that a service has written itself."""
    ids = [service.id for service in services]
    found = select(MessageText).where(
        MessageText.service_id.in_(ids), MessageText.approved_at.is_not(None)
    )
    return {
        (text.service_id, text.kind, text.channel, text.language): text.version
        for text in db_session().scalars(found.order_by(MessageText.version))
    }


def waiting_versions(services: Collection[Service]) -> dict[TextPlace, MessageText]:
    """The words of messages that wait for somebody to approve them."""
    waiting = outbox.waiting_texts(db_session(), [service.id for service in services])
    return {(text.service_id, text.kind, text.channel, text.language): text for text in waiting}


def failed_jobs() -> list[FailedJob]:
    """What was given up: messages to clients of the administrator's trust, and what is about none.

    Nothing for who belongs to no trust (SEC-34).
    """
    trusts, jobs = (
        {service.trust_id for service in own_services()},
        outbox.failed_jobs(db_session()),
    )
    if not trusts:
        return []
    ids = {UUID(job.payload["message_id"]): job for job in jobs if "message_id" in job.payload}
    about = select(Message.id, Message.kind, Client.trust_id)
    about = about.join(Client, Client.id == Message.recipient_id).where(Message.id.in_(ids))
    messages = {ids[id_].id: (kind, trust) for id_, kind, trust in db_session().execute(about)}
    others = {job.id: (None, None) for job in jobs if "message_id" not in job.payload}
    known = messages | others
    ours = [job for job in jobs if job.id in known and known[job.id][1] in {None, *trusts}]
    return [FailedJob(job, known[job.id][0]) for job in ours]


def failed_job_or_404(job_id: UUID) -> Job:
    """One of these jobs."""
    found = next((one.job for one in failed_jobs() if one.job.id == job_id), None)
    return found or refuse(job_id)


def withdrawn_places(services: Collection[Service]) -> set[TextPlace]:
    """The messages of which the newest words are not sent, as they are withdrawn."""
    newest = newest_versions(services)
    found = [
        one for service in services for one in outbox.withdrawn_texts(db_session(), service.id)
    ]
    places = {
        (one.service_id, MessageKind(one.kind), Channel(one.channel), one.language): one.version
        for one in found
    }
    return {place for place, version in places.items() if version == newest.get(place, 0)}


def withdrawals_of(service: Service) -> list[Withdrawal]:
    """All that the service has withdrawn, also what is in use again, the newest first."""
    measures = select(MeasureWithdrawal).where(MeasureWithdrawal.service_id == service.id)
    texts = select(TextWithdrawal).where(TextWithdrawal.service_id == service.id)
    found: list[Withdrawal] = [*db_session().scalars(measures), *db_session().scalars(texts)]
    return sorted(found, key=lambda one: one.withdrawn_at, reverse=True)


def find_withdrawal(service: Service, withdrawal_id: UUID) -> Withdrawal | None:
    """One of them."""
    return next((one for one in withdrawals_of(service) if one.id == withdrawal_id), None)


def approved_languages(service: Service) -> list[tuple[str, str]]:
    """Each questionnaire and language whose words the service approved, by name."""
    found = select(WordingApproval.measure, WordingApproval.language).where(
        WordingApproval.service_id == service.id
    )
    return sorted({(measure, language) for measure, language in db_session().execute(found)})


def withdrawers(found: Sequence[Withdrawal]) -> dict[UUID | None, str]:
    """The names of the people who withdrew these, or gave them back."""
    return user_names({by for one in found for by in (one.withdrawn_by, one.ended_by) if by})


def names_of(made: Sequence[Version]) -> dict[UUID | None, str]:
    """The names of the people who made these versions, and approved them."""
    approved = {one.approved_by for one in made if isinstance(one, CrisisWords | MessageText)}
    return user_names({by for by in approved | {one.made_by for one in made} if by})
