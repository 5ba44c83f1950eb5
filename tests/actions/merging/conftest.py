"""Two records of one person on one therapist's caseload."""

import pytest

from app import actions
from app.care import TwoRecords


@pytest.fixture
def therapist(make):
    return make.clinician()


@pytest.fixture
def stays(make, therapist):
    """The record with the NHS number."""
    client = make.client(therapist, given_name="Amira")
    make.episode(client)
    return client


@pytest.fixture
def twin(make, therapist):
    """The same person again, written down before the number was known."""
    client = make.client(therapist, given_name="Amira", nhs_number="", nhs_number_lookup=None)
    make.episode(client)
    return client


@pytest.fixture
def merged(session, therapist, twin, stays, at):
    """Merges the one into the other."""

    def merge(client=twin, into=stays, *, clinician=therapist, **how):
        two = TwoRecords(client, into, **how)
        return actions.merge_clients(session, two, "The same person", clinician=clinician, at=at)

    return merge
