"""Whose turn it is: the clinician, who covers, the duty team, the service lead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app import risk
from app.actions import act_on_alert, disable_user, pass_alert_on, watch_alerts
from app.care import Absence, AbsenceReason, Relation
from app.risk import AlertMovedOn, Deed, NobodyThere, Rung
from app.security import Role
from tests.actions.alerting.conftest import DUE, NEXT_MORNING, told


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
