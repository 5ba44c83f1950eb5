"""The words of messages as versions: checked, with a reason, and never over somebody else's."""

import pytest
from sqlalchemy import select

from app.actions import NotAChange, NotWords, SomebodyChangedIt, change_message_text
from app.outbox import Channel, MessageKind, MessageText, TextFault
from app.security import AuditEvent

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
