"""A month of a service: which forms and alerts belong to it, and to which group."""

import ast
import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app import actions, reports, security
from app.care import Gender
from app.reports import By, Figure, Month, Shown, alert_report, full_months
from app.reports.alert_facts import alerts_raised, count_found_missing, forms_begun, groups_of
from app.responses import Answer
from app.risk import Rung
from app.security import SYSTEM, Role
from tests.statements import statements

FEBRUARY = Month(2026, 2)
# A Tuesday morning of that month.
THEN = datetime(2026, 2, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def service(make):
    return make.the_service()


@pytest.fixture
def report(session, service):
    """The report of that month, as things are now."""
    return lambda: alert_report(session, service, FEBRUARY)


# ---- which forms


def test_SAF_12_forms_that_were_sent_and_forms_that_were_only_begun(session, make, service):
    make.submission("phq9", at=THEN)
    make.draft("phq9", at=THEN, answers=[1, 1])

    assert forms_begun(session, service, FEBRUARY).total() == 2


def test_only_forms_that_can_raise_an_alert_are_counted(session, make, service):
    make.submission("gad7", at=THEN)

    assert forms_begun(session, service, FEBRUARY).total() == 0


def test_a_form_counts_once_and_in_the_month_in_which_it_was_begun(session, make, service):
    """However long somebody takes over it, and also when it is never sent."""
    draft = make.draft("phq9", at=THEN, answers=[1, 1])
    actions.save_answer(session, draft.check_in_id, 1, _answer("q3", 2), at=make.at)

    months = [FEBRUARY, Month.of(make.at)]
    assert [forms_begun(session, service, month).total() for month in months] == [1, 0]

    make.submission("phq9", at=THEN)
    assert [forms_begun(session, service, month).total() for month in months] == [2, 0]


def test_the_edges_of_a_month_are_midnight_in_the_service(session, make, service):
    """Summer time: July begins at 23:00 UTC."""
    begins = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    for moment in (begins - timedelta(seconds=1), begins):
        make.submission("phq9", at=moment)

    months = [forms_begun(session, service, Month(2026, n)).total() for n in (6, 7)]
    assert months == [1, 1]
    assert (Month(2026, 6).ends_at, Month(2026, 7).begins_at) == (begins, begins)


def test_SEC_34_another_service_is_not_counted(session, make, service, report):
    other = make.service(service.trust)
    make.submission("phq9", at=THEN, check_in=_check_in(make, other))
    make.alert(check_in=_check_in(make, other), at=THEN)

    assert forms_begun(session, service, FEBRUARY).total() == 0
    assert alerts_raised(session, service, FEBRUARY) == []
    assert not any(report().groups.values())


# ---- what became of alerts


def test_SAF_12_four_questions_of_one_form_are_one_alert(session, make, service):
    """HAZ-04"""
    check_in = make.check_in(["core_om"], at=THEN)
    for item in ("q6", "q9", "q16", "q22"):
        actions.save_answer(session, check_in.id, 1, _answer(item, 2), at=THEN)

    assert len(alerts_raised(session, service, FEBRUARY)) == 1


def test_SAF_12_what_became_of_an_alert(session, make, service):
    alert = make.alert(at=THEN)

    [facts] = alerts_raised(session, service, FEBRUARY)
    assert (facts.was_in_time, facts.is_open, facts.was_passed_on) == (False, True, False)
    assert (facts.raised_at, facts.acknowledge_by) == (THEN, alert.acknowledge_by)

    alert.acting_at, alert.acting_by = alert.acknowledge_by, alert.owner.user_id
    alert.closed_at, alert.closed_by = alert.acknowledge_by, alert.owner.user_id
    session.commit()
    [facts] = alerts_raised(session, service, FEBRUARY)
    assert (facts.was_in_time, facts.is_open) == (True, False)


@pytest.mark.parametrize(("role", "rung"), [(Role.DUTY, Rung.DUTY), (Role.SERVICE_LEAD, Rung.LEAD)])
def test_SAF_12_an_alert_that_came_to_the_duty_team_or_the_lead(session, make, service, role, rung):
    make.staff(role)
    alert = make.alert(at=THEN)
    actions.watch_alerts(session, at=THEN + timedelta(days=7))
    session.refresh(alert)

    assert alert.rung is rung
    assert [one.was_passed_on for one in alerts_raised(session, service, FEBRUARY)] == [True]


def test_SAF_02_an_answer_that_the_sweep_found_is_counted(session, make, service, report):
    assert report().found_missing is None

    security.audit(session, "alert.found_missing", subject=make.alert(at=THEN), by=SYSTEM, at=THEN)
    session.commit()

    assert report().found_missing == Figure(Shown.FEW)
    assert count_found_missing(session, service, FEBRUARY) == 1
    assert count_found_missing(session, service, FEBRUARY.before) == 0


# ---- groups


def test_SAF_12_people_are_told_apart_by_language_gender_and_pathway(session, make, service):
    skills = make.pathway(name="Skills group")
    for gender, language in ((Gender.MALE, "pl"), (Gender.FEMALE, "en"), (Gender.MALE, "en")):
        client = make.client(language=language, gender=gender)
        make.alert(check_in=make.check_in(episode=make.episode(client, pathway=skills)), at=THEN)

    groups = {by: groups_of(session, service, by) for by in By}
    kinds = {one.kind for one in alerts_raised(session, service, FEBRUARY)}

    assert groups == {
        By.LANGUAGE: ["en", "pl"], By.GENDER: ["1", "2"], By.PATHWAY: ["Skills group"],
    }  # fmt: skip
    assert {one.group(By.LANGUAGE) for one in kinds} == {"en", "pl"}
    assert kinds == set(forms_begun(session, service, FEBRUARY))


def test_SAF_12_a_month(session, make, report):
    """Two groups; each figure, of everybody and of each."""
    owners = [make.clinician() for _ in range(3)]
    pathway = make.pathway()
    for number in range(10):
        client = make.client(owners[number % 3], language="en" if number < 5 else "pl")
        episode = make.episode(client, pathway=pathway)
        alert = make.alert(check_in=make.check_in(episode=episode), at=THEN)
        hours = 1 if number < 5 else 8
        alert.acting_at, alert.acting_by = THEN + timedelta(hours=hours), alert.owner.user_id
    session.commit()

    shown = report()

    assert shown.everybody.forms == shown.everybody.alerts == _exactly(10)
    assert shown.everybody.per_100_forms == 100
    assert shown.everybody.in_time == _exactly(5, 10)
    assert shown.everybody.half_within == timedelta(hours=4)  # between one hour and seven
    assert shown.still_open == Figure(Shown.ALL_BUT_FEW, of=10)
    assert shown.passed_on == Figure(Shown.FEW, of=10)
    english = shown.groups[By.LANGUAGE]["en"]
    assert (english.alerts, english.half_within) == (_exactly(5), timedelta(hours=1))
    assert english.in_time == Figure(Shown.WITHHELD, of=5)


def test_SAF_15_a_month_in_which_nothing_happened_has_no_shares(make, report):
    make.episode()

    shown = report()

    few = Figure(Shown.FEW)
    for one in (shown.everybody, *shown.groups[By.LANGUAGE].values()):
        assert (one.forms, one.alerts) == (few, few)
        assert (one.in_time, one.half_within, one.per_100_forms) == (None, None, None)
    assert (shown.passed_on, shown.still_open) == (None, None)


# ---- which months


@pytest.mark.parametrize(
    ("at", "newest"),
    [
        # The first of March is a Sunday: what was raised on the last evening may wait until Monday.
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), "2026-01"),
        (datetime(2026, 3, 2, 12, 59, tzinfo=UTC), "2026-01"),
        (datetime(2026, 3, 2, 13, 0, tzinfo=UTC), "2026-02"),
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), "2026-02"),
        (datetime(2026, 1, 20, 12, 0, tzinfo=UTC), "2025-12"),
    ],
)
def test_a_month_is_there_once_its_last_alert_has_had_its_time(session, service, at, newest):
    months = full_months(session, service, at=at)

    assert str(months[0]) == newest
    assert len(months) == 13
    assert months == sorted(months, reverse=True)
    assert months[-1] == Month(months[0].year - 1, months[0].number)


