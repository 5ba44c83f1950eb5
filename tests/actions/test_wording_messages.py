"""The words of messages as versions: checked, with a reason, and never over somebody else's."""

import pytest
from sqlalchemy import select

from app import outbox
from app.actions import (
    ApprovedByItsAuthor,
    NotAChange,
    NotTheNewest,
    NotWords,
    SomebodyChangedIt,
    approve_message_text,
    change_message_text,
)
from app.outbox import Channel, MessageKind, MessageText, TextFault
from app.security import AuditEvent, Role, User
from tests.together import together

GOOD = "A few questions for you: {link}"


@pytest.fixture
def change(session, make, by, at):
    """Changes the English invitation by text message."""

    def changed(body=GOOD, *, changes=0, reason="Kinder", language="en", service=None):
        service = service or make.the_service()
        return change_message_text(
            session, service.id, MessageKind.INVITATION, Channel.SMS, language, subject="",
            body=body, changes=changes, reason=reason, by=by, at=at,
        )  # fmt: skip

    return changed


def versions(session):
    return [(t.version, t.body) for t in
            session.scalars(select(MessageText).order_by(MessageText.version))]  # fmt: skip


def test_a_change_is_a_new_version_and_in_the_audit_trail(session, change, by, at):
    change()
    made = change("For you: {link}", changes=1)

    assert versions(session) == [(1, GOOD), (2, "For you: {link}")]
    assert (made.made_by, made.made_at, made.reason) == (by.id, at, "Kinder")
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.detail)).all()
    assert [(e.event, e.detail, e.actor_id) for e in events] == [
        ("message_text.changed", "invitation sms en version 1", by.id),
        ("message_text.changed", "invitation sms en version 2", by.id),
    ]


def test_each_language_and_service_has_versions_of_its_own(session, change, make):
    change()
    change(language="pl")
    change(service=make.service(make.the_service().trust))

    assert versions(session) == [(1, GOOD)] * 3


@pytest.mark.parametrize("changes", [0, 2])
def test_two_people_who_change_one_message_do_not_undo_each_other(session, change, changes):
    change()

    with pytest.raises(SomebodyChangedIt):
        change("Mine {link}", changes=changes)

    assert versions(session) == [(1, GOOD)]


def test_words_that_may_not_be_sent_are_refused_with_everything_that_is_wrong(session, change):
    with pytest.raises(NotWords) as refused:
        change("Your therapist waits")

    assert refused.value.faults == [TextFault.NO_LINK, TextFault.TELLING]
    assert versions(session) == []


def test_a_change_needs_a_reason(change):
    with pytest.raises(NotAChange):
        change(reason="  ")


def test_SAF_13_a_message_is_sent_in_new_words_once_somebody_else_agrees(session, make, change, at):
    text, service = change(), make.the_service()
    place = (service.id, MessageKind.INVITATION, Channel.SMS, "en")
    assert outbox.newest_text(session, *place) is None

    approve_message_text(session, text.id, user=make.user(Role.CLINICIAN), at=at)

    assert outbox.newest_text(session, *place).body == GOOD
    approved = select(AuditEvent.detail).where(AuditEvent.event == "message_text.approved")
    assert session.scalars(approved).all() == ["invitation sms en version 1"]


def test_SAF_13_the_author_cannot_agree_to_their_own_words(session, change, by, make, at):
    lead = make.user(Role.SERVICE_LEAD)
    text = change()
    text.made_by = lead.id
    session.commit()

    with pytest.raises(ApprovedByItsAuthor):
        approve_message_text(session, text.id, user=lead, at=at)


def test_older_words_and_approved_ones_cannot_be_approved(session, change, make, at):
    lead = make.user(Role.SERVICE_LEAD)
    first, second = change(), change("For you: {link}", changes=1)
    with pytest.raises(NotTheNewest):
        approve_message_text(session, first.id, user=lead, at=at)
    session.rollback()
    approve_message_text(session, second.id, user=lead, at=at)

    with pytest.raises(NotTheNewest):
        approve_message_text(session, second.id, user=lead, at=at)


def test_of_two_who_approve_at_once_one_is_told(engine, session, change, make, at):
    text_id = change().id
    ids = [make.user(Role.CLINICIAN).id for _ in range(3)]

    def approve(own, number):
        approve_message_text(own, text_id, user=own.get_one(User, ids[number]), at=at)

    results = together(engine, 3, approve)

    assert sum(result is None for result in results) == 1
    assert {type(r) for r in results if r is not None} == {NotTheNewest}
