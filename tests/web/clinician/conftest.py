"""A therapist, and what is on their pages."""

import pytest


@pytest.fixture
def therapist(make):
    """Who is signed in."""
    return make.clinician()


@pytest.fixture
def visit(visit_as, therapist):
    """The therapist's browser."""
    return visit_as(therapist)


@pytest.fixture
def record_of(visit):
    """Opens a client's page and gives it back."""

    def opened(client, query=""):
        return visit.open(f"/clinic/clients/{client.id}{query}")

    return opened
