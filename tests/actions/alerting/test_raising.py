"""An answer that somebody must look at: raised at once, with the answer or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.actions import AlreadySent, act_on_alert, ask_for_contact, close_alert, save_answer
from app.responses import Answer, DraftAnswer
from app.risk import Alert, AlertState, ContactWish, Deed, Rung, StepKind
from app.scheduling import Assignment, NoLongerAsked
from tests.actions.alerting.conftest import DUE, NEXT_MORNING, VISIT, alerts, told, values
from tests.together import together

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
