"""Someone answers: what was saved is safe, what was sent is final."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from app import responses, scheduling
from app.actions import (
    AlreadySent,
    LinkIsClosed,
    NoSuchQuestionnaire,
    ask_for_help,
    save_answer,
    start_visit,
    submit_questionnaire,
)
from app.db import session_factory
from app.responses import Answer, DraftAnswer, NotAnAnswer, NothingAnswered, Submission
from app.scheduling import AssignmentState, HelpWanted, LinkState, Mode
from app.security import AuditEvent, verify
from tests.together import together

VISIT = UUID(int=1)


def answer(item="q1", value=2, **more):
    return Answer(item=item, value=value, **({"language": "en", "visit": VISIT} | more))


def drafts(session):
    """What is in the database, whatever this session has seen before."""
    session.expire_all()
    return {row.item: row.value for row in session.scalars(select(DraftAnswer))}


def events(session):
    return session.scalars(select(AuditEvent.event).order_by(AuditEvent.at)).all()


# ---- beginning


def test_an_open_link_starts_a_visit(session, make, at):
    invitation = make.invitation()

    first = start_visit(session, invitation, at=at, draft_days=7)
    second = start_visit(session, invitation, at=at, draft_days=7)

    assert first != second
    assert events(session) == ["visit.started", "visit.started"]


@pytest.mark.parametrize("state", [s for s in LinkState if s is not LinkState.OPEN])
def test_sec_16_a_link_that_ended_starts_nothing(session, make, at, by, state):
    invitation = make.invitation()
    moment = at
    if state is LinkState.FINISHED:
        invitation.check_in.completed_at = at
    elif state is LinkState.EXPIRED:
        moment = at + timedelta(days=7)
    elif state is LinkState.REPLACED:
        make.invitation(invitation.check_in)
        session.refresh(invitation)
    elif state is LinkState.CLOSED:
        invitation.check_in.closed_at = at
    else:
        invitation.revoked_at = at

    with pytest.raises(LinkIsClosed) as closed:
        start_visit(session, invitation, at=moment, draft_days=7)

    assert closed.value.state is state
    assert events(session) == []


def test_sec_16_a_mail_scanner_that_starts_a_visit_does_no_harm(session, make, at):
    invitation = make.invitation()
    start_visit(session, invitation, at=at, draft_days=7)

    start_visit(session, invitation, at=at + timedelta(days=2), draft_days=7)
    save_answer(session, invitation.check_in_id, 1, answer(), at=at + timedelta(days=2))

    assert drafts(session) == {"q1": 2}


def test_answers_of_weeks_ago_are_not_added_to_those_of_today(session, make, at):
    check_in = make.check_in(["phq9", "gad7"])
    make.draft("phq9", check_in=check_in, at=at - timedelta(days=8))
    make.draft("gad7", check_in=check_in, at=at - timedelta(days=6))
    invitation = make.invitation(check_in)

    start_visit(session, invitation, at=at, draft_days=7)

    assert len(drafts(session)) == 7
    [row] = session.scalars(select(AuditEvent)).all()
    assert row.detail == "9 answers too old to keep"


def test_a_draft_that_was_touched_lately_is_kept_whole(session, make, at):
    check_in = make.check_in()
    save_answer(session, check_in.id, 1, answer("q1"), at=at - timedelta(days=9))
    save_answer(session, check_in.id, 1, answer("q2"), at=at - timedelta(days=1))

    start_visit(session, make.invitation(check_in), at=at, draft_days=7)

    assert set(drafts(session)) == {"q1", "q2"}


# ---- answering


def test_rel_01_an_answer_is_in_the_database_when_saving_it_returns(engine, session, make, at):
    check_in = make.check_in()

    save_answer(session, check_in.id, 1, answer("q3", 0), at=at)

    with session_factory(engine)() as another:
        assert drafts(another) == {"q3": 0}


def test_rel_01_an_answer_whose_audit_row_fails_is_not_half_saved(session, make, at):
    check_in = make.check_in()
    session.commit()
    session.execute(text("ALTER TABLE audit_event RENAME TO audit_event_away"))
    session.commit()
    try:
        with pytest.raises(Exception, match="audit_event"):
            save_answer(session, check_in.id, 1, answer(), at=at)
    finally:
        session.rollback()
        session.execute(text("ALTER TABLE audit_event_away RENAME TO audit_event"))
        session.commit()

    assert drafts(session) == {}


def test_saving_the_same_answer_again_changes_nothing(session, make, at):
    check_in = make.check_in()

    for _ in range(3):
        save_answer(session, check_in.id, 1, answer(tab="a", seq=1), at=at)

    assert drafts(session) == {"q1": 2}


def test_a_changed_mind_replaces_the_answer(session, make, at):
    check_in = make.check_in()

    save_answer(session, check_in.id, 1, answer(value=2, tab="a", seq=1), at=at)
    save_answer(session, check_in.id, 1, answer(value=0, tab="a", seq=2), at=at)

    assert drafts(session) == {"q1": 0}


def test_rel_03_a_late_repeat_never_overwrites_a_newer_answer_of_the_same_page(session, make, at):
    check_in = make.check_in()
    save_answer(session, check_in.id, 1, answer(value=3, tab="a", seq=2), at=at)

    save_answer(session, check_in.id, 1, answer(value=0, tab="a", seq=1), at=at)

    assert drafts(session) == {"q1": 3}


def test_rel_03_of_two_tabs_the_one_that_writes_last_wins(session, make, at):
    check_in = make.check_in()
    save_answer(session, check_in.id, 1, answer(value=3, tab="a", seq=9), at=at)

    save_answer(session, check_in.id, 1, answer(value=0, tab="b", seq=1), at=at)

    assert drafts(session) == {"q1": 0}


def test_rather_not_answer_is_kept_as_an_answer_of_its_own(session, make, at):
    check_in = make.check_in()

    save_answer(session, check_in.id, 1, answer(value=None), at=at)

    [row] = session.scalars(select(DraftAnswer)).all()
    assert row.declined
    assert row.value is None


@pytest.mark.parametrize("wrong", [-1, 4, 99, "2", "", [2]])
def test_sec_07_an_option_that_was_never_printed_is_refused(session, make, at, wrong):
    check_in = make.check_in()

    with pytest.raises(NotAnAnswer):
        save_answer(session, check_in.id, 1, answer(value=wrong), at=at)

    session.rollback()
    assert drafts(session) == {}
    assert events(session) == []


@pytest.mark.parametrize("item", ["q0", "q10", "Q1", "q1 ", "", "1", "q1\0", "__class__"])
def test_sec_07_an_item_that_the_questionnaire_does_not_have_is_refused(session, make, at, item):
    check_in = make.check_in()

    with pytest.raises(NotAnAnswer):
        save_answer(session, check_in.id, 1, answer(item), at=at)

    session.rollback()
    assert drafts(session) == {}


@pytest.mark.parametrize("position", [0, 2, -1])
def test_a_place_with_no_questionnaire_is_refused(session, make, at, position):
    check_in = make.check_in()

    with pytest.raises(NoSuchQuestionnaire):
        save_answer(session, check_in.id, position, answer(), at=at)


def test_an_answer_to_no_check_in_is_refused(session, at):
    with pytest.raises(NoSuchQuestionnaire):
        save_answer(session, uuid4(), 1, answer(), at=at)


def test_nothing_can_be_added_to_what_was_sent(engine, session, make, at):
    assignment = make.draft()
    check_in = assignment.check_in
    with session_factory(engine)() as another:
        submit_questionnaire(another, check_in.id, 1, at=at)

    # This session still remembers the questionnaire as waiting.
    with pytest.raises(AlreadySent):
        save_answer(session, check_in.id, 1, answer(value=3), at=at)


# ---- sending


def test_sending_makes_the_answers_final_and_scores_them(session, make, at):
    assignment = make.draft("phq9", answers=[1, 1, 1, 1, 1, 1, 1, 1, 2])

    sent = submit_questionnaire(session, assignment.check_in_id, 1, at=at)

    assert {s.name: s.value for s in sent.scores}["total"] == 10
    assert (sent.band, sent.caseness, sent.n_missing) == ("moderate", True, 0)
    assert (sent.submitted_at, sent.mode, sent.language) == (at, Mode.SELF, "en")
    session.expire_all()
    assert assignment.state is AssignmentState.SUBMITTED
    assert assignment.check_in.completed_at == at
    assert events(session) == ["response.submitted"]


def test_rel_04_sending_again_gives_the_first_result(session, make, at):
    assignment = make.draft()

    first = submit_questionnaire(session, assignment.check_in_id, 1, at=at)
    again = submit_questionnaire(
        session, assignment.check_in_id, 1, at=at + timedelta(minutes=5), mode=Mode.HELPED
    )

    assert again.id == first.id
    assert again.mode is Mode.SELF
    assert events(session) == ["response.submitted"]


def test_rel_04_twenty_people_pressing_send_make_one_submission(engine, session, make, at):
    check_in_id = make.draft().check_in_id
    session.commit()

    results = together(engine, 20, lambda s, _: submit_questionnaire(s, check_in_id, 1, at=at).id)

    assert len(set(results)) == 1, results
    assert isinstance(results[0], UUID)
    assert session.scalar(select(func.count()).select_from(Submission)) == 1
    assert events(session) == ["response.submitted"]
    assert verify(session) is None


def test_rel_01_an_answer_saved_while_somebody_sends_is_sent_or_refused_never_lost(
    engine, session, make, at
):
    assignment = make.draft("phq9", answers=[0] * 9)
    check_in_id = assignment.check_in_id
    session.commit()

    def save_or_send(own, number):
        if number == 9:
            return submit_questionnaire(own, check_in_id, 1, at=at).id
        new = answer(f"q{number + 1}", 3, tab="another")
        return save_answer(own, check_in_id, 1, new, at=at)

    results = together(engine, 10, save_or_send)

    sent = session.scalars(select(Submission)).one()
    for number, result in enumerate(results[:9]):
        assert not isinstance(result, Exception) or isinstance(result, AlreadySent), result
        assert sent.answers[f"q{number + 1}"] == (0 if isinstance(result, AlreadySent) else 3)


def test_what_is_sent_is_what_is_in_the_database_not_what_was_read_before(
    engine, session, make, at
):
    assignment = make.draft("phq9", answers=[0] * 9)
    seen = responses.draft_of(session, assignment.id)
    session.commit()
    with session_factory(engine)() as another_tab:
        save_answer(another_tab, assignment.check_in_id, 1, answer("q9", 3, tab="b"), at=at)

    sent = submit_questionnaire(session, assignment.check_in_id, 1, at=at)

    assert seen.answers["q9"].value == 0
    assert sent.answers["q9"] == 3


def test_two_questionnaires_sent_in_the_same_moment_complete_the_check_in(
    engine, session, make, at
):
    check_in = make.check_in(["phq9", "gad7"])
    make.draft("phq9", check_in=check_in)
    make.draft("gad7", check_in=check_in)
    check_in_id = check_in.id
    session.commit()

    results = together(
        engine, 2, lambda s, n: submit_questionnaire(s, check_in_id, n + 1, at=at).measure
    )

    assert results == ["phq9", "gad7"]
    session.expire_all()
    done = scheduling.find_check_in(session, check_in_id)
    assert done is not None
    assert done.completed_at == at


def test_a_check_in_with_a_questionnaire_left_is_not_complete(session, make, at):
    check_in = make.check_in(["phq9", "gad7"])
    make.draft("phq9", check_in=check_in)

    submit_questionnaire(session, check_in.id, 1, at=at)

    assert check_in.completed_at is None


def test_a_questionnaire_without_any_answer_is_not_sent(session, make, at):
    check_in = make.check_in()

    with pytest.raises(NothingAnswered):
        submit_questionnaire(session, check_in.id, 1, at=at)

    session.rollback()
    assert session.scalars(select(Submission)).all() == []


def test_declining_everything_is_an_answer_that_can_be_sent(session, make, at):
    assignment = make.draft("phq9", answers=[None] * 9)

    sent = submit_questionnaire(session, assignment.check_in_id, 1, at=at)

    assert sent.declined == [f"q{n}" for n in range(1, 10)]
    assert [s.value for s in sent.scores] == [None] * len(sent.scores)


def test_sending_what_is_not_there_is_refused(session, make, at):
    with pytest.raises(NoSuchQuestionnaire):
        submit_questionnaire(session, make.check_in().id, 2, at=at)


# ---- help


def test_asking_for_an_interpreter_is_written_down_for_the_therapist(session, make, at):
    check_in = make.check_in()

    ask_for_help(session, check_in, HelpWanted.INTERPRETER, at=at)

    session.expire_all()
    assert check_in.help_wanted is HelpWanted.INTERPRETER
    [row] = session.scalars(select(AuditEvent)).all()
    assert (row.event, row.actor_kind, row.actor_id) == (
        "help.asked_for", "client", check_in.client_id,
    )  # fmt: skip


def test_changing_and_taking_back_a_wish_for_help_is_written_down_too(session, make, at):
    check_in = make.check_in()

    for wanted in (HelpWanted.HELP, HelpWanted.HELP, HelpWanted.INTERPRETER, None, None):
        ask_for_help(session, check_in, wanted, at=at)

    session.expire_all()
    assert check_in.help_wanted is None
    rows = session.scalars(select(AuditEvent).order_by(AuditEvent.position)).all()
    assert [(row.event, row.detail) for row in rows] == [
        ("help.asked_for", "help"),
        ("help.asked_for", "interpreter"),
        ("help.taken_back", "interpreter"),
    ]


def test_the_trail_tells_of_answers_without_telling_them(session, make, at):
    check_in = make.check_in()

    save_answer(session, check_in.id, 1, answer("q8", 3), at=at)

    [row] = session.scalars(select(AuditEvent)).all()
    assert row.event == "answer.saved"
    assert row.detail == ""
    assert row.actor_id == check_in.client_id
