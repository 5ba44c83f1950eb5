"""Two records of one person become one, and exactly what was carried goes back (HAZ-08)."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import actions, care, caseload, responses, scheduling, security
from app.care import ContactPreference, MergeRefused, Relation
from app.db import Base, session_factory
from app.responses import Submission
from app.risk import FollowUp
from app.scheduling import Assignment, CheckIn, ScheduleMark
from app.security import AuditEvent, SignInCode, WebSession
from tests.databases import new_database
from tests.factory import Make

HOUR = timedelta(hours=1)
# What names a client and is never carried: who a code was for, and the merge itself.
STAYS = {"client.id", "client.merged_into_id", "client_merge.client_id", "client_merge.into_id",
         "sign_in_code.client_id"}  # fmt: skip


def owners(session, *clients):
    """Which rows of every table are whose."""
    session.expire_all()
    ids = [client.id for client in clients]
    return {
        (column.table.name, *row)
        for column in care.client_columns()
        for row in session.execute(select(column.table.c.id, column).where(column.in_(ids)))
    }


def fill(make, client):
    """One of everything that hangs on a client."""
    session = make.session
    alert = make.alert(client=client)
    sent = make.submission("gad7", client=client)
    make.message(client)
    make.appointment(session.get_one(CheckIn, alert.check_in_id).episode)
    actions.say_follow_up(session, client.id, FollowUp.CALL, at=make.at)
    actions.pause_contact(
        session, client.id, until=make.today + timedelta(9), by=client.actor, at=make.at
    )
    return alert, sent


def test_haz_08_all_that_is_the_ones_is_the_others(
    session, make, merged, therapist, twin, stays, at
):
    alert, sent = fill(make, twin)
    make.submission("gad7", client=stays)

    merged()

    assert {row[-1] for row in owners(session, twin, stays)} == {stays.id}
    assert (alert.client_id, sent.client_id) == (stays.id, stays.id)
    [course] = caseload.record_of(session, therapist, stays, at=at).measures
    assert len(course.course.points) == 2
    assert len(care.episodes_of(session, stays)) == 2


def test_haz_08_nobody_sees_the_merged_record_any_more(session, make, merged, therapist, twin):
    merged()

    assert care.find_client(session, twin.id, seen_by=therapist, on=make.today) is None
    make.care_relationship(therapist, twin)
    assert care.find_client(session, twin.id, seen_by=therapist, on=make.today) is None
    assert twin not in care.clients_of(session, therapist, on=make.today)


def test_haz_08_who_looked_after_the_one_looks_after_both_and_is_one_reader(
    session, make, merged, therapist, twin, stays
):
    colleague = make.clinician()
    make.care_relationship(colleague, twin, relation=Relation.SUPERVISED)

    merged()

    assert care.find_client(session, stays.id, seen_by=colleague, on=make.today)
    readers = care.readers_of(session, stays.id, on=make.today)
    assert [(r.clinician_id, r.relation) for r in readers] == [
        (therapist.id, Relation.OWN), (colleague.id, Relation.SUPERVISED),
    ]  # fmt: skip


def test_haz_08_unmerged_every_row_is_whose_it_was(
    session, make, merged, therapist, twin, stays, at
):
    fill(make, twin)
    fill(make, stays)
    before = owners(session, twin, stays)
    merge = merged()

    actions.unmerge_clients(session, merge, clinician=therapist, at=at + HOUR)

    assert owners(session, twin, stays) == before
    assert twin.merged_into_id is None
    assert care.find_client(session, twin.id, seen_by=therapist, on=make.today)
    assert (merge.undone_at, merge.undone_by) == (at + HOUR, therapist.user_id)


def test_haz_08_what_was_added_since_stays_where_it_was_added(
    session, make, merged, therapist, twin, stays, at
):
    [old] = care.episodes_of(session, twin)
    [own] = care.episodes_of(session, stays)
    merge = merged()
    session.expire_all()
    added = make.episode(stays)
    in_carried = make.alert(check_in=make.check_in(episode=old))
    in_own = make.submission(check_in=make.check_in(episode=own))
    sent = make.submission("gad7", check_in=make.check_in(["gad7"], old))

    actions.unmerge_clients(session, merge, clinician=therapist, at=at)

    session.expire_all()
    assert (added.client_id, in_own.client_id) == (stays.id, stays.id)
    assert {in_carried.client_id, in_carried.check_in.client_id, sent.client_id} == {twin.id}


def test_haz_08_what_has_moved_on_since_stays_there(session, make, merged, therapist, twin, at):
    other = make.episode(clinician=therapist).client
    alert = make.alert(client=twin)
    merge = merged()
    session.expire_all()
    wrong = actions.Misfiling(
        alert.check_in_id, alert.client_id, other.id, scheduling.MoveReason.OTHER, "x"
    )
    move = actions.move_answers(session, wrong, clinician=therapist, at=at)

    actions.unmerge_clients(session, merge, clinician=therapist, at=at)

    session.expire_all()
    assert {alert.client_id, alert.check_in.client_id} == {other.id}
    actions.undo_move(session, move, clinician=therapist, at=at)
    assert {alert.client_id, alert.check_in.client_id} == {twin.id}


def test_haz_08_a_choice_that_both_made_stays_with_each(session, make, merged, twin, stays, at):
    for client, refused in ((twin, "sms"), (stays, "email")):
        make.session.add(ContactPreference(client_id=client.id, refused=[refused], changed_at=at))
    session.flush()

    merged()

    rows = session.scalars(select(ContactPreference))
    assert {row.client_id: row.refused for row in rows} == {twin.id: ["sms"], stays.id: ["email"]}


def test_haz_08_the_merged_records_number_and_contacts_lead_to_the_one_that_stays(
    session, make, merged, therapist, stays
):
    other = make.client(therapist, phone="07700 900555", email="")
    lookup = other.phone_lookup

    merged(other)

    [(_, found)] = care.clients_by_number(session, [other.nhs_number_lookup])
    assert found == stays
    assert care.known_to(session, on=make.today).is_taken(stays.trust_id, other.nhs_number)
    assert care.clients_reached_at(session, lookup) == []


def test_haz_08_codes_and_spaces_of_the_merged_record_end(session, merged, twin, at):
    asked = security.ask_for_code(session, contact_lookup=None, client_id=twin.id, at=at)
    security.make_code(session, asked, twin.id, at=at)
    security.add_web_session(session, "key", {"space": {"client": str(twin.id)}}, None, at)

    merged()

    session.expire_all()
    assert session.scalars(select(SignInCode)).one().ended_at == at
    assert session.scalars(select(WebSession)).all() == []


def test_haz_08_different_birthdays_are_merged_only_when_that_is_said(session, merged, twin, stays):
    twin.birth_date = "1980-01-01"
    session.commit()

    with pytest.raises(MergeRefused, match="dates of birth"):
        merged()
    assert merged(birthdays_may_differ=True).into_id == stays.id


def test_haz_08_one_alive_and_one_dead_is_not_one_person(session, make, merged, twin):
    twin.died_on = make.today
    session.commit()

    with pytest.raises(MergeRefused, match="died"):
        merged()


@pytest.mark.parametrize("wish", [{"is_unsafe": True}, {"opted_out_on": True}])
def test_haz_08_that_writing_is_unsafe_or_unwanted_is_not_lost(
    session, make, merged, twin, stays, wish, at
):
    values = {name: value if name == "is_unsafe" else make.today for name, value in wish.items()}
    session.add(ContactPreference(client_id=twin.id, refused=[], changed_at=at, **values))
    session.commit()

    with pytest.raises(MergeRefused, match="unsafe"):
        merged()
    session.add(ContactPreference(client_id=stays.id, refused=[], changed_at=at, **values))
    session.commit()
    assert merged()


def test_haz_08_the_record_with_the_number_stays(merged, twin, stays):
    with pytest.raises(MergeRefused, match="number"):
        merged(stays, twin)


def test_haz_08_a_record_is_merged_once_and_undone_once(
    session, merged, therapist, twin, stays, at
):
    merge = merged()
    with pytest.raises(MergeRefused):
        merged()
    actions.unmerge_clients(session, merge, clinician=therapist, at=at)
    with pytest.raises(MergeRefused, match="changed"):
        actions.unmerge_clients(session, merge, clinician=therapist, at=at)

    assert merged().id != merge.id


def test_haz_08_of_merges_on_merges_the_last_is_undone_first(
    session, make, merged, therapist, twin, stays, at
):
    third = make.episode(make.client(therapist)).client
    before = owners(session, twin, stays, third)
    first, second = merged(), merged(stays, third)
    assert {row[-1] for row in owners(session, twin, stays, third)} == {third.id}
    [(_, found)] = care.clients_by_number(session, [stays.nhs_number_lookup])
    assert found == third

    with pytest.raises(MergeRefused):
        actions.unmerge_clients(session, first, clinician=therapist, at=at)
    actions.unmerge_clients(session, second, clinician=therapist, at=at)
    actions.unmerge_clients(session, first, clinician=therapist, at=at)

    assert owners(session, twin, stays, third) == before


def test_haz_08_sec_34_nobody_merges_or_parts_what_they_do_not_see(
    session, make, merged, twin, stays, at
):
    half = make.clinician()
    make.care_relationship(half, twin)
    with pytest.raises(MergeRefused, match="caseload"):
        merged(clinician=half)
    merge = merged()

    with pytest.raises(MergeRefused, match="caseload"):
        actions.unmerge_clients(session, merge, clinician=make.clinician(), at=at)

    assert twin.merged_into_id == stays.id


def test_haz_08_both_trails_tell_of_it_and_both_schedules_are_looked_at(
    session, make, merged, therapist, twin, stays, at
):
    merge = merged()
    actions.unmerge_clients(session, merge, clinician=therapist, at=at)

    for event in ("client.merged", "client.unmerged"):
        rows = session.scalars(select(AuditEvent).where(AuditEvent.event == event)).all()
        assert {row.subject_id for row in rows} == {merge.id, twin.id, stays.id}
    assert {mark.look_on for mark in session.scalars(select(ScheduleMark))} == {make.today}
    assert security.verify(session) is None


def test_haz_08_every_table_that_names_a_client_is_carried():
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in ("client_id", "recipient_id")
        or any(key.column.table.name == "client" for key in column.foreign_keys)
    }
    carried = {f"{column.table.name}.{column.name}" for column in care.client_columns()}

    assert named - carried == STAYS - {"client.id"}
    assert {"episode.client_id", "submission.client_id", "alert.client_id"} <= carried


def test_haz_08_what_is_final_lets_itself_be_carried(database, engine, at):
    kind = "pg" if database.engine.dialect.name == "postgresql" else "sqlite"
    locked = new_database(kind, f"merging_{os.getpid()}", locked=True)
    try:
        with session_factory(locked.engine)() as session:
            make = Make(session, at)
            therapist = make.clinician()
            into, client = make.client(therapist), make.client(therapist)
            sent = make.submission(client=client)
            two = care.TwoRecords(client, into)
            merge = actions.merge_clients(session, two, "x", clinician=therapist, at=at)
            assert sent.client_id == into.id
            actions.unmerge_clients(session, merge, clinician=therapist, at=at)
            assert sent.client_id == client.id
    finally:
        locked.drop()


def test_haz_08_who_answers_goes_on_after_a_merge(session, make, merged, twin, stays, at):
    link = make.invitation(client=twin)
    draft = make.draft(check_in=link.check_in)

    merged()
    session.expire_all()
    actions.submit_questionnaire(session, link.check_in_id, 1, at=at)

    assert [s.client_id for s in session.scalars(select(Submission))] == [stays.id]
    assert session.get_one(Assignment, draft.id)
    assert responses.submissions_of(session, stays.id)
