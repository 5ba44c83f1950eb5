"""Alerts of the demo: those of two years, each acted on, and a few on which somebody has to act."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import UUID

from app import instruments, risk
from app.actions import Doing, ToldAlert
from app.care import Absence, AbsenceReason, Clinician
from app.cli.demo.journeys import Journey
from app.db import Base
from app.responses import DraftAnswer, Submission
from app.risk import ContactWish, Deed, FollowUp, FollowUpPreference, RiskAnswerGiven
from app.scheduling import Assignment, CheckIn
from app.security import User

SECONDS_PER_ANSWER = 6
# What became of one alert after another: deeds, and the note that a colleague reads.
ENDINGS = (
    ((Deed.SPOKE, Deed.SAFETY_PLAN),
     "Called. We went through the safety plan. Knows the crisis line and will use it."),
    ((Deed.SPOKE, Deed.TALK_IN_SESSION),
     "Called. The thoughts are not new and pass. We take them up in the session on the day."),
    ((Deed.SPOKE, Deed.SESSION_SOONER), "Called. Asked to come sooner: moved to tomorrow at ten."),
    ((Deed.TALK_IN_SESSION,), "Seen an hour later in the session, and talked about it there."),
    ((Deed.SPOKE, Deed.GP), "Called. Sleeps badly since the new tablets. The GP sees them today."),
    ((Deed.SPOKE, Deed.FAMILY), "Called. The sister is with them tonight, as both wanted."),
    ((Deed.CRISIS_TEAM, Deed.SPOKE), "The crisis team visits this evening; told by phone."),
)  # fmt: skip
CALLED = Doing(35, (Deed.CALLING, Deed.NO_ANSWER), "No answer. I try again after my session.")
# So long before now the last weeks' answers are still open, or somebody has them in hand.
STILL_OPEN = timedelta(days=3)
# What somebody answered this morning to the first eight questions of a PHQ-9.
FIRST_ANSWERS = (2, 2, 3, 2, 1, 2, 2, 1)


def long_answered(rows: Iterable[Base], duty: User, *, at: datetime) -> list[ToldAlert]:
    """One for each check-in in which something was answered that somebody must look at."""
    check_ins = {a.id: row.id for row in rows if isinstance(row, CheckIn) for a in row.assignments}
    given: dict[UUID, list[RiskAnswerGiven]] = {}
    for row in rows:
        if isinstance(row, Submission):
            for answer in _given(row, check_ins[row.assignment_id]):
                given.setdefault(answer.check_in_id, []).append(answer)
    endings = cycle(ENDINGS)
    in_order = sorted(given.values(), key=lambda answers: answers[0].at)
    return [
        ToldAlert(tuple(answers), _became(place, answers[0], next(endings), duty, at=at))
        for place, answers in enumerate(in_order)
    ]


def freshly_given(free: Sequence[Journey], duty: User, *, at: datetime) -> Iterator[ToldAlert]:
    """This morning: one that nobody has opened, one that was opened, one lowered from 3 to 0; and
    since yesterday one that nobody has taken up in time."""
    stories = (
        ([2], ContactWish.MORNING, (), 50),
        ([1], None, (Doing(0, by=duty),), 100),
        ([3, 0], ContactWish.NO, (), 140),
        ([1], ContactWish.ANY_TIME, (), 21 * 60),
    )
    for journey, (values, wish, doings, minutes) in zip(free[1::4], stories, strict=False):
        begun = at - timedelta(minutes=minutes)
        yield ToldAlert(tuple(_answer_now(journey, values, begun)), doings, wish)


def followed_up(journeys: Sequence[Journey], clinician: User, *, at: datetime) -> list[Base]:
    """What some people said helps them; the clinician has agreed with one of them."""
    said = []
    for place, journey in enumerate(journeys[1::4][:3]):
        said_at = at - timedelta(days=20 + place)
        is_agreed = place == 0
        said.append(
            FollowUpPreference(
                client_id=journey.client.id,
                follow_up=list(FollowUp)[place],
                said_at=said_at,
                reviewed_at=said_at + timedelta(days=6) if is_agreed else None,
                reviewed_by=clinician.id if is_agreed else None,
                is_agreed=is_agreed,
            )
        )
    return list[Base](said)


def rota(clinicians: Mapping[str, Clinician], today: date) -> list[Base]:
    """Who will be away in the coming weeks."""
    days = {
        "step4": (AbsenceReason.LEAVE, 7, 11),
        "step3": (AbsenceReason.TRAINING, 20, 21),
    }
    return [
        Absence(
            clinician_id=clinicians[key].id,
            reason=reason,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
        )
        for key, (reason, first, last) in days.items()
    ]


def _became(
    place: int, first: RiskAnswerGiven, ending: tuple[tuple[Deed, ...], str], duty: User, *,
    at: datetime,
) -> tuple[Doing, ...]:  # fmt: skip
    """What was done; of the newest ones one is in hand, and one nobody has taken up yet."""
    if at - first.at < STILL_OPEN:
        return (Doing(25, CALLED.deeds, CALLED.note, by=duty),) if place % 2 else ()
    deeds, note = ending
    closed = Doing(70 + 15 * (place % 9), deeds, note, ends_it=True)
    return (Doing(20), CALLED, closed) if place % 3 == 0 else (Doing(20), closed)


def _given(sent: Submission, check_in_id: UUID) -> Iterator[RiskAnswerGiven]:
    instrument = instruments.get_instrument(sent.measure)
    for concern in risk.concerns_in(instrument, sent.answers):
        item = concern.item
        yield RiskAnswerGiven(
            check_in_id=check_in_id,
            assignment_id=sent.assignment_id,
            measure=sent.measure,
            version=sent.version,
            item=item.id,
            value=concern.value,
            language=sent.other_languages.get(item.id, sent.language),
            at=sent.started_at + timedelta(seconds=SECONDS_PER_ANSWER * (item.number - 1)),
        )


def _answer_now(
    journey: Journey, values: Sequence[int], begun: datetime
) -> Iterator[RiskAnswerGiven]:
    """A PHQ-9 that is not sent yet: the first eight answers, then item 9 once or more often."""
    episode = journey.newest_episode
    asked = journey.give(episode, ["phq9", "gad7"], begun - timedelta(hours=2))
    assignment = asked.assignments[0]
    language = journey.language_of(instruments.get_instrument("phq9"))
    visit = journey.new_id()
    for number, value in enumerate([*FIRST_ANSWERS, values[-1]], start=1):
        at = begun + timedelta(seconds=SECONDS_PER_ANSWER * number)
        row = DraftAnswer(
            assignment_id=assignment.id, item=f"q{number}", value=value, declined=False,
            language=language, visit=visit, tab="", seq=0, answered_at=at,
        )  # fmt: skip
        journey.add(row)
    for place, value in enumerate(values):
        at = begun + timedelta(seconds=SECONDS_PER_ANSWER * (9 + place))
        yield _risk_answer(assignment, asked, value, language, at)


def _risk_answer(
    assignment: Assignment, asked: CheckIn, value: int, language: str, at: datetime
) -> RiskAnswerGiven:
    return RiskAnswerGiven(
        check_in_id=asked.id,
        assignment_id=assignment.id,
        measure=assignment.measure,
        version=assignment.version,
        item="q9",
        value=value,
        language=language,
        at=at,
    )
