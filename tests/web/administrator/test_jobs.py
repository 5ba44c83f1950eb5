"""Work that the portal gave up: seen by administrators, and tried again when it is put right."""

import pytest
from sqlalchemy import select

from app import outbox
from app.outbox import SEND_MESSAGE, Job
from app.security import AuditEvent, Role


@pytest.fixture
def failed(session, make, at):
    """Work that was given up, about a message to that client."""

    def given_up(client=None, problem="no answer from the mail server"):
        message = make.message(client or make.client(family_name="Lindqvist"))
        outbox.add_job(session, SEND_MESSAGE, {"message_id": str(message.id)}, key=message.key,
                       due_at=at)  # fmt: skip
        job = outbox.find_job(session, message.key)
        job.failed_at, job.attempts, job.problem = at, 10, problem
        session.commit()
        return job

    return given_up


def test_REL_05_what_was_given_up_is_on_a_list_that_names_nobody(visit, failed, said):
    failed()

    page = visit.open("/admin/")
    assert "1 piece of work was given up." in said(page)
    page = visit.follow("Failed work")

    assert "Invitation Given up 4 March 2026" in said(page)
    assert "Tried 10 times. What was wrong: no answer from the mail server" in said(page)
    assert "Lindqvist" not in said(page)


def test_it_is_tried_again_with_one_press(visit, failed, said, session, at):
    job = failed()
    visit.open("/admin/jobs")

    page = visit.press("Try again")

    assert "It is tried again within a minute." in said(page)
    assert "Nothing has failed." in said(page)
    stored = session.get_one(Job, job.id)
    assert (stored.failed_at, stored.attempts) == (None, 0)
    assert session.scalars(select(AuditEvent).where(AuditEvent.event == "job.revived")).one()


def test_work_that_waits_or_is_done_is_not_on_the_list_and_is_not_begun_anew(
    visit, failed, said, session, at
):
    waits, done = failed(), failed()
    waits.failed_at, done.done_at = None, at
    session.commit()

    assert "Nothing has failed." in said(visit.open("/admin/jobs"))
    token = {"csrf_token": visit.csrf_token}
    for job in (waits, done):
        assert visit.post(f"/admin/jobs/{job.id}/retry", data=token).status_code == 404


def test_SEC_34_the_work_of_another_trust_is_the_same_as_none(
    make, visit_as, failed, said, session
):
    own = make.clinician(make.service(), make.user(Role.CLINICIAN, Role.ADMINISTRATOR))
    theirs = failed(make.client(trust=make.trust("South Thames Trust")))
    visit = visit_as(own)

    assert "Nothing has failed." in said(visit.open("/admin/jobs"))
    answer = visit.post(f"/admin/jobs/{theirs.id}/retry", data={"csrf_token": visit.csrf_token})

    assert answer.status_code == 404
    assert session.get_one(Job, theirs.id).failed_at


def test_work_about_nobody_is_seen_by_every_administrator(visit, session, said, at):
    outbox.add_job(session, "sweep", {}, key="sweep", due_at=at)
    outbox.find_job(session, "sweep").failed_at = at
    session.commit()

    assert "sweep" in said(visit.open("/admin/jobs"))
