"""What a phone has to load before the first question of a form. `make bench` asks a real one."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factory import Make
from tests.feedback.forms import Answerer, live_form, ticket_for
from tests.feedback.long_form import TWELVE
from tests.pages import Visit

FIRST, LATER, MOST_REQUESTS = 11_000, 6_000, 4


def weight_of(visit: Visit, path: str) -> int:
    """Bytes of the body, as a phone gets it."""
    reply = visit.get(path, headers={"Accept-Encoding": "br"})
    assert reply.status_code == 200
    return len(reply.data)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_twelve_questions_are_light(app: Flask, session: Session, make: Make, language: str):
    episode = make.episode(make.client(language=language))
    _, path = ticket_for(make, live_form(make, TWELVE), episode)
    visit = Answerer(Visit(app.test_client(), session), path).start().visit

    page = visit.open("/feedback/questions")

    asked_for = {
        str(tag.get("src") or tag.get("href"))
        for tag in page.select("script[src], link[href], img[src]")
    }
    html = weight_of(visit, "/feedback/questions")
    assert len(asked_for) + 1 <= MOST_REQUESTS
    assert html + sum([weight_of(visit, address) for address in asked_for]) < FIRST
    assert html < LATER
