"""Before the first question: who will read it, in what form, and whether anybody can know who."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.codesign import Privacy
from app.security import Role
from tests.factory import Make
from tests.feedback.forms import FORM, Answerer, live_form, ticket_for, to
from tests.pages import Visit


@pytest.fixture
def about(app: Flask, session: Session, make: Make) -> Any:
    """The page before the first question, of a form with this privacy."""

    def opened(privacy: Privacy, episode: Any = None) -> Answerer:
        version = live_form(make, replace(FORM, privacy=privacy))
        _, path = ticket_for(make, version, episode)
        return Answerer(Visit(app.test_client(), session), path).start()

    return opened


def told(answerer: Answerer) -> str:
    """What they are told about who reads it."""
    heading = answerer.visit.page.find("h2", string="Who will read this")
    return heading.find_next("ul").get_text(" ", strip=True)


def test_EQ_06_anonymous_means_that_nobody_can_know(about, make: Make):
    make.staff(Role.FEEDBACK_READER, name="Ada Reader")

    words = told(about(Privacy.ANONYMOUS))

    assert "It is anonymous." in words
    assert "Your therapist cannot find out what you said, and nor can those who read it." in words
    assert "wait until 5 people have answered" in words
    assert "We know whether you answered" in words
    assert "ask for a reply" in words
    assert "Ada Reader" in words


def test_EQ_06_confidential_means_that_the_therapist_does_not_see_it(about, make: Make):
    make.staff(Role.FEEDBACK_READER, name="Ada Reader")
    therapist = make.clinician(user=make.user(Role.CLINICIAN, Role.FEEDBACK_READER, name="Bo Both"))

    words = told(about(Privacy.CONFIDENTIAL, make.episode(clinician=therapist)))

    assert "It is confidential. Your therapist will not see this." in words
    assert "can see that it is from you" in words
    assert "Ada Reader" in words
    assert "Bo Both" not in words, "their therapist, whatever else they are"


def test_EQ_06_named_names_who_reads_it(about, make: Make):
    episode = make.episode(clinician=make.clinician(name="Robin Therapist"))

    words = told(about(Privacy.NAMED, episode))

    assert "It has your name on it." in words
    assert "Robin Therapist" in words
    assert "small team" not in words


def test_EQ_06_the_words_follow_who_really_may_read_it(about, make: Make, session: Session):
    assert "Nobody has the task yet" in told(about(Privacy.ANONYMOUS))
    reader = make.staff(Role.FEEDBACK_READER, name="Ada Reader")
    assert "Ada Reader" in told(about(Privacy.ANONYMOUS))
    assert "the people who lead the service" not in told(about(Privacy.ANONYMOUS))

    make.staff(Role.SERVICE_LEAD)
    make.staff(Role.CO_DESIGNER)
    reader.left_on = make.today
    session.commit()

    words = told(about(Privacy.ANONYMOUS))
    assert "Ada Reader" not in words
    assert "the people who lead the service" in words
    assert "people with lived experience who work with the service" in words


def test_EQ_06_nobody_of_another_trust_is_named(about, make: Make):
    make.the_service()
    elsewhere = make.service(trust=make.trust("Another Trust"))
    make.staff(Role.FEEDBACK_READER, service=elsewhere, name="Stranger Reader")

    assert "Stranger" not in told(about(Privacy.ANONYMOUS))


@pytest.mark.parametrize(("team", "is_said"), [(7, True), (8, False)])
def test_EQ_06_in_a_small_team_somebody_may_guess(about, make: Make, team: int, is_said: bool):
    episode = make.episode(clinician=make.clinician())
    for _ in range(team - 1):
        make.staff(Role.CLINICIAN)

    words = told(about(Privacy.ANONYMOUS, episode))

    assert ("Somebody may guess who wrote something." in words) is is_said


# ---- Beside every box


def test_SAF_20_the_box_says_when_it_is_read_and_by_whom(about, make: Make):
    make.staff(Role.FEEDBACK_READER)
    answerer = about(Privacy.ANONYMOUS)

    page = answerer.visit.open("/feedback/questions")

    boxes = page.select("textarea")
    assert len(boxes) == 2
    for box in boxes:
        beside = page.find(id=box["aria-describedby"].split()[-1])
        assert "No one reads this straight away." in beside.text
        assert "within 2 working days after 5 people have answered" in beside.text


def test_HAZ_25_help_and_somebody_to_talk_to_are_beside_every_box(about, make: Make):
    make.the_service().name = "Step 4 Colchester"
    answerer = about(Privacy.ANONYMOUS)

    page = answerer.visit.open("/feedback/questions?q=more")

    beside = page.select_one(".heard-read-by")
    assert beside.find("a", href="/help")
    assert "Would you like to talk to somebody by name? Call Step 4 Colchester on" in beside.text
    assert "01632" in beside.text


# ---- A kind word about what could say who they are


def test_a_text_that_could_say_who_it_is_from_is_told_once_and_kept(about, make: Make):
    make.staff(Role.CLINICIAN, name="Robin Therapist")
    answerer = about(Privacy.ANONYMOUS)
    text = "My name is Amira, Robin was kind, 07700 900123, a@b.example"
    answerer.answer(more=text)

    page = answerer.visit.open("/feedback/check")
    warning = page.select_one(".nhsuk-inset-text").text
    for words in ("your name", "somebody who works here", "a phone number", "an email address"):
        assert words in warning
    assert text in page.select_one("dl").text
    assert page.find("button", string="Send my answers"), "nothing keeps them from sending it"
    answerer.visit.open("/feedback/questions?q=more&then=check")
    answerer.visit.press("Check your answers", **to("more", f"{text}!"))

    assert "could say who you are" not in answerer.visit.text
    assert f"{text}!" in answerer.visit.text


def test_who_gives_their_name_is_not_warned_of_it(about):
    answerer = about(Privacy.NAMED).answer(more="My name is Amira")

    assert "could say who you are" not in answerer.visit.open("/feedback/check").text
