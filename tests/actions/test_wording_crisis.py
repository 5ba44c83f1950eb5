"""Words for somebody in danger: two people stand for them, and the newest approved is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import risk
from app.actions import (
    ApprovedByItsAuthor,
    NotAChange,
    NotCrisisWords,
    NotTheNewest,
    SomebodyChangedIt,
    approve_crisis_words,
    say_follow_up,
    write_crisis_words,
)
from app.risk import CrisisText, FollowUp, FollowUpPreference
from app.security import AuditEvent, Role
from tests.together import together

TEXT = CrisisText("en", "Good that you said it", "You can talk to somebody now.", "", "", "")


@pytest.fixture
def author(make):
    return make.user(Role.ADMINISTRATOR)


@pytest.fixture
def write(session, make, author, at):
    """Somebody writes a version."""

    def written(changes=0, text=TEXT, reason="First words"):
        return write_crisis_words(
            session, make.the_service().id, text, changes=changes, reason=reason,
            by=author.actor, at=at,
        )  # fmt: skip

    return written


def shown(session, make, language="en"):
    found = risk.crisis_text(session, make.the_service().id, language)
    return found and found.heading


def test_nothing_is_shown_before_a_second_person_approves(session, make, write, at):
    words = write()
    assert shown(session, make) is None

    approve_crisis_words(session, words.id, user=make.user(Role.CLINICIAN), at=at)

    assert shown(session, make) == shown(session, make, "ar") == "Good that you said it"
    events = [e.event for e in session.scalars(select(AuditEvent).order_by(AuditEvent.at))]
    assert set(events) == {"crisis_words.written", "crisis_words.approved"}


def test_the_author_cannot_approve_them(session, make, write, author, at):
    words = write()

    with pytest.raises(ApprovedByItsAuthor):
        approve_crisis_words(session, words.id, user=author, at=at)
    session.rollback()

    assert shown(session, make) is None


def test_the_live_version_stays_until_the_new_one_is_approved(session, make, write, at):
    other = make.user(Role.SERVICE_LEAD)
    approve_crisis_words(session, write().id, user=other, at=at)
    second = write(1, replace(TEXT, heading="Warmer"))
    assert shown(session, make) == "Good that you said it"

    approve_crisis_words(session, second.id, user=other, at=at)

    assert shown(session, make) == "Warmer"


def test_what_is_not_the_newest_or_approved_already_cannot_be_approved(session, make, write, at):
    other, first = make.user(Role.CLINICIAN), write()
    second = write(1)
    with pytest.raises(NotTheNewest):
        approve_crisis_words(session, first.id, user=other, at=at)
    session.rollback()
    approve_crisis_words(session, second.id, user=other, at=at)

    with pytest.raises(NotTheNewest):
        approve_crisis_words(session, second.id, user=other, at=at)


def test_SAF_06_words_with_a_fault_are_not_kept(write):
    with pytest.raises(NotCrisisWords, match="names a level"):
        write(text=replace(TEXT, body="You are at high risk."))


def test_a_reason_is_needed(write):
    with pytest.raises(NotAChange):
        write(reason=" ")


def test_two_who_write_at_once_make_one_version(engine, make, author, at):
    service_id, by = make.the_service().id, author.actor

    def write(own, _number):
        write_crisis_words(own, service_id, TEXT, changes=0, reason="mine", by=by, at=at)

    results = together(engine, 5, write)

    assert sum(result is None for result in results) == 1
    assert {type(r) for r in results if r is not None} == {SomebodyChangedIt}


def test_what_helps_most_is_kept_once_for_their_clinician_to_see(session, make, at):
    client = make.client()

    first = say_follow_up(session, client.id, FollowUp.CALL, at=at)
    again = say_follow_up(session, client.id, FollowUp.CALL, at=at + timedelta(minutes=1))
    other = say_follow_up(session, client.id, FollowUp.MESSAGE, at=at + timedelta(minutes=2))

    assert (first.id, other.is_agreed, other.reviewed_at) == (again.id, False, None)
    assert risk.newest_preference(session, client.id).follow_up is FollowUp.MESSAGE
    assert len(session.scalars(select(FollowUpPreference)).all()) == 2