# ---- never by clinician


def test_no_report_can_be_asked_about_a_clinician():
    """No function takes one, no figure names one, no statement looks for the people behind one."""
    for name in reports.__all__:
        made = getattr(reports, name)
        if callable(made) and not isinstance(made, type):
            said = str(inspect.signature(made))
            assert "Clinician" not in said
            assert "User" not in said
        for field in getattr(made, "__dataclass_fields__", {}):
            assert field in _SAYS_NOTHING_OF_WHO, f"{name}.{field}: whose figure is it?"
    folder = Path(str(reports.__file__)).parent
    names = {
        getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
    }
    assert not names & {
        "Clinician",
        "User",
        "CareRelationship",
        "acting_by",
        "seen_by",
        "closed_by",
    }


_SAYS_NOTHING_OF_WHO = {
    "forms", "alerts", "in_time", "half_within", "month", "everybody", "passed_on", "still_open",
    "found_missing", "groups", "total", "parts", "number", "of", "shown", "year",
    "version", "answers", "asked", "chosen", "declined", "unanswered", "average", "is_one_of",
    "periods", "questions", "counted", "first", "last", "question", "versions", "answered",
    "contributors",  # goes in to be counted, and does not come out: a Figure has none
    "departures", "reasons", "barriers", "endings", "agreed", "held", "interviews", "words",
    "percent",
}  # fmt: skip


def test_the_figures_are_the_same_whichever_clinician_it_was(session, make, report):
    owners = [make.clinician() for _ in range(4)]
    alerts = [make.alert(clinician=owners[number % 3], at=THEN) for number in range(6)]
    for alert in alerts:
        alert.acting_at, alert.acting_by = THEN + timedelta(hours=2), alert.owner.user_id
    session.commit()
    before = report()

    for number, alert in enumerate(alerts):
        alert.owner_id = owners[(number + 1) % 4 if number < 3 else number % 4].id
        alert.acting_by = owners[0].user_id
    session.commit()

    assert before.everybody.half_within == timedelta(hours=2)
    assert report() == before


def test_no_statement_reads_a_name_or_an_answer(session, engine, make, report):
    """SAF-12: what is counted is not looked at."""
    make.alert(at=THEN)
    session.commit()

    with statements(engine) as asked:
        report()

    said = " ".join(asked).lower()
    assert "from alert" in said
    for column in ("sealed", ".value", "nhs_number", "care_relationship", "clinician."):
        assert column not in said


def _answer(item, value):
    return Answer(item=item, value=value, language="en", visit=uuid4())


def _check_in(make, service):
    clinician = make.clinician(service)
    return make.check_in(clinician=clinician, at=THEN)


def _exactly(number, of=None):
    return Figure(Shown.EXACTLY, number, of)
