"""Answers that stand on the wrong client go to the right one, or to nobody, and can come back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import actions, caseload, responses, scheduling, security
from app.actions import MoveFault, MoveRefused
from app.care import Relation
from app.outbox import Message
from app.responses import Submission
from app.scheduling import (
    AnswersMove,
    CheckIn,
    LinkState,
    MoveIsRecorded,
    MoveReason,
    ScheduleMark,
)
from app.security import AuditEvent, WebSession

HOUR = timedelta(hours=1)


def course_of(session, therapist, client, at):
    return caseload.record_of(session, therapist, client, at=at).measures


def test_haz_07_what_was_sent_is_on_the_right_client_and_no_more_on_the_wrong_one(
    session, make, moved, therapist, wrong, right, at
):
    sent = make.submission(client=wrong, phq9_1=3)
    answers, scores = dict(sent.answers), {s.name: s.value for s in sent.scores}

    moved(newest(session))

    session.expire_all()
    assert course_of(session, therapist, wrong, at) == ()
    [measure] = course_of(session, therapist, right, at)
    assert measure.course.latest.submission.id == sent.id
    assert (sent.answers, {s.name: s.value for s in sent.scores}) == (answers, scores)
    assert caseload.find_sheet(session, right, sent.id)
    assert caseload.find_sheet(session, wrong, sent.id) is None


def test_haz_07_what_is_not_sent_yet_moves_too(session, make, moved, therapist, wrong, right, at):
    draft = make.draft(client=wrong)

    moved(draft.check_in)

    entry = caseload.record_of(session, therapist, right, at=at).entry
    [waiting] = entry.waiting
    assert waiting.unfinished[0].answered == 9
    assert caseload.record_of(session, therapist, wrong, at=at).entry.waiting == ()


def test_haz_07_it_goes_to_the_course_that_the_right_client_was_in_when_it_was_asked(
    session, make, moved, therapist, wrong, at
):
    right = make.client(therapist)
    old = make.episode(
        right, started_on=make.today - timedelta(300), ended_on=make.today - timedelta(100)
    )
    make.episode(right, started_on=make.today - timedelta(50))
    check_in = make.check_in(client=wrong, at=at - timedelta(200))

    moved(check_in, right)

    assert check_in.episode_id == old.id


def test_haz_07_its_links_end_with_what_was_begun_from_them_and_what_was_to_be_sent(
    session, make, moved, wrong, at
):
    link = make.invitation(client=wrong)
    message = make.message(wrong, check_in_id=link.check_in_id, token=link.token, reason=None)
    visit = {"visit": {"id": "x", "check_in": str(link.check_in_id)}}
    security.add_web_session(session, "a key", visit, None, at)
    session.commit()

    moved(link.check_in)

    session.expire_all()
    assert scheduling.link_state(link, at=at) is LinkState.REVOKED
    assert session.scalars(select(WebSession)).all() == []
    dropped = session.get_one(Message, message.id)
    assert (dropped.dropped_at, dropped.token) == (at, "")


def test_haz_07_set_aside_it_is_on_nobody_and_its_link_is_as_if_there_were_none(
    session, make, moved, therapist, wrong, right, at
):
    link = make.invitation(client=wrong)
    sent = make.submission(check_in=link.check_in)

    moved(link.check_in, None)

    session.expire_all()
    for client in (wrong, right):
        assert course_of(session, therapist, client, at) == ()
        assert responses.submissions_of(session, client.id) == []
    assert scheduling.find_link(session, link.token) is None
    assert scheduling.find_invitation(session, link.token) is None
    assert scheduling.find_check_in(session, link.check_in_id) is None
    assert scheduling.read_check_in(session, link.check_in_id) is None
    assert session.get_one(Submission, sent.id).answers == sent.answers


def test_haz_07_nothing_can_be_answered_in_what_was_set_aside(session, make, moved, wrong, at):
    check_in = make.check_in(client=wrong)

    moved(check_in, None)

    answer = responses.Answer(item="q1", value=1, language="en", visit=check_in.id)
    with pytest.raises(actions.NoSuchQuestionnaire):
        actions.save_answer(session, check_in.id, 1, answer, at=at)
    with pytest.raises(actions.NoSuchQuestionnaire):
        actions.submit_questionnaire(session, check_in.id, 1, at=at)


def test_haz_07_a_message_about_what_was_set_aside_is_never_sent(session, make, moved, wrong, at):
    link = make.invitation(client=wrong)
    message = make.message(wrong, check_in_id=link.check_in_id, token=link.token, reason=None)

    moved(link.check_in, None)

    session.expire_all()
    message.dropped_at = None  # as if it were just being sent
    now = scheduling.circumstances_of(session, message, wrong, link, senders=[], at=at)
    assert not now.is_link_open


def test_haz_07_both_schedules_are_looked_at_again(session, make, moved, wrong, right):
    check_in = make.check_in(client=wrong)

    moved(check_in)

    marks = {m.episode.client_id: m.look_on for m in session.scalars(select(ScheduleMark))}
    assert marks == {wrong.id: make.today, right.id: make.today}


def test_haz_07_the_wrong_client_has_not_been_asked_then_and_the_right_one_has(
    session, make, moved, wrong, right
):
    check_in = make.check_in(client=wrong)
    was = check_in.episode

    moved(check_in)

    session.expire_all()
    told = scheduling.histories(session, [was, check_in.episode])
    assert [len(told[id_].asked) for id_ in (was.id, check_in.episode_id)] == [0, 1]


def test_haz_07_it_stands_in_the_trail_of_both(session, make, moved, therapist, wrong, right):
    make.submission(client=wrong)

    move = moved(newest(session))

    rows = session.scalars(select(AuditEvent).where(AuditEvent.event == "answers.moved")).all()
    assert {row.subject_id for row in rows} == {move.id, wrong.id, right.id}
    assert {row.actor_id for row in rows} == {therapist.user_id}
    assert all(str(move.id) in row.detail and "phone" in row.detail for row in rows)
    assert security.verify(session) is None


def test_haz_07_both_records_tell_of_it(session, make, moved, wrong, right):
    move = moved(make.check_in(client=wrong))

    for client in (wrong, right):
        [told] = scheduling.moves_of(session, client.id)
        assert told.id == move.id
        assert told.note == "They share a phone"


def test_haz_07_undone_everything_is_back_but_the_links(
    session, make, moved, therapist, wrong, right, at
):
    link = make.invitation(client=wrong)
    sent = make.submission(check_in=link.check_in)
    was = link.check_in.episode_id
    move = moved(link.check_in)

    actions.undo_move(session, move, clinician=therapist, at=at + HOUR)

    session.expire_all()
    assert (sent.client_id, sent.episode_id) == (wrong.id, was)
    assert (link.check_in.client_id, link.check_in.episode_id) == (wrong.id, was)
    assert scheduling.link_state(link, at=at) is not LinkState.OPEN
    assert (move.undone_at, move.undone_by) == (at + HOUR, therapist.user_id)
    [told] = scheduling.moves_of(session, right.id)
    assert told.undone_at


def test_haz_07_what_was_set_aside_comes_back(session, make, moved, therapist, wrong, at):
    sent = make.submission(client=wrong)
    move = moved(newest(session), None)

    actions.undo_move(session, move, clinician=therapist, at=at)

    session.expire_all()
    assert sent.client_id == wrong.id


def test_haz_07_only_the_newest_move_is_undone_and_only_once(
    session, make, moved, therapist, wrong, right, at
):
    third = make.episode(make.client(therapist)).client
    check_in = make.check_in(client=wrong)
    first = moved(check_in)
    second = moved(check_in, third, at=at + HOUR)

    with pytest.raises(MoveRefused, match="changed"):
        actions.undo_move(session, first, clinician=therapist, at=at)
    actions.undo_move(session, second, clinician=therapist, at=at)
    with pytest.raises(MoveRefused, match="changed"):
        actions.undo_move(session, second, clinician=therapist, at=at)

    assert check_in.client_id == right.id


def test_haz_07_sec_34_neither_a_stranger_nor_a_former_client_is_given_answers(
    session, make, moved, therapist, wrong, at
):
    strangers = make.episode(make.client(make.clinician())).client
    former = make.client(make.clinician())
    make.episode(former)
    make.care_relationship(therapist, former, ends_on=make.today - timedelta(1))
    check_in = make.check_in(client=wrong)

    for client in (strangers, former):
        with pytest.raises(MoveRefused, match="caseload"):
            moved(check_in, client)

    assert check_in.client_id == wrong.id
    assert session.scalars(select(AnswersMove)).all() == []


def test_haz_07_sec_34_nobody_moves_or_undoes_what_they_do_not_see(
    session, make, moved, wrong, right, at
):
    half = make.clinician()
    make.care_relationship(half, right, relation=Relation.COVER)
    check_in = make.check_in(client=wrong)

    with pytest.raises(MoveRefused, match="caseload"):
        moved(check_in, clinician=half)
    move = moved(check_in)
    with pytest.raises(MoveRefused, match="caseload"):
        actions.undo_move(session, move, clinician=half, at=at)

    assert check_in.client_id == right.id


def test_haz_07_it_needs_a_course_and_another_client(session, make, moved, therapist, wrong):
    nowhere = make.client(therapist)
    check_in = make.check_in(client=wrong)

    for client, fault in ((nowhere, MoveFault.NO_COURSE), (wrong, MoveFault.SAME_CLIENT)):
        with pytest.raises(MoveRefused) as refused:
            moved(check_in, client)
        assert refused.value.fault is fault


def test_haz_07_a_move_is_neither_changed_nor_deleted(session, make, moved, wrong):
    move = moved(make.check_in(client=wrong))

    move.why = MoveReason.OTHER
    with pytest.raises(MoveIsRecorded):
        session.flush()
    session.rollback()
    session.delete(move)
    with pytest.raises(MoveIsRecorded):
        session.flush()


def newest(session):
    return session.scalars(select(CheckIn).order_by(CheckIn.created_at.desc())).first()
