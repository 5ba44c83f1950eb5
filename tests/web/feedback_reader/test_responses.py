"""Answers in confidence, and who wants to hear back: for the reader, and never the therapist."""

import pytest

from app.security import Role


def test_a_reader_reads_the_whole_of_what_somebody_said_in_confidence(visit, make, said):
    response = make.response()
    page = visit.open("/comments/responses")
    assert response.ticket.client.name in said(page)

    page = visit.follow(response.ticket.client.name)

    assert "How was the wait? Too long" in said(page)
    assert "Anything else? It was far" in said(page)
    assert "Their therapist does not read this" in said(page)


def test_a_therapist_who_reads_feedback_does_not_read_their_own_clients(make, visit_as):
    """People were told so. Not even after the therapy has ended."""
    therapist = make.clinician(user=make.user(Role.CLINICIAN, Role.FEEDBACK_READER))
    client = make.client(therapist)
    response, other = make.response(client), make.response()
    visit = visit_as(therapist)

    page = visit.open("/comments/responses")

    assert client.name not in page.text
    assert other.ticket.client.name in page.text
    assert visit.get(f"/comments/responses/{response.id}").status_code == 404


def test_what_was_said_in_confidence_can_be_flagged(visit, make, said):
    response = make.response()
    visit.open(f"/comments/responses/{response.id}")

    page = visit.press("Put it on the lead’s list", kind="complaint")
    assert "Write what the lead has to know" in page.select_one("[role=alert]").text
    page = visit.press("Put it on the lead’s list", note="May be called")

    assert "Waits for the lead" in said(page)


def test_EQ_07_who_wants_to_hear_back_is_answered_once(visit, make, said):
    make.wish("Ada, 07700 900123", message="Please tell me what happens")
    page = visit.open("/comments/wishes")
    assert "Ada, 07700 900123" in said(page)

    page = visit.press("Mark as answered")

    assert "Answered on 4 March 2026 by Riley Reader." in said(page)
    assert not page.select("main button")


@pytest.mark.parametrize("page", ["/comments", "/comments/responses", "/comments/wishes"])
def test_an_empty_list_says_so(visit, page):
    assert visit.open(page).main.text.strip()
