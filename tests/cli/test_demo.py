"""The demo: the same believable, plainly made-up people every time, and never beside real ones."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import nhs_number
import pytest
from sqlalchemy import func, select

from app import actions, care, clock, create_app, instruments, risk, scheduling
from app.care import (
    Appointment,
    AppointmentStatus,
    Client,
    Clinician,
    Ending,
    Episode,
    MeasureLicence,
    Pathway,
    Service,
    TherapyGroup,
    WordingApproval,
)
from app.cli.demo.clinic import password
from app.cli.demo.story import Story
from app.db import Base
from app.responses import DraftAnswer, Score, Submission
from app.risk import Alert, AlertState, ContactWish, Rung
from app.scheduling import CheckIn, Invitation, LinkState
from app.security import AuditEvent, Keyring, Role, User, password_is, use_keyring, verify
from tests.databases import settings_for

AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def told(at=AT):
    settings = settings_for("")
    use_keyring(
        Keyring(settings.field_keys, "1", lookup_key=settings.lookup_key, audit_key="audit")
    )
    return Story(lambda: "secret", at=at)


@pytest.fixture(scope="module")
def story():
    return told()


@pytest.fixture(scope="module")
def of(story):
    """All rows of a table."""
    return lambda table: [row for row in story.rows if isinstance(row, table)]


def facts(story):
    """What somebody would notice if it changed from one time to the next."""
    clients = [(r.id, r.name, r.nhs_number, r.birth_date) for r in story.rows
               if isinstance(r, Client)]  # fmt: skip
    sent = [(r.measure, r.submitted_at - story.at, r.answers) for r in story.rows
            if isinstance(r, Submission)]  # fmt: skip
    alerts = [(told.given, told.wish) for told in story.alerts]
    return clients, sent, alerts


# ---- the people


def test_there_are_eighty_people_in_eight_languages(of):
    languages = Counter(client.language for client in of(Client))

    assert languages.total() == 80
    assert len(languages) == 8
    assert {"en", "pl", "ar"} <= set(languages)


def test_int_02_nobody_can_be_taken_for_somebody_real(of):
    for client in of(Client):
        assert client.nhs_number.startswith("999")
        assert nhs_number.is_valid(client.nhs_number)
        assert re.fullmatch(r"(\+447700900\d{3})?", client.phone)
        assert re.fullmatch(r"(person\d+@example\.org)?", client.email)
    numbers = {client.nhs_number for client in of(Client)}
    assert len(numbers) == 80
    assert all(user.email.endswith("example.org") for user in of(User))
    assert {service.is_demo for service in of(Service)} == {True}
    assert all("demo" in service.name for service in of(Service))


def test_no_two_people_have_one_name(of):
    assert len({client.name for client in of(Client)}) == 80


def test_ten_colleagues_share_the_seven_roles(of):
    users = of(User)

    assert len(users) == 10
    assert {role for user in users for role in user.roles} == set(Role)
    assert len(of(Clinician)) == 5
    assert all(password_is(password(), user.password) for user in users)
    assert all(user.has_second_factor for user in users)


def test_the_licence_and_approvals_say_that_they_are_made_up(of):
    assert {row.measure for row in of(MeasureLicence)} == {"swemwbs"}
    assert all("demo" in row.number for row in of(MeasureLicence))
    assert all("demo" in row.approved_by for row in of(WordingApproval))
    approved = {(row.measure, row.language) for row in of(WordingApproval)}
    assert {("phq9", "pl"), ("gad7", "pl"), ("gad7", "ar")} <= approved


# ---- what happened to them


def test_nobody_has_more_than_twenty_appointments(of):
    owner = {episode.id: episode.client_id for episode in of(Episode)}

    counts = Counter(owner[appointment.episode_id] for appointment in of(Appointment))

    assert max(counts.values()) <= 20
    assert {row.status for row in of(Appointment)} == set(AppointmentStatus)


def test_booked_appointments_are_in_the_coming_two_weeks_and_nothing_else_is_ahead(of):
    for appointment in of(Appointment):
        days = (appointment.starts_at.date() - AT.date()).days
        is_booked = appointment.status is AppointmentStatus.BOOKED
        assert (0 <= days <= 14) if is_booked else days < 0
        assert appointment.starts_at.weekday() < 5


def test_who_comes_to_a_group_now_is_in_it(of):
    groups = {group.pathway_id: group.id for group in of(TherapyGroup)}

    assert len(groups) == 3
    assert all(
        episode.group_id == (None if episode.ended_on else groups.get(episode.pathway_id))
        for episode in of(Episode)
    )
    assert {episode.group_id for episode in of(Episode)} == {None, *groups.values()}


def test_no_clinician_has_two_people_in_the_room_at_the_same_time_but_for_a_group(of):
    service = {pathway.id: pathway.service_id for pathway in of(Pathway)}
    room = {e.id: (service[e.pathway_id], e.group_id or e.id) for e in of(Episode)}

    booked = {
        (*room[row.episode_id], row.starts_at)
        for row in of(Appointment)
        if row.status is AppointmentStatus.BOOKED
    }

    assert max(Counter((where, at) for where, _who, at in booked).values()) == 1


def test_those_who_are_in_a_group_come_together_every_week(of):
    member_of = {episode.id: episode.group_id for episode in of(Episode) if episode.group_id}
    times, came = defaultdict(set), Counter()
    for row in of(Appointment):
        if group_id := member_of.get(row.episode_id):
            local = clock.local(row.starts_at)
            times[group_id].add((local.weekday(), local.time()))
            came[group_id, row.starts_at] += 1

    assert {len(each) for each in times.values()} == {1}
    assert min(Counter(member_of.values()).values()) >= 4
    for group_id in times:
        assert max(number for (which, _), number in came.items() if which == group_id) >= 4


def test_nothing_was_sent_in_the_future_or_before_it_was_asked(of):
    asked = {a.id: check_in for check_in in of(CheckIn) for a in check_in.assignments}
    for sent in of(Submission):
        assert asked[sent.assignment_id].created_at < sent.started_at < sent.submitted_at < AT
    for check_in in of(CheckIn):
        assert check_in.created_at <= AT
        assert check_in.completed_at is None or check_in.completed_at < AT


def test_two_years_of_check_ins_with_all_seven_measures(of):
    sent = of(Submission)

    assert {row.measure for row in sent} == set(instruments.keys())
    assert min(row.submitted_at for row in sent) < AT - timedelta(days=600)
    assert max(row.submitted_at for row in sent) > AT - timedelta(days=4)


def test_courses_go_every_way(of):
    """Reliably better, reliably worse, neither, and stopped coming: all are there."""
    courses = {}
    for row in sorted(of(Submission), key=lambda row: row.submitted_at):
        if row.measure == "phq9":
            total = next(s.value for s in row.scores if s.name == "total")
            courses.setdefault(row.episode_id, []).append(total)
    phq9 = instruments.get_instrument("phq9")

    changes = Counter(
        instruments.change(phq9, int(c[0]), int(c[-1]))
        for c in courses.values()
        if len(c) > 1 and None not in (c[0], c[-1])
    )

    assert min(changes[change] for change in instruments.Change) >= 3
    assert changes[instruments.Change.IMPROVEMENT] > changes[instruments.Change.DETERIORATION]
    assert {row.ended_how for row in of(Episode)} == {Ending.COMPLETED, Ending.STOPPED_COMING, None}


def test_answers_are_as_people_give_them(of):
    sent = of(Submission)

    assert any(row.prorated for row in sent)
    assert any(row.declined for row in sent)
    assert any(score.value is None for row in sent for score in row.scores)
    assert {row.mode for row in sent} == set(scheduling.Mode)
    assert {"pl", "ar", "en"} <= {row.language for row in sent}
    at_risk = [row for row in sent if row.measure == "phq9" and (row.answers["q9"] or 0) > 0]
    assert 0 < len(at_risk) < len(sent) / 10


def test_some_check_ins_are_not_finished_and_some_ask_for_help(of):
    assert of(DraftAnswer)
    assert {c.help_wanted for c in of(CheckIn)} == {None, *scheduling.HelpWanted} or any(
        c.help_wanted for c in of(CheckIn)
    )
    open_links = [i for i in of(Invitation) if i.created_at > AT - timedelta(days=7)]
    assert len(open_links) > 5


def test_every_answer_that_somebody_must_look_at_has_its_alert(story, of):
    """SAF-02: the demo is a service in which none is silent."""
    named = {(answer.assignment_id, answer.item) for told in story.alerts for answer in told.given}

    for sent in of(Submission):
        for concern in risk.concerns_in(instruments.get_instrument(sent.measure), sent.answers):
            assert (sent.assignment_id, concern.item.id) in named
    assert {told.wish for told in story.alerts} >= {ContactWish.MORNING, ContactWish.NO, None}


def test_what_is_told_of_alerts_names_nobody_and_nothing_but_deeds(story):
    notes = {doing.note for told in story.alerts for doing in told.doings if doing.deeds}

    assert len(notes) > 5
    assert all(note.endswith(".") and len(note) < 120 for note in notes)


def test_the_demo_is_the_same_every_time(story):
    again = told()

    assert facts(again) == facts(story)


def test_the_demo_moves_with_the_day_on_which_it_is_made():
    other = told(at=AT + timedelta(days=100))

    booked = [r.starts_at for r in other.rows if isinstance(r, Appointment)
              and r.status is AppointmentStatus.BOOKED]  # fmt: skip
    assert min(booked) >= AT + timedelta(days=99)


# ---- the commands


@pytest.fixture
def run(engine, settings, at):
    """Run `flask demo ...` in demo mode."""
    app = create_app(replace(settings, demo=True))
    yield lambda *words: app.test_cli_runner().invoke(args=["demo", *words])
    app.extensions["engine"].dispose()


def count(session, table):
    found = session.scalar(select(func.count()).select_from(table))
    session.rollback()  # the command must be able to write
    return found


def test_an_empty_database_is_filled_and_says_who_can_sign_in(run, session):
    seeded = run("seed")
    again = run("seed")
    if_empty = run("seed", "--if-empty")
    shown = run("show", "--base-url", "http://127.0.0.1:8123/")

    assert seeded.exit_code == 0, seeded.output
    assert (again.exit_code, if_empty.exit_code) == (1, 0)
    assert count(session, Client) == 80
    assert count(session, Score) > 2500
    assert verify(session) is None
    assert count(session, AuditEvent) > 10
    the_duty_page_is_alive(session)
    caseloads = [
        care.clients_of(session, c, on=AT.date()) for c in session.scalars(select(Clinician))
    ]
    assert sorted(len(caseload) > 10 for caseload in caseloads) == [False, False, False, True, True]
    session.rollback()
    assert shown.exit_code == 0, shown.output
    assert "maya@madeup.example.org" in shown.output
    assert password() in shown.output
    assert "http://127.0.0.1:8123/account/demo-code" in shown.output
    links = re.findall(r"(\w+) +http://127.0.0.1:8123/c/([\w-]{22})$", shown.output, re.M)
    assert [name for name, _ in links] == ["English", "Polski", "العربية"]
    for (_, token), language in zip(links, ["en", "pl", "ar"], strict=True):
        invitation = scheduling.find_invitation(session, token)
        assert invitation is not None
        assert scheduling.link_state(invitation, at=AT) is LinkState.OPEN
        assert invitation.check_in.client.language == language
        asked = [a.measure for a in invitation.check_in.assignments]
        assert asked == ["phq9", "gad7", "swemwbs", "core_om"]
    finish_all_and_show_again(run, session, links)


def the_duty_page_is_alive(session):
    """Somebody new sees an alert in every state; what is older than a week was acted on."""
    alerts = session.scalars(select(Alert)).all()
    for alert in alerts:
        acted = [step for step in alert.steps if step.deeds]
        assert all(step.note and step.by and alert.raised_at < step.at <= AT for step in acted)
        assert bool(acted) == (alert.acting_at is not None)
        if alert.raised_at < AT - timedelta(days=7):
            assert alert.state is AlertState.CLOSED
    assert {alert.state for alert in alerts} == set(AlertState)
    assert {alert.rung for alert in alerts if alert.is_waiting} > {Rung.OWNER}
    assert {row.role_names[0] for row in session.scalars(select(User))} >= {"duty", "service_lead"}


def finish_all_and_show_again(run, session, links):
    """Whoever has answered a check-in is given another one when they start Heard again."""
    for _, token in links:
        invitation = scheduling.find_invitation(session, token)
        assert invitation is not None
        invitation.check_in.completed_at = AT
    session.commit()

    shown = run("show", "--base-url", "http://127.0.0.1:8123")

    tokens = re.findall(r"/c/([\w-]{22})$", shown.output, re.M)
    states = []
    for token in tokens:
        found = scheduling.find_invitation(session, token)
        assert found is not None
        states.append(scheduling.link_state(found, at=AT))
    assert states == [LinkState.OPEN] * 3


@pytest.mark.parametrize("what", ["client", "service", "user"])
def test_a_database_that_holds_anything_is_left_alone(run, session, make, what):
    getattr(make, what)()
    session.commit()
    before = {table.__name__: count(session, table) for table in (Client, Service, User)}

    result = run("seed")
    quiet = run("seed", "--if-empty")

    assert result.exit_code == 1
    assert "might be real" in result.output
    assert (quiet.exit_code, quiet.output) == (0, "")
    assert {table.__name__: count(session, table) for table in (Client, Service, User)} == before


def test_nothing_is_shown_of_a_service_that_is_not_the_demos(run, session, make):
    make.clinician(user=make.user(Role.CLINICIAN, email="real@nhs.example"))
    session.commit()

    result = run("show")

    assert result.exit_code == 1
    assert "real@nhs.example" not in result.output


@pytest.mark.parametrize("command", ["seed", "show"])
def test_outside_demo_mode_there_is_no_demo(app, session, command):
    result = app.test_cli_runner().invoke(args=["demo", command])

    assert result.exit_code == 1
    assert "not a demo" in result.output
    assert count(session, Client) == 0


def test_the_action_itself_refuses_to_add_to_what_is_there(session, make, at, story):
    make.client()

    with pytest.raises(actions.NotEmpty):
        actions.seed_demo(session, story.rows, story.views, at=at)


def test_every_row_of_the_story_belongs_to_a_table_that_is_stored(story):
    tables = {table.name for table in Base.metadata.sorted_tables}

    assert {row.__tablename__ for row in story.rows} <= tables
