"""What a client said in the service's form: under their name on the page, in confidence nowhere."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import care
from app.codesign import Privacy
from app.security import Role
from tests.factory import Make
from tests.feedback.forms import FORM, Answerer, live_form, ticket_for
from tests.pages import Visit

SAID = "A sentence that only one person would write"


@pytest.fixture
def said(app: Flask, session: Session, make: Make) -> Any:
    """A client of a therapist who said something, and the therapist."""

    def answered(privacy: Privacy) -> tuple[Any, Any]:
        therapist = make.clinician()
        episode = make.episode(clinician=therapist)
        _, path = ticket_for(make, live_form(make, replace(FORM, privacy=privacy)), episode)
        answerer = Answerer(Visit(app.test_client(), session), path)
        answerer.start().answer(wait="long", helped="2", more=SAID).send()
        return episode.client, therapist

    return answered


def test_a_named_form_is_read_by_the_therapist_in_the_words_that_were_seen(said, visit_as):
    client, therapist = said(Privacy.NAMED)

    page = visit_as(therapist).open(f"/clinic/clients/{client.id}")

    section = page.select_one("section[aria-labelledby=said]").get_text(" ", strip=True)
    assert FORM.title in section
    assert "How was the wait? Too long" in section
    assert "Did it help? 2 of 5" in section
    assert SAID in section
    assert "What helped?" not in section, "it was not answered"


@pytest.mark.parametrize("privacy", [Privacy.CONFIDENTIAL, Privacy.ANONYMOUS])
def test_EQ_06_no_clinicians_page_shows_what_was_said_in_confidence(
    said, visit_as, app: Flask, make: Make, privacy: Privacy
):
    client, therapist = said(privacy)
    therapist.user.roles = [Role.CLINICIAN, Role.DUTY]
    visit = visit_as(therapist)

    opened = []
    for path in clinic_pages(app, client.id):
        reply = visit.get(path)
        assert SAID not in reply.text, path
        assert "What they said" not in reply.text, path
        opened += [path] * (reply.status_code == 200)
    assert f"/clinic/clients/{client.id}" in opened
    assert len(opened) > 10, opened


def test_SEC_34_another_clinician_reads_nothing(said, visit_as, make: Make):
    client, _ = said(Privacy.NAMED)

    assert visit_as(make.clinician()).get(f"/clinic/clients/{client.id}").status_code == 404


def clinic_pages(app: Flask, client_id: Any) -> list[str]:
    """Every page for clinicians that needs no more than a client."""
    pages = []
    for rule in app.url_map.iter_rules():
        wanted = rule.arguments <= {"client_id"} and "GET" in (rule.methods or ())
        if wanted and rule.rule.startswith(("/clinic", "/letters")):
            pages.append(rule.rule.replace("<uuid:client_id>", str(client_id)))
    assert len(pages) > 10
    return pages


def test_readers_are_who_may_read_answers(said, session: Session, make: Make):
    """The page of a named form promised exactly these."""
    client, therapist = said(Privacy.NAMED)

    readers = care.readers_of(session, client.id, on=make.today)

    assert [one.clinician_id for one in readers] == [therapist.id]
