"""Readers decide what others may read: the words that are left, and nothing before that."""

import pytest
from sqlalchemy import select

from app import actions, feedback, security
from app.actions import NotAChange, NothingLeft, SomebodyChangedIt
from app.codesign import FormVersion
from app.feedback import BLACK, CommentState, FeedbackComment, FeedbackFlag, FlagKind, ReplyWish
from app.security import AuditEvent, Role, User
from tests.together import together

TEXT = "Robin was kind.\nThe stairs at 4 High Street hurt."


@pytest.fixture
def reader(make):
    return make.user(Role.FEEDBACK_READER)


@pytest.fixture
def comment(make):
    return make.comment(TEXT)


def test_EQ_08_a_comment_is_released_without_what_is_blacked_out(session, comment, reader, at):
    actions.release_comment(session, comment.id, {0, 6, 7, 8}, after=0, user=reader, at=at)

    assert comment.released_text == f"{BLACK} was kind.\nThe stairs at {BLACK} hurt."
    assert (comment.state, comment.read_by) == (CommentState.RELEASED, reader.id)
    assert comment.text == TEXT
    assert _events(session)[-1] == ("feedback_comment.released", "")


def test_EQ_08_what_is_kept_back_has_nothing_to_read_and_says_why(session, comment, reader, at):
    actions.release_comment(session, comment.id, (), after=0, user=reader, at=at)
    actions.keep_back_comment(
        session, comment.id, "Names a client", after=1, user=reader, at=at)  # fmt: skip

    assert (comment.state, comment.released_text) == (CommentState.KEPT_BACK, "")
    said = [(one.state.value, one.reason) for one in feedback.decisions_about(session, comment.id)]
    assert said == [("kept_back", "Names a client"), ("released", "")]


def test_nothing_is_decided_without_its_reason(session, comment, reader, at):
    with pytest.raises(NotAChange):
        actions.keep_back_comment(session, comment.id, " ", after=0, user=reader, at=at)
    with pytest.raises(NotAChange):
        flag(session, comment, reader, at, note=" ")
    with pytest.raises(NothingLeft):
        actions.release_comment(session, comment.id, range(20), after=0, user=reader, at=at)

    assert comment.state is CommentState.UNREAD


def test_two_readers_at_once_decide_once(session, engine, comment, make, at):
    readers = [make.user(Role.FEEDBACK_READER).id for _ in range(4)]

    def decide(own, number):
        reader = own.get_one(User, readers[number])
        if number % 2:
            actions.release_comment(own, comment.id, {0}, after=0, user=reader, at=at)
        else:
            actions.keep_back_comment(own, comment.id, "why", after=0, user=reader, at=at)

    results = together(engine, 4, decide)

    session.expire_all()
    assert sum(one is None for one in results) == 1
    assert sum(isinstance(one, SomebodyChangedIt) for one in results) == 3
    [decision] = feedback.decisions_about(session, comment.id)
    assert decision.decided_by == comment.read_by
    assert bool(comment.released_text) is (comment.state is CommentState.RELEASED)
    assert security.verify(session) is None


def flag(session, about, user, at, note="Somebody may be hurt", kind=FlagKind.DANGER):
    service_id = session.get_one(FormVersion, about.version_id).form.service_id
    return actions.flag_feedback(
        session, about, kind, note, service_id=service_id, user=user, at=at
    )


def test_a_flag_stands_on_the_leads_list_until_somebody_did_something(
    session, comment, reader, make, at
):
    made = flag(session, comment, reader, at)
    lead = make.user(Role.SERVICE_LEAD)

    assert comment.flagged
    assert feedback.flags_of(session, made.service_id)[0].note == "Somebody may be hurt"
    with pytest.raises(NotAChange):
        actions.deal_with_flag(session, made, "", user=lead, at=at)
    actions.deal_with_flag(session, made, "Told the team", user=lead, at=at)
    with pytest.raises(SomebodyChangedIt):
        actions.deal_with_flag(session, made, "Told them again", user=lead, at=at)
    assert (made.outcome, made.dealt_by) == ("Told the team", lead.id)


def test_two_who_deal_with_a_flag_at_once_do_so_once(session, engine, comment, reader, make, at):
    flag_id = flag(session, comment, reader, at).id
    leads = [make.user(Role.SERVICE_LEAD).id for _ in range(2)]

    results = together(engine, 2, lambda own, number: actions.deal_with_flag(
        own, own.get_one(FeedbackFlag, flag_id), f"did {number}",
        user=own.get_one(User, leads[number]), at=at))  # fmt: skip

    assert sorted(str(type(one).__name__) for one in results) == ["NoneType", "SomebodyChangedIt"]


def test_a_wish_is_answered_once_and_only_in_ones_own_service(session, make, reader, at):
    service = make.the_service()
    wish = make.wish()
    other = make.service(make.trust("South"))

    assert actions.answer_wish(session, wish.id, [other.id], user=reader, at=at) is None
    actions.answer_wish(session, wish.id, [service.id], user=reader, at=at)
    actions.answer_wish(session, wish.id, [service.id], user=make.user(), at=at)

    stored = session.get_one(ReplyWish, wish.id)
    assert (stored.answered_on, stored.answered_by) == (at.date(), reader.id)


def test_SEC_39_who_reads_is_written_down_before_anything_is_shown(session, comment, reader, at):
    actions.open_comment(session, comment, by=reader.actor, at=at)

    assert _events(session) == [("feedback_comment.viewed", "")]


def test_the_trail_holds_no_word_of_a_comment(session, comment, reader, at):
    actions.release_comment(session, comment.id, {0}, after=0, user=reader, at=at)
    flag(session, comment, reader, at, note="Robin is in danger")

    assert "Robin" not in str(_events(session))


def test_what_was_written_is_sealed_in_the_database(session, comment, reader, at):
    flag(session, comment, reader, at, note="Robin is in danger")
    columns = (FeedbackComment.text_sealed, FeedbackFlag.note_sealed)

    assert "Robin" not in str([session.scalars(select(one)).all() for one in columns])


def _events(session):
    found = select(AuditEvent.event, AuditEvent.detail).order_by(AuditEvent.at, AuditEvent.position)
    return [tuple(row) for row in session.execute(found)]
