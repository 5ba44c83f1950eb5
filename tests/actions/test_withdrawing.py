"""SAF-23: what is withdrawn is not asked or sent any more; what was answered stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app import actions, care, outbox, responses, scheduling
from app.care import MeasureLocked, MeasureWithdrawal
from app.instruments import get_instrument
from app.outbox import Channel, Message, MessageKind
from app.responses import Answer, Submission
from app.scheduling import AssignmentState, NoLongerAsked, Plan, askable_keys
from app.security import AuditEvent, Role
from tests.outbox.post import Post


@pytest.fixture
def give_back(session, by, at):
    return lambda withdrawal: actions.give_back(session, withdrawal, reason="Mended", by=by, at=at)


@pytest.mark.parametrize("narrowed", [{}, {"version": 1}])
def test_saf_23_a_withdrawn_measure_cannot_be_asked_until_it_is_given_back(
    session, make, give_back, by, at, narrowed
):
    episode, gad7 = make.episode(), get_instrument("gad7")
    withdrawal = make.withdrawal("gad7", **narrowed)

    assert gad7 not in care.unlocked_measures(session, episode.pathway.service_id)
    with pytest.raises(MeasureLocked):
        actions.give_check_in(session, episode, [gad7], by=by, at=at)

    give_back(withdrawal)
    assert gad7 in care.unlocked_measures(session, episode.pathway.service_id)
    actions.give_check_in(session, episode, [gad7], by=by, at=at)


def test_saf_23_only_the_version_that_was_withdrawn_is_not_asked(session, make):
    make.withdrawal("gad7", version=7)

    assert care.withdrawn_measures(session, make.the_service().id) == set()


def test_saf_23_one_service_withdraws_nothing_for_another(session, make):
    mine = make.check_in(["gad7"])
    make.withdrawal("gad7", make.service(name="Another"))

    assert mine.is_asking
    assert care.withdrawn_measures(session, mine.episode.pathway.service_id) == set()


def test_saf_23_a_plan_asks_the_rest(session, make, by, at):
    episode = make.episode(started_on=make.today)
    plan = Plan(start=("phq9", "gad7"))
    actions.change_plan(session, episode.pathway_id, plan, known=askable_keys(), changes=0,
                        reason="new", by=by, at=at)  # fmt: skip
    make.withdrawal("gad7", episode.pathway.service)

    actions.run_schedule(session, at=at, days=7)

    [given] = session.scalars(select(scheduling.CheckIn))
    assert [one.measure for one in given.assignments] == ["phq9"]


def test_saf_23_of_a_form_that_was_begun_the_answers_are_kept_and_no_more_are_taken(
    session, make, give_back, at
):
    begun = make.draft("gad7", answers=[3, 2])
    place = (begun.check_in_id, begun.position)
    withdrawal = make.withdrawal("gad7")

    answer = Answer("q3", 1, "en", uuid4())
    with pytest.raises(NoLongerAsked):
        actions.save_answer(session, *place, answer, at=at)
    session.rollback()
    with pytest.raises(NoLongerAsked):
        actions.submit_questionnaire(session, *place, at=at)
    session.rollback()
    assert responses.draft_of(session, begun.id).values() == {"q1": 3, "q2": 2}

    give_back(withdrawal)
    actions.save_answer(session, *place, answer, at=at)
    sent = actions.submit_questionnaire(session, *place, at=at)
    assert sent.answers["q1"] == 3


def test_saf_23_what_was_sent_stays_and_the_rest_of_the_check_in_is_complete(session, make, at):
    check_in = make.check_in(["phq9", "gad7"])
    sent = make.submission("phq9", check_in=check_in)

    make.withdrawal("gad7")

    assert check_in.completed_at == at
    assert session.get(Submission, sent.id).answers == sent.answers
    assert [a.withdrawn_at for a in check_in.assignments] == [None, at]


def test_saf_23_sending_the_last_that_is_still_asked_completes_the_check_in(session, make, at):
    check_in = make.check_in(["phq9", "gad7"])
    make.draft("phq9", check_in=check_in)
    make.withdrawal("gad7")
    assert check_in.completed_at is None

    actions.submit_questionnaire(session, check_in.id, 1, at=at)

    session.expire_all()
    assert check_in.completed_at == at


def test_saf_23_nobody_is_reminded_of_what_is_not_asked_any_more(session, make, by, at):
    client = make.client(email="amira@mail.example", contact_by="email")
    check_in = make.check_in(["gad7"], client=client)
    actions.send_link(session, check_in, by=by, at=at, days=7)
    make.withdrawal("gad7")

    actions.send_due_messages(session, Post().room, at=at + timedelta(hours=1), limit=5)

    [message] = session.scalars(select(Message))
    assert (message.sent_at, message.reason) == (None, outbox.Reason.COMPLETED)


def test_saf_23_a_withdrawn_language_is_asked_in_english(session, make, give_back):
    make.approval("gad7", "pl")
    service = make.the_service()
    withdrawal = make.withdrawal("gad7", language="pl")

    offer = care.offer(session, service.id, "gad7", "pl")
    assert (offer.wording.language, offer.in_their_language) == ("en", False)
    assert make.check_in(["gad7"]).is_asking

    give_back(withdrawal)
    assert care.offer(session, service.id, "gad7", "pl").in_their_language


def test_saf_23_what_was_given_in_the_same_moment_is_stopped_by_the_next_pass(session, make, at):
    check_in = make.check_in(["gad7"])
    make.withdrawal("gad7")
    check_in.assignments[0].withdrawn_at = None  # as if it had been given just then
    session.commit()

    assert [actions.stop_what_is_withdrawn(session, at=at) for _ in range(2)] == [1, 0]
    assert not check_in.is_asking


def test_saf_23_giving_the_version_back_leaves_the_measure_withdrawn(session, make, give_back):
    check_in = make.check_in(["gad7"])
    make.withdrawal("gad7")
    version = make.withdrawal("gad7", version=1)

    give_back(version)

    session.expire_all()
    assert not check_in.is_asking
    assert check_in.assignments[0].state is AssignmentState.WAITING


def test_saf_23_it_needs_a_reason_and_happens_once(session, make, by, at, give_back):
    service = make.the_service()
    how = {"by": by, "at": at}
    with pytest.raises(actions.NotAChange):
        actions.withdraw_measure(session, service.id, "gad7", reason="  ", **how)
    withdrawal = make.withdrawal("gad7")
    with pytest.raises(actions.AlreadyWithdrawn):
        make.withdrawal("gad7")
    with pytest.raises(actions.NotAChange):
        actions.give_back(session, withdrawal, reason="", **how)

    give_back(withdrawal)
    give_back(withdrawal)

    told = session.execute(
        select(AuditEvent.event, AuditEvent.detail).order_by(AuditEvent.at, AuditEvent.position)
    ).all()
    assert told == [("measure.withdrawn", "gad7"), ("withdrawal.ended", "gad7")]
    assert session.scalars(select(MeasureWithdrawal)).one().ended_reason == "Mended"


# ---- Messages

PLACE = (MessageKind.INVITATION, Channel.EMAIL)


@pytest.fixture
def withdraw_text(session, make, by, at):
    def withdraw(language="en"):
        service = make.the_service()
        how = {"reason": "It hurts", "by": by, "at": at}
        return actions.withdraw_text(session, service.id, *PLACE, language, **how)

    return withdraw


@pytest.fixture
def words(session, make, by, at):
    """The service writes its own words, which the lead approves; then what is sent."""
    lead = make.user(Role.SERVICE_LEAD)

    def write(body, language="pl", changes=0):
        text = actions.change_message_text(
            session, make.the_service().id, *PLACE, language, subject="Hello", body=body,
            changes=changes, reason="Ours", by=by, at=at,
        )  # fmt: skip
        actions.approve_message_text(session, text.id, user=lead, at=at)

    return write


def test_saf_23_withdrawn_words_give_way_to_older_ones_then_ours_then_english(
    session, make, words, withdraw_text, give_back
):
    def sent():
        found = outbox.words_for(session, make.the_service().id, *PLACE, "pl")
        return found.body.splitlines()[0], found.language

    words("Jeden: {link}")
    words("Dwa: {link}", changes=1)
    assert sent() == ("Dwa: {link}", "pl")
    second = withdraw_text("pl")
    assert sent() == ("Jeden: {link}", "pl")
    withdraw_text("pl")
    shipped = outbox.shipped_words(*PLACE, "pl").body.splitlines()[0]
    assert sent() == (shipped, "pl")
    withdraw_text("pl")
    assert sent()[1] == "en"
    with pytest.raises(actions.AlreadyWithdrawn):
        withdraw_text("pl")

    give_back(second)
    assert sent() == ("Dwa: {link}", "pl")


def test_saf_23_new_words_are_sent_although_older_ones_are_withdrawn(
    session, make, words, withdraw_text
):
    withdraw_text("pl")
    words("Nowe: {link}")

    assert outbox.words_for(session, make.the_service().id, *PLACE, "pl").body == "Nowe: {link}"


def test_saf_23_a_message_without_words_waits_for_them(
    session, make, by, at, withdraw_text, give_back
):
    client = make.client(contact_by="email")
    actions.send_link(session, make.check_in(client=client), by=by, at=at, days=7)
    withdrawal = withdraw_text("en")
    post = Post()

    later = at + timedelta(minutes=5)
    delivery = actions.send_due_messages(session, post.room, at=later, limit=5)
    assert (delivery.sent, delivery.waiting) == (0, 1)
    assert session.scalars(select(Message.problem)).one() == "its words are withdrawn"

    give_back(withdrawal)
    later += timedelta(hours=1)
    assert actions.send_due_messages(session, post.room, at=later, limit=5).sent == 1
    assert len(post.texts) == 1
