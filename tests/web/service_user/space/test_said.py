"""What somebody said in the service's forms: under their name it can be read again."""

from dataclasses import replace

import pytest

from app.care import Client
from app.codesign import Privacy
from tests.factory import Make
from tests.feedback.forms import FORM, Answerer, live_form, ticket_for
from tests.pages import Visit

SAID = "A sentence of mine"


@pytest.mark.parametrize(
    ("privacy", "is_there"),
    [(Privacy.NAMED, True), (Privacy.CONFIDENTIAL, False), (Privacy.ANONYMOUS, False)],
)
def test_what_was_said_under_a_name_can_be_read_again(
    signed_in, visit: Visit, client: Client, other: Client, make: Make, privacy: Privacy,
    is_there: bool,
):  # fmt: skip
    version = live_form(make, replace(FORM, privacy=privacy))
    for who, text in ((client, SAID), (other, "Of somebody else")):
        _, path = ticket_for(make, version, make.episode(who))
        Answerer(visit.another(), path).start().answer(wait="long", more=text).send()

    signed_in(client)
    visit.follow("What I said about the service")

    assert (SAID in visit.text) is is_there
    assert ("Too long" in visit.text) is is_there
    assert "Of somebody else" not in visit.text
    assert "nobody can know that it was you" in visit.text
