"""An answer that somebody must look at: raised at once, open until somebody has acted."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app import outbox, risk
from app.actions import (
    AlreadySent,
    act_on_alert,
    ask_for_contact,
    close_alert,
    disable_user,
    pass_alert_on,
    save_answer,
    see_alert,
    sweep_answers,
    watch_alerts,
)
from app.care import Absence, AbsenceReason, Relation
from app.responses import Answer, DraftAnswer
from app.risk import (
    Alert,
    AlertIsRecorded,
    AlertMovedOn,
    AlertState,
    ContactWish,
    Deed,
    NobodyThere,
    NotAnAct,
    NothingDone,
    Rung,
    StepKind,
)
from app.scheduling import Assignment, NoLongerAsked
from app.security import Role
from tests.together import together

VISIT = UUID(int=1)
# A Wednesday; the service is at work from nine to five.
DUE, LEAD_DUE = (datetime(2026, 3, 4, hour, tzinfo=UTC) for hour in (14, 18))
NEXT_MORNING = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def save(session, at):
    """Answers an item of a check-in's only questionnaire."""

    def saved(check_in, value, item="q9", position=1, after=0):
        answer = Answer(item, value, "en", VISIT, tab=uuid4().hex)
        save_answer(session, check_in.id, position, answer, at=at + timedelta(minutes=after))

    return saved


def alerts(session):
    session.expire_all()
    return list(session.scalars(select(Alert).order_by(Alert.raised_at, Alert.id)))


def told(session, alert):
    """Who was told of it, on which rung."""
    found = select(risk.AlertNotice).where(risk.AlertNotice.alert_id == alert.id)
    return [
        (n.user.name, n.rung) for n in session.scalars(found.order_by(risk.AlertNotice.made_at))
    ]


def values(alert):
    return [(answer.item, answer.value) for answer in alert.answers]


# ---- raised when it is saved


@pytest.mark.parametrize("value", [1, 2, 3])
def test_saf_02_it_is_raised_when_the_answer_is_saved_and_not_when_it_is_sent(
    session, make, save, at, value
):
    clinician = make.clinician()
    check_in = make.check_in(clinician=clinician)

    save(check_in, value)

    [alert] = alerts(session)
    assert values(alert) == [("q9", value)]
    assert alert.client_id == check_in.client_id
    assert (alert.owner_id, alert.rung, alert.state) == (clinician.id, Rung.OWNER, AlertState.OPEN)
    assert (alert.acknowledge_by, alert.escalate_by) == (DUE, NEXT_MORNING)
    assert told(session, alert) == [("Robin Therapist", Rung.OWNER)]


@pytest.mark.parametrize(("item", "value"), [("q9", 0), ("q9", None), ("q8", 3)])
def test_other_answers_raise_nothing(session, make, save, item, value):
    save(make.check_in(), value, item)

    assert alerts(session) == []


@pytest.mark.parametrize("number", [6, 9, 16, 22, 24, 34])
def test_saf_05_every_risk_item_of_the_core_om_raises_one(session, make, save, number):
    save(make.check_in(["core_om"]), 1, f"q{number}")

    assert [values(alert) for alert in alerts(session)] == [[(f"q{number}", 1)]]


