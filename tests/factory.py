"""Rows to start a test from. Each is saved, with defaults, so that a test names only its point."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from nhs_number import calculate_checksum
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import actions, care, codesign, instruments, outbox, responses, scheduling, security
from app.actions import save_answer
from app.care import (
    Appointment,
    CareRelationship,
    Client,
    Clinician,
    Episode,
    MeasureLicence,
    MeasureWithdrawal,
    Pathway,
    Service,
    TherapyGroup,
    Trust,
    WordingApproval,
)
from app.codesign import (
    Form,
    FormContent,
    FormTranslation,
    FormVersion,
    Option,
    Privacy,
    Purpose,
    Question,
    QuestionKind,
    VersionState,
)
from app.db import Base
from app.feedback import (
    ExperienceReview,
    Feedback,
    FeedbackComment,
    FeedbackFlag,
    FeedbackResponse,
    FlagKind,
    PointWords,
    ReplyWish,
    ReviewPoint,
)
from app.outbox import Message, MessageKind, Reason
from app.responses import Answer, Submission
from app.risk import Alert, CrisisWords
from app.safety import SafetyReport
from app.scheduling import Assignment, CheckIn, FeedbackTicket, TicketState
from app.security import Role, User, new_user

Row = TypeVar("Row", bound=Base)
PASSWORD = "a quiet river in winter"
SHORT_FORM = FormContent(
    title="Your experience", why="We want to learn.", thanks="Thank you.",
    questions=(
        Question(
            key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait?",
            options=(Option("fine", "Fine"), Option("long", "Too long")),
        ),
        Question(key="more", kind=QuestionKind.LONG_TEXT, text="Anything else?"),
    ),
)  # fmt: skip


class Make:
    """Saves rows. What is not named is made too: a client has a clinician, who has a service."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session = session
        self.at = at
        self._numbers = count(1)
        self._service: Service | None = None

    @property
    def today(self) -> date:
        """The day on which the test takes place."""
        return self.at.date()

    # ---- who gives care

    def trust(self, name: str = "North Thames Trust", **values: Any) -> Trust:
        return self._save(Trust(name=name, **values))

    def service(self, trust: Trust | None = None, **values: Any) -> Service:
        """A new service. The first one is where everybody else belongs who is given no other."""
        values.setdefault("name", f"Step 4 team {next(self._numbers)}")
        values.setdefault("phone", "01632 960001")
        service = self._save(Service(trust_id=(trust or self.trust()).id, **values))
        self._service = self._service or service
        return service

    def the_service(self) -> Service:
        """The service of everybody who is given no other."""
        return self._service or self.service()

    def user(self, *roles: Role, password: str | None = None, **values: Any) -> User:
        """Somebody who can sign in. `password=PASSWORD` gives them that one; it costs 50 ms."""
        name = values.pop("name", f"Sam Staff {next(self._numbers)}")
        email = values.pop("email", f"staff{next(self._numbers)}@nhs.example")
        user = new_user(name, email, list(roles), password)
        for key, value in values.items():
            setattr(user, key, value)
        return self._save(user)

    def clinician(
        self, service: Service | None = None, user: User | None = None, **values: Any
    ) -> Clinician:
        user = user or self.user(Role.CLINICIAN, name=values.pop("name", "Robin Therapist"))
        service = service or self.the_service()
        return self._save(Clinician(service_id=service.id, user_id=user.id, **values))

    def pathway(self, service: Service | None = None, **values: Any) -> Pathway:
        values.setdefault("name", f"Individual therapy {next(self._numbers)}")
        return self._save(Pathway(service_id=(service or self.the_service()).id, **values))

    def licence(
        self, measure: str, service: Service | None = None, **values: Any
    ) -> MeasureLicence:
        """The service's licence for a measure that needs one."""
        defaults = {"number": "LICENCE-1", "licensed_on": self.today}
        service = service or self.the_service()
        row = MeasureLicence(service_id=service.id, measure=measure, **(defaults | values))
        return self._save(row)

    def approval(
        self, measure: str, language: str, service: Service | None = None, **values: Any
    ) -> WordingApproval:
        """The service's approval of the wording in that language that there is now."""
        wording = instruments.find_wording(measure, language)
        assert wording is not None, f"{measure} has no wording in {language}"
        row = WordingApproval(
            service_id=(service or self.the_service()).id,
            measure=measure,
            language=language,
            fingerprint=wording.fingerprint,
            **({"approved_by": "Dr Ada Approver", "approved_on": self.today} | values),
        )
        return self._save(row)

    def withdrawal(
        self, measure: str, service: Service | None = None, **values: Any
    ) -> MeasureWithdrawal:
        """What the service has withdrawn: a measure, or its `version` or `language`."""
        values.setdefault("reason", "Its words are not right")
        by = security.Actor("user", uuid4())
        return actions.withdraw_measure(
            self.session, (service or self.the_service()).id, measure, by=by, at=self.at, **values
        )

    def safety_report(self, happened: str = "A wrong score", contact: str = "") -> SafetyReport:
        """What somebody told us could harm somebody."""
        return actions.report_problem(
            self.session, happened=happened, contact=contact, language="en", at=self.at
        )

    # ---- the service's own forms

    def form_version(
        self, content: FormContent | None = None, *, form: Form | None = None,
        state: VersionState = VersionState.DRAFT, service: Service | None = None,
        purpose: Purpose = Purpose.PREM, author: User | None = None, **values: Any,
    ) -> FormVersion:  # fmt: skip
        """A version of a form, of a new one where none is named; by default a good short draft."""
        content = content or SHORT_FORM
        form = form or self._save(
            Form(
                service_id=(service or self.the_service()).id, purpose=purpose,
                name=content.title, made_at=self.at,
            )
        )  # fmt: skip
        if state in (VersionState.LIVE, VersionState.RETIRED):
            values = {"released_at": self.at} | values
        newest = next(iter(codesign.versions_of(self.session, form.id)), None)
        version = FormVersion(
            form_id=form.id, version=newest.version + 1 if newest else 1, state=state,
            stored=content.as_json(), made_at=self.at, made_by=author and author.id, **values,
        )  # fmt: skip
        return self._save(version)

    def feedback(self, version: FormVersion, number: int, month: date | None = None,
                 **answers: str) -> None:  # fmt: skip
        """So many people who chose this, released in that month: of the last quarter by default."""
        month = month or date(self.today.year - 1, 10, 1)
        chosen = {key: text.split() for key, text in answers.items()}
        self.session.add_all(
            Feedback(version_id=version.id, month=month, answers=chosen) for _ in range(number)
        )
        self.session.commit()

    def review(self, user: User | None = None) -> ExperienceReview:
        """A review of what people said, being prepared."""
        words = actions.ReviewWords(self.today - timedelta(days=92), self.today)
        user = user or self.user(Role.SERVICE_LEAD)
        service_id = self.the_service().id
        return actions.begin_review(self.session, service_id, words, user=user, at=self.at)

    def point(self, review: ExperienceReview | None = None, said: str = "The wait is too long",
              *, signed: bool = False) -> ReviewPoint:  # fmt: skip
        """What people get to hear, once it is signed."""
        review = review or self.review()
        words = {"en": PointWords(said, "We call every month", "")}
        lead, designer = self.user(Role.SERVICE_LEAD), self.user(Role.CO_DESIGNER)
        how: dict[str, Any] = {"user": lead, "at": self.at}
        point = actions.write_point(self.session, review, words, **how)
        for user in (lead, designer) if signed else ():
            actions.sign_point(self.session, point.id, changes=1, user=user, at=self.at)
        return point

    def comment(self, text: str = "It helped", version: FormVersion | None = None,
                **values: Any) -> FeedbackComment:  # fmt: skip
        """What somebody wrote to a question of a live form; nobody has read it."""
        version = version or self.form_version(state=VersionState.LIVE)
        defaults = {"question": "more", "month": self.today.replace(day=1)}
        defaults |= {"arrived_on": self.today}
        row = FeedbackComment(version_id=version.id, text=text, **(defaults | values))
        return self._save(row)

    def released(self, text: str = "It helped", version: FormVersion | None = None,
                 **values: Any) -> FeedbackComment:  # fmt: skip
        """The same, once a reader has let it go as it is."""
        comment = self.comment(text, version, **values)
        reader = self.user(Role.FEEDBACK_READER)
        actions.release_comment(self.session, comment.id, (), after=0, user=reader, at=self.at)
        return comment

    def response(self, client: Client | None = None, version: FormVersion | None = None,
                 **values: Any) -> FeedbackResponse:  # fmt: skip
        """What somebody answered in confidence."""
        version = version or self.form_version(
            state=VersionState.LIVE, purpose=Purpose.LEAVING,
            content=replace(SHORT_FORM, privacy=Privacy.CONFIDENTIAL),
        )  # fmt: skip
        episode = self.episode(client)
        ticket = FeedbackTicket(
            form_id=version.form_id, client_id=episode.client_id, episode_id=episode.id,
            given_at=self.at, last_day=self.today, state=TicketState.SPENT,
        )  # fmt: skip
        self._save(ticket)
        answers = json.dumps({"wait": ["long"], "more": ["It was far"]})
        defaults = {"language": "en", "answers": answers, "submitted_at": self.at}
        defaults |= {"privacy": version.content.privacy, "version_id": version.id}
        return self._save(FeedbackResponse(ticket_id=ticket.id, **(defaults | values)))

    def flag(self, note: str = "The stairs are not safe",
             about: FeedbackComment | None = None) -> FeedbackFlag:  # fmt: skip
        """What a reader has put on the lead's list."""
        about = about or self.comment()
        service_id = self.session.get_one(FormVersion, about.version_id).form.service_id
        reader = self.user(Role.FEEDBACK_READER)
        return actions.flag_feedback(
            self.session, about, FlagKind.DANGER, note, service_id=service_id, user=reader,
            at=self.at,
        )  # fmt: skip

    def wish(self, contact: str = "07700 900123", **values: Any) -> ReplyWish:
        """Somebody who wants to hear back."""
        defaults = {"service_id": self.the_service().id, "asked_on": self.today}
        return self._save(ReplyWish(contact=contact, **(defaults | values)))

    def translations(self, version: FormVersion, language: str, **approved: Any) -> None:
        """Every sentence of the version in that language, approved by whom `by` names."""
        by = approved.get("by")
        for address, source in version.content.sentences().items():
            self._save(
                FormTranslation(
                    form_id=version.form_id, language=language, address=address, source=source,
                    source_fingerprint=codesign.sentence_fingerprint(address, source),
                    text=f"{language}: {source}", translated_at=self.at,
                    approved_at=self.at if by else None, approved_by=by.id if by else None,
                )
            )  # fmt: skip

    # ---- who receives it

    def client(
        self, clinician: Clinician | None = None, trust: Trust | None = None, **values: Any
    ) -> Client:
        """A client whom this clinician (or a new one) sees as their own."""
        service = clinician.service if clinician else self.the_service()
        trust_id = trust.id if trust else service.trust_id
        number = next(self._numbers)
        values.setdefault("given_name", "Amira")
        values.setdefault("family_name", f"Example{number}")
        values.setdefault("birth_date", "1990-05-17")
        values.setdefault("phone", "07700 900123")
        values.setdefault("email", f"person{number}@mail.example")
        values.setdefault("nhs_number", _test_number(number))
        values.setdefault("nhs_number_lookup", care.nhs_number_lookup(values["nhs_number"]))
        client = self._save(Client(trust_id=trust_id, **values))
        if trust is None:
            self.care_relationship(clinician or self.clinician(), client)
        return client

    def care_relationship(
        self, clinician: Clinician, client: Client, **values: Any
    ) -> CareRelationship:
        values.setdefault("starts_on", self.today - timedelta(days=60))
        row = CareRelationship(clinician_id=clinician.id, client_id=client.id, **values)
        return self._save(row)

    def episode(
        self,
        client: Client | None = None,
        clinician: Clinician | None = None,
        pathway: Pathway | None = None,
        **values: Any,
    ) -> Episode:
        client = client or self.client(clinician)
        pathway = pathway or self.pathway(clinician.service if clinician else None)
        values.setdefault("started_on", self.today - timedelta(days=60))
        return self._save(Episode(client_id=client.id, pathway_id=pathway.id, **values))

    def group(self, pathway: Pathway | None = None, **values: Any) -> TherapyGroup:
        """A therapy group. Its members are the episodes made with `group_id=group.id`."""
        values.setdefault("name", f"Group {next(self._numbers)}")
        values.setdefault("started_on", self.today - timedelta(days=60))
        return self._save(TherapyGroup(pathway_id=(pathway or self.pathway()).id, **values))

    def appointment(self, episode: Episode | None = None, **values: Any) -> Appointment:
        values.setdefault("starts_at", self.at + timedelta(days=2))
        return self._save(Appointment(episode_id=(episode or self.episode()).id, **values))

    # ---- what is asked and answered

    def check_in(
        self,
        measures: Sequence[str] = ("phq9",),
        episode: Episode | None = None,
        client: Client | None = None,
        clinician: Clinician | None = None,
        at: datetime | None = None,
    ) -> CheckIn:
        """Questionnaires for somebody to answer. A licence that one of them needs is there."""
        episode = episode or self._course_of(client) or self.episode(client, clinician)
        asked = [instruments.get_instrument(key) for key in measures]
        service = episode.pathway.service
        unlocked = {i.key for i in care.unlocked_measures(self.session, service.id)}
        for locked in [i.key for i in asked if i.key not in unlocked]:
            self.licence(locked, service)
        return self._save(scheduling.new_check_in(self.session, episode, asked, at=at or self.at))

    def invitation(
        self,
        check_in: CheckIn | None = None,
        *,
        days: int = 7,
        at: datetime | None = None,
        **check_in_values: Any,
    ) -> Any:
        """A link to a check-in. Its secret, kept nowhere else, is in `.token`; `.path` opens it."""
        check_in = check_in or self.check_in(**check_in_values)
        invitation: Any  # what a test asks of it is more than its table holds
        invitation, token = scheduling.invite(self.session, check_in, at=at or self.at, days=days)
        invitation.token, invitation.path = token, f"/c/{token}"
        return self._save(invitation)

    def letter(self, **invitation: Any) -> Any:
        """A link with a code, as it stands in a letter: in `.code`."""
        made = self.invitation(**invitation)
        scheduling.give_code(self.session, made, made.token)
        made.code = scheduling.code_of(made, made.token)
        return self._save(made)

    def letter_to_post(
        self, client: Client | None = None, *, at: datetime | None = None, **values: Any
    ) -> Any:
        """A letter that waits to be printed and posted, to somebody who wants letters."""
        client = client or self.client()
        client.contact_by = care.ContactBy.LETTER
        client.address = client.address or "1 High Street\nLittle Wimbourne\nQX1 1AB"
        at = at or self.at
        link = self.letter(client=client, at=at)
        values.setdefault("kind", outbox.MessageKind.INVITATION)
        message: Any = outbox.Message(  # with its link, which its table does not hold
            key=f"letter:{link.id}",
            recipient_id=client.id,
            check_in_id=link.check_in_id,
            token=link.token,
            created_at=at,
            send_after=at,
            channel=outbox.Channel.LETTER,
            to_post_since=at,
            **values,
        )
        message.link = link
        return self._save(message)

    def draft(
        self,
        measure: str = "phq9",
        *,
        check_in: CheckIn | None = None,
        client: Client | None = None,
        clinician: Clinician | None = None,
        answers: Sequence[int | None] | None = None,
        at: datetime | None = None,
        language: str = "en",
        **named: int | None,
    ) -> Assignment:
        """A questionnaire with answers, not sent yet: all that is left to do is to submit it.

        `phq9_9=1` answers item 9 with 1, `answers=[...]` all of them; otherwise every item gets its
        first option. None is "I'd rather not answer".
        """
        measure = next((key.rpartition("_")[0] for key in named), measure)
        check_in = check_in or self.check_in([measure], client=client, clinician=clinician)
        assignment = next(a for a in check_in.assignments if a.measure == measure)
        instrument = instruments.get_instrument(measure)
        values = list(answers or [item.values[0] for item in instrument.items])
        for name, value in named.items():
            values[int(re.sub(r".*_", "", name)) - 1] = value
        visit = uuid4()
        for item, value in zip(instrument.items, values, strict=False):
            answer = Answer(item=item.id, value=value, language=language, visit=visit)
            responses.keep_answer(self.session, assignment.id, answer, at=at or self.at)
        return self._save(assignment)

    def submission(self, measure: str = "phq9", **draft: Any) -> Submission:
        """A questionnaire that was sent, with the same words as for `draft`, and `mode`."""
        mode = draft.pop("mode", scheduling.Mode.SELF)
        at = draft.get("at") or self.at
        assignment = self.draft(measure, **draft)
        answers = responses.draft_of(self.session, assignment.id)
        submission = responses.freeze(self.session, assignment, answers, mode=mode, at=at)
        scheduling.mark_submitted(self.session, assignment, at=at)
        return self._save(submission)

    def staff(self, *roles: Role, service: Service | None = None, **values: Any) -> Clinician:
        """Somebody of the service with these roles, such as its duty team or its lead."""
        name = values.pop(
            "name", f"{roles[0].value.replace('_', ' ').title()} {next(self._numbers)}"
        )
        return self.clinician(service, self.user(*roles, name=name), **values)

    def alert(
        self, *, check_in: CheckIn | None = None, client: Client | None = None,
        clinician: Clinician | None = None, at: datetime | None = None, phq9_9: int = 2,
    ) -> Alert:  # fmt: skip
        """What is raised when somebody answers item 9 of the PHQ-9 so, in the way it is raised."""
        check_in = check_in or self.check_in(client=client, clinician=clinician, at=at)
        position = next(a.position for a in check_in.assignments if a.measure == "phq9")
        answer = Answer(item="q9", value=phq9_9, language="en", visit=uuid4())
        save_answer(self.session, check_in.id, position, answer, at=at or self.at)
        found = select(Alert).where(Alert.check_in_id == check_in.id)
        newest = found.order_by(Alert.raised_at.desc()).limit(1)
        return self._save(self.session.scalars(newest).one())

    def message(self, client: Client | None = None, **values: Any) -> Message:
        """A message to a client that did not arrive."""
        values.setdefault("key", f"message {next(self._numbers)}")
        values.setdefault("kind", MessageKind.INVITATION)
        values.setdefault("created_at", self.at)
        values.setdefault("send_after", values["created_at"])
        values.setdefault("reason", Reason.NOT_DELIVERED)
        return self._save(Message(recipient_id=(client or self.client()).id, **values))

    def crisis_words(self, language: str = "en", **values: Any) -> CrisisWords:
        """What the service says to somebody in danger; waits to be approved."""
        defaults = {"version": 1, "heading": "You matter", "body": "We are here."}
        who = {"service_id": self.the_service().id, "made_at": self.at, "made_by": self.user().id}
        return self._save(CrisisWords(language=language, **(who | defaults | values)))

    def _course_of(self, client: Client | None) -> Episode | None:
        """The open course of care that somebody is already in: forms go on in it."""
        found = select(Episode).where(Episode.ended_on.is_(None), Episode.client == client)
        newest = found.order_by(Episode.started_on.desc())
        return self.session.scalars(newest).first() if client else None

    def _save(self, row: Row) -> Row:
        self.session.add(row)
        self.session.commit()
        return row


def _test_number(number: int) -> str:
    """The NHS number with this count in the range that is kept for tests."""
    for tail in count(number * 10):
        digits = f"999{tail:06d}"
        check = calculate_checksum(digits)
        if check is not None and check < 10:
            return f"{digits}{check}"
    raise AssertionError("never")
