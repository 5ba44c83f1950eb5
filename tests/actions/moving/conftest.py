"""Two clients of one therapist, and answers of the one that stand on the other."""

import pytest

from app import actions
from app.actions import Misfiling
from app.scheduling import MoveReason


@pytest.fixture
def therapist(make):
    return make.clinician()


@pytest.fixture
def wrong(make, therapist):
    """On whom the answers stand."""
    client = make.client(therapist, given_name="Wanda")
    make.episode(client)
    return client


@pytest.fixture
def right(make, therapist):
    """Whose they are."""
    client = make.client(therapist, given_name="Ruth")
    make.episode(client)
    return client


@pytest.fixture
def moved(session, make, therapist, right):
    """Moves a check-in to the right client, or to `to`; None sets it aside."""

    def move(check_in, to=right, *, clinician=therapist, at=make.at, client_id=None):
        wrong = Misfiling(
            check_in.id,
            client_id or check_in.client_id,
            to.id if to else None,
            MoveReason.SHARED_PHONE,
            "They share a phone",
        )
        return actions.move_answers(session, wrong, clinician=clinician, at=at)

    return move