def test_saf_02_an_answer_whose_alert_cannot_be_raised_is_not_saved_either(
    session, make, save, monkeypatch
):
    check_in = make.check_in()
    make.session.execute(Alert.__table__.delete())
    monkeypatch.setattr("app.risk.raising.tell", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        save(check_in, 3)
    session.rollback()

    assert alerts(session) == []
    assert session.scalar(select(func.count()).select_from(DraftAnswer)) == 0


def test_saf_12_all_that_is_answered_in_one_sitting_is_one_alert(session, make, save):
    check_in = make.check_in(["core_om", "phq9"])

    for number in (6, 9, 16, 24):
        save(check_in, 2, f"q{number}")
    save(check_in, 1, "q9", position=2)

    [alert] = alerts(session)
    assert len(alert.answers) == 5
    assert len(told(session, alert)) == 1


def test_saf_12_fifty_at_the_same_moment_are_one_alert_each(session, make, engine, at):
    check_ins = [make.check_in(["core_om", "phq9"]).id for _ in range(5)]

    def save(own, number):
        item, place = (f"q{(6, 9, 16, 22, 24)[number % 5]}", 1) if number % 2 else ("q9", 2)
        answer = Answer(item, 1, "en", VISIT, tab=str(number))
        save_answer(own, check_ins[number // 10], place, answer, at=at)

    results = together(engine, 50, save)

    assert [r for r in results if r is not None] == []
    raised = alerts(session)
    assert sorted(alert.check_in_id for alert in raised) == sorted(check_ins)
    assert all(len(told(session, alert)) == 1 for alert in raised)


def test_saf_02_an_answer_that_comes_too_late_to_be_kept_raises_one_all_the_same(
    session, make, save
):
    sent, withdrawn = make.submission("phq9"), make.draft("phq9")
    withdrawn.withdrawn_at = make.at
    check_ins = [session.get_one(Assignment, sent.assignment_id).check_in, withdrawn.check_in]
    session.commit()

    for check_in, refusal in zip(check_ins, (AlreadySent, NoLongerAsked), strict=True):
        with pytest.raises(refusal):
            save(check_in, 3)

    assert [values(alert) for alert in alerts(session)] == [[("q9", 0), ("q9", 3)]] * 2
    assert set(session.scalars(select(DraftAnswer.value).where(DraftAnswer.item == "q9"))) == {0}


# ---- answered again


def test_saf_07_a_lowered_answer_keeps_the_alert_and_both_are_shown(session, make, save, at):
    """HAZ-06: a slip of the finger is put right, and nothing vanishes."""
    check_in = make.check_in()
    save(check_in, 3)

    save(check_in, 0, after=1)

    [alert] = alerts(session)
    assert values(alert) == [("q9", 3), ("q9", 0)]
    assert [a.given_at for a in alert.answers] == [at, at + timedelta(minutes=1)]
    assert alert.state is AlertState.OPEN


def test_saf_07_a_raised_answer_shows_the_one_before_it(session, make, save):
    check_in = make.check_in()
    save(check_in, 0)

    save(check_in, 3, after=1)

    [alert] = alerts(session)
    assert values(alert) == [("q9", 0), ("q9", 3)]


def test_saf_07_an_answer_that_is_taken_back_stays_too(session, make, save):
    check_in = make.check_in()
    save(check_in, 2)

    save(check_in, None, after=1)

    assert [values(alert) for alert in alerts(session)] == [[("q9", 2), ("q9", None)]]


def test_the_same_request_again_adds_nothing(session, make, save):
    check_in = make.check_in()
    save(check_in, 2)

    save(check_in, 2, after=1)

    assert [values(alert) for alert in alerts(session)] == [[("q9", 2)]]


def test_what_is_no_news_joins_the_alert_that_somebody_has_in_hand(session, make, save, at):
    clinician = make.clinician()
    check_in = make.check_in(clinician=clinician)
    save(check_in, 2)
    [alert] = alerts(session)
    act_on_alert(session, alert, [Deed.CALLING], "Calling now.", user=clinician.user, at=at)

    save(check_in, 1, after=5)

    [alert] = alerts(session)
    assert values(alert) == [("q9", 2), ("q9", 1)]
    assert alert.state is AlertState.ACTING


def test_saf_02_an_answer_after_the_alert_was_closed_is_an_alert_of_its_own(
    session, make, save, at
):
    clinician = make.clinician()
    check_in = make.check_in(clinician=clinician)
    save(check_in, 2)
    [alert] = alerts(session)
    close_alert(session, alert, [Deed.SPOKE], "Safe today.", user=clinician.user, at=at)

    save(check_in, 2, after=24 * 60)

    first, second = alerts(session)
    assert (first.state, second.state) == (AlertState.CLOSED, AlertState.OPEN)
    assert (values(first), values(second)) == ([("q9", 2)], [("q9", 2)])
    assert second.answers[0].given_at == at + timedelta(days=1)


def test_what_is_news_is_an_alert_of_its_own_once_the_first_is_in_hand(session, make, save, at):
    clinician = make.clinician()
    check_in = make.check_in(["core_om", "phq9"], clinician=clinician)
    save(check_in, 1, "q24")
    [first] = alerts(session)
    act_on_alert(session, first, [Deed.SPOKE], "We talked.", user=clinician.user, at=at)

    save(check_in, 3, "q24", after=60)

    first, second = alerts(session)
    assert (values(first), values(second)) == ([("q24", 1)], [("q24", 1), ("q24", 3)])
    assert second.state is AlertState.OPEN


def test_a_later_check_in_is_an_alert_of_its_own(session, make, at):
    client = make.client()
    first = make.alert(client=client)

    second = make.alert(client=client, at=at + timedelta(days=7))

    assert first.id != second.id
    assert risk.alert_before(session, second).id == first.id


def test_what_was_answered_and_done_is_never_changed(session, make):
    alert = make.alert()
    alert.answers[0].value = 0

    with pytest.raises(AlertIsRecorded):
        session.flush()
    session.rollback()
    session.delete(alert.steps[0])

    with pytest.raises(AlertIsRecorded):
        session.flush()


# ---- asking to be contacted


def test_who_wants_to_be_contacted_is_noted_on_the_alert(session, make, at):
    alert = make.alert()

    for wish in (ContactWish.MORNING, ContactWish.NO):
        ask_for_contact(
            session,
            alert.check_in_id,
            wish,
            client_id=alert.client_id,
            at=at + timedelta(minutes=1),
        )

    [alert] = alerts(session)
    assert alert.wish is ContactWish.NO
    wishes = [step.wish for step in alert.steps if step.kind is StepKind.WISHED]
    assert wishes == [ContactWish.MORNING, ContactWish.NO]


def test_asking_to_be_contacted_is_an_alert_even_without_an_answer(session, make, at):
    check_in = make.check_in()

    ask_for_contact(session, check_in.id, ContactWish.ANY_TIME, client_id=check_in.client_id, at=at)

    [alert] = alerts(session)
    assert (alert.wish, alert.answers, alert.state) == (ContactWish.ANY_TIME, [], AlertState.OPEN)


def test_asking_for_the_same_after_it_was_closed_is_taken_up_anew(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    again = {"client_id": alert.client_id, "at": at + timedelta(hours=1)}
    ask_for_contact(session, alert.check_in_id, ContactWish.MORNING, **again)
    close_alert(session, alert, [Deed.SPOKE], "We talked.", user=clinician.user, at=at)

    ask_for_contact(session, alert.check_in_id, ContactWish.MORNING, **again)

    assert sorted(a.state for a in alerts(session)) == [AlertState.CLOSED, AlertState.OPEN]


def test_asking_again_after_somebody_took_it_up_is_taken_up_anew(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    act_on_alert(session, alert, [Deed.SPOKE], "We talked.", user=clinician.user, at=at)
    later = at + timedelta(hours=1)

    ask_for_contact(
        session, alert.check_in_id, ContactWish.ANY_TIME, client_id=alert.client_id, at=later
    )

    assert [a.state for a in alerts(session)] == [AlertState.ACTING, AlertState.OPEN]


# ---- who has to act


def test_saf_09_haz_03_while_the_clinician_is_away_it_is_with_who_covers(session, make, at):
    clinician, colleague = make.clinician(), make.clinician(name="Casey Cover")
    make.staff(Role.DUTY)
    client = make.client(clinician)
    make.care_relationship(colleague, client, relation=Relation.COVER)
    session.add(Absence(clinician_id=clinician.id, reason=AbsenceReason.LEAVE, starts_on=at.date()))

    alert = make.alert(client=client)

    assert (alert.owner_id, alert.rung) == (clinician.id, Rung.COVER)
    assert told(session, alert) == [("Casey Cover", Rung.COVER)]


AWAY = {
    "on leave": lambda session, c, at: session.add(
        Absence(clinician_id=c.id, reason=AbsenceReason.LEAVE, starts_on=at.date())
    ),
    "not working on Wednesdays": lambda _session, c, _at: setattr(c, "works_on", "0134"),
    "gone": lambda _session, c, at: setattr(c, "left_on", at.date()),
    "without an account": lambda _session, c, _at: setattr(c.user, "active", False),
}


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_saf_09_haz_03_when_nobody_covers_it_is_with_the_duty_team_at_once(session, make, at, away):
    clinician = make.clinician()
    make.staff(Role.DUTY, name="Dana Duty")
    client = make.client(clinician)
    away(session, clinician, at)
    session.commit()

    alert = make.alert(client=client)

    assert alert.rung is Rung.DUTY
    assert told(session, alert) == [("Dana Duty", Rung.DUTY)]


def test_saf_09_a_client_without_a_clinician_is_with_the_duty_team(session, make):
    client = make.client(trust=make.the_service().trust)
    make.staff(Role.DUTY, name="Dana Duty")

    alert = make.alert(client=client)

    assert (alert.owner_id, alert.rung) == (None, Rung.DUTY)


def test_saf_09_who_works_on_monday_has_what_came_in_at_the_weekend(session, make):
    clinician = make.clinician(works_on="0")
    make.staff(Role.DUTY)

    alert = make.alert(clinician=clinician, at=datetime(2026, 3, 7, 12, tzinfo=UTC))

    assert alert.rung is Rung.OWNER


def test_saf_09_where_nobody_is_left_those_who_manage_people_are_told(session, make, at):
    make.user(Role.ADMINISTRATOR, name="Alex Admin")
    client = make.client(trust=make.the_service().trust)

    alert = make.alert(client=client)

    assert [name for name, _rung in told(session, alert)] == ["Alex Admin"]


def test_saf_09_it_goes_to_the_duty_team_after_four_hours_and_to_the_lead_after_eight(
    session, make
):
    make.staff(Role.DUTY, name="Dana Duty")
    make.staff(Role.SERVICE_LEAD, name="Lee Lead")
    alert = make.alert()
    looks = [DUE - timedelta(minutes=1), DUE, DUE, NEXT_MORNING, NEXT_MORNING]

    passed_on = [watch_alerts(session, at=at).passed_on for at in looks]

    assert passed_on == [0, 1, 0, 1, 0]
    assert told(session, alert) == [
        ("Robin Therapist", Rung.OWNER), ("Dana Duty", Rung.DUTY), ("Lee Lead", Rung.LEAD),
    ]  # fmt: skip


def test_what_somebody_has_in_hand_is_passed_to_nobody(session, make, at):
    make.staff(Role.DUTY)
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    act_on_alert(session, alert, [Deed.CALLING], "Calling.", user=clinician.user, at=at)

    assert watch_alerts(session, at=NEXT_MORNING).passed_on == 0


@pytest.mark.parametrize("is_in_hand", [False, True])
def test_saf_09_haz_03_an_owner_whose_account_is_closed_hands_it_on_at_once(
    session, make, by, at, is_in_hand
):
    make.staff(Role.DUTY, name="Dana Duty")
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    if is_in_hand:
        act_on_alert(session, alert, [Deed.CALLING], "Calling.", user=clinician.user, at=at)

    disable_user(session, clinician.user, by=by, at=at + timedelta(minutes=1))

    session.expire_all()
    assert alert.rung is Rung.DUTY
    on = date(2026, 3, 4)
    assert [u.name for u in risk.responsible_for(session, alert, on=on)] == ["Dana Duty"]


def test_saf_09_what_somebody_has_in_hand_goes_to_the_duty_team_while_they_are_away(
    session, make, at
):
    make.staff(Role.DUTY, name="Dana Duty")
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    act_on_alert(session, alert, [Deed.CALLING], "Calling.", user=clinician.user, at=at)
    tomorrow = date(2026, 3, 5)
    session.add(
        Absence(clinician_id=clinician.id, reason=AbsenceReason.SICKNESS, starts_on=tomorrow)
    )
    session.commit()

    passed_on = [watch_alerts(session, at=moment).passed_on for moment in (DUE, NEXT_MORNING)]

    session.expire_all()
    assert passed_on == [0, 1]
    assert [u.name for u in risk.responsible_for(session, alert, on=tomorrow)] == ["Dana Duty"]


def test_a_colleague_can_pass_it_up_and_says_why(session, make, at):
    make.staff(Role.DUTY, name="Dana Duty")
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    later = at + timedelta(minutes=1)
    pass_alert_on(session, alert, Rung.DUTY, "I am in session.", user=clinician.user, at=later)

    assert told(session, alert)[-1] == ("Dana Duty", Rung.DUTY)
    assert alert.steps[-1].note == "I am in session."
    with pytest.raises(NobodyThere):
        pass_alert_on(session, alert, Rung.LEAD, "", user=clinician.user, at=at)
    with pytest.raises(AlertMovedOn):
        pass_alert_on(session, alert, Rung.DUTY, "", user=clinician.user, at=at)


# ---- what is done about it


def test_saf_08_seeing_it_is_not_acting_on_it(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    see_alert(session, alert, user=clinician.user, at=at)

    assert (alert.state, alert.is_waiting) == (AlertState.SEEN, True)
    assert watch_alerts(session, at=DUE).watched == 1
    assert [a.id for a in risk.own_alerts(session, clinician, on=at.date())] == [alert.id]


@pytest.mark.parametrize(("deeds", "note"), [([], "We talked."), ([Deed.SPOKE], " ")])
@pytest.mark.parametrize("do", [act_on_alert, close_alert])
def test_saf_08_acting_and_closing_need_a_deed_and_a_note(session, make, at, do, deeds, note):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    with pytest.raises(NotAnAct):
        do(session, alert, deeds, note, user=clinician.user, at=at)
    session.rollback()

    assert [a.state for a in alerts(session)] == [AlertState.OPEN]


def test_saf_08_a_call_that_nobody_answered_closes_nothing(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    with pytest.raises(NothingDone):
        close_alert(session, alert, [Deed.NO_ANSWER], "No answer.", user=clinician.user, at=at)


def test_saf_08_who_did_what_and_when_stays_with_the_alert(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    user, later = clinician.user, at + timedelta(hours=1)
    see_alert(session, alert, user=user, at=at)
    act_on_alert(session, alert, [Deed.CALLING], "Calling now.", user=user, at=at)

    close_alert(session, alert, [Deed.SPOKE, Deed.SAFETY_PLAN], "Safe today.", user=user, at=later)

    session.expire_all()
    assert alert.state is AlertState.CLOSED
    assert [(s.kind, s.at, s.deeds, s.note) for s in alert.steps[2:]] == [
        (StepKind.ACTING, at, ["calling"], "Calling now."),
        (StepKind.CLOSED, later, ["spoke", "safety_plan"], "Safe today."),
    ]
    assert {s.by for s in alert.steps[1:]} == {user.id}
    assert risk.open_alerts_for(session, clinician, on=at.date()) == []
    with pytest.raises(AlertMovedOn):
        close_alert(session, alert, [Deed.SPOKE], "Again.", user=user, at=later)


def test_two_who_close_it_at_once_close_it_once(session, make, engine, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    ids = alert.id, clinician.user_id

    def close(own, _number):
        alert, user = own.get_one(Alert, ids[0]), own.get_one(type(clinician.user), ids[1])
        close_alert(own, alert, [Deed.SPOKE], "Done.", user=user, at=at)

    results = together(engine, 2, close)

    assert sorted(type(r).__name__ for r in results) == ["AlertMovedOn", "NoneType"]


# ---- nothing silent


def test_saf_02_an_answer_without_an_alert_is_found_and_given_one(session, make, at):
    assignment = make.draft(phq9_9=2)
    assert alerts(session) == []

    found = sweep_answers(session, since=at - timedelta(days=1), at=at + timedelta(minutes=5))

    assert found == 1
    [alert] = alerts(session)
    assert (alert.check_in_id, values(alert)) == (assignment.check_in_id, [("q9", 2)])
    assert sweep_answers(session, since=at - timedelta(days=1), at=at) == 0


def test_saf_10_the_list_is_whole_though_no_message_and_no_worker_ever_runs(session, make, at):
    duty = make.staff(Role.DUTY)
    found = [make.alert(), make.alert(client=make.client(trust=make.the_service().trust))]

    shown = risk.open_alerts_for(session, duty, on=at.date())

    assert {alert.id for alert in shown} == {alert.id for alert in found}
    assert {job.kind for job in outbox.unfinished_jobs(session)} == {risk.SEND_NOTICE}


def test_sec_34_a_clinician_sees_the_alerts_of_their_own_clients_only(session, make, at):
    alert = make.alert()
    stranger = make.clinician()
    elsewhere = make.staff(Role.DUTY, service=make.service(make.the_service().trust))

    for colleague in (stranger, elsewhere):
        assert risk.open_alerts_for(session, colleague, on=at.date()) == []
        assert risk.find_alert(session, alert.id, seen_by=colleague, on=at.date()) is None


def test_the_duty_team_sees_a_closed_alert_no_more_unless_it_was_theirs(session, make, at):
    duty, other = make.staff(Role.DUTY), make.staff(Role.DUTY)
    alert = make.alert()
    close_alert(session, alert, [Deed.SPOKE], "Safe today.", user=duty.user, at=at)

    assert risk.find_alert(session, alert.id, seen_by=duty, on=at.date())
    assert risk.find_alert(session, alert.id, seen_by=other, on=at.date()) is None
