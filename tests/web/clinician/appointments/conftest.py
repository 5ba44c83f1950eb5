"""Somebody in therapy and their sessions: the list, the form, and what is stored of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care import Appointment, outcome_of

WEEK = timedelta(weeks=1)


@pytest.fixture
def client(make, therapist):
    """Somebody in therapy."""
    return make.client(therapist)


@pytest.fixture
def episode(make, client, therapist):
    """Their course of care, which began two months ago."""
    return make.episode(client, pathway=make.pathway(therapist.service, name="CBTp"))


@pytest.fixture
def sessions(visit, client):
    """Opens the list of the client's sessions."""
    return lambda: visit.open(f"/clinic/clients/{client.id}/appointments")


@pytest.fixture
def form(visit, client, episode):
    """The form to add sessions, open."""
    return visit.open(f"/clinic/clients/{client.id}/appointments/add")


def said(page):
    """All that the page says on one line."""
    return " ".join(page.main.get_text(" ", strip=True).split())


def stored(session):
    session.expire_all()
    return list(session.scalars(select(Appointment).order_by(Appointment.starts_at)))


def outcomes(session):
    return [outcome_of(appointment) for appointment in stored(session)]


def assert_error(page, words, field=None):
    """In the title, in the summary and, word for word, beside the field."""
    assert page.title.text.startswith("Error: ")
    summary = page.select_one(".nhsuk-error-summary")
    assert "There is a problem" in summary.text
    assert summary.has_attr("autofocus")
    assert words in summary.text
    assert any(words in error.text for error in page.select(".nhsuk-error-message"))
    if field:
        assert summary.select_one(f"a[href='#{field}']") is not None
        assert page.select_one(f"#{field}") is not None
