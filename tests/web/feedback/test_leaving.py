"""Who stopped coming answers why, from the link or the letter to "thank you"."""

import json

import pytest
from sqlalchemy import select

from app.actions import send_due_messages
from app.care import ContactBy, ContactPreference
from app.codesign import Privacy
from app.feedback import (
    FeedbackComment,
    FeedbackResponse,
    HeldFeedback,
    InterviewRequest,
    ReturnWish,
)
from app.outbox import Message
from app.scheduling import FeedbackTicket, LeavingQuestion, TicketState
from app.security import AuditEvent
from tests.leaving import ask, live_form, questions, somebody_who_stopped
from tests.outbox.post import Post

WORDS = "Nobody told me that my therapist had left"


@pytest.fixture
def privacy():
    """Who can know who answered."""
    return Privacy.CONFIDENTIAL


@pytest.fixture(autouse=True)
def form(session, make, at, privacy):
    return live_form(session, make.the_service(), at=at, privacy=privacy)


@pytest.fixture
def asked(session, make, at):
    """The token of the link that somebody was sent."""

    def do(**client):
        episode = somebody_who_stopped(make, make.client(**client))
        ask(session, at=at)
        [message] = questions(session, episode)
        return message.token

    return do


@pytest.fixture
def answer(visit, asked):
    """Open the link, answer in one page, and send."""

    def do(**answers):
        visit.open(f"/l/{asked()}")
        visit.press("Start")
        visit.open("/feedback/questions")
        fields = {f"q-{key}": value for key, value in answers.items()}
        visit.press("Check", **fields)
        return visit.press("Send")

    return do


def given(session):
    return json.loads(session.scalars(select(FeedbackResponse)).one().answers)


def test_a_person_answers_why_they_stopped_coming(visit, session, answer, form):
    page = answer(reason=["went_wrong", "wait"], went_wrong_what=WORDS)

    assert "Thank you" in page.main.text
    assert "come back" in page.main.text
    assert "01632" in page.main.text
    assert given(session) == {"reason": ["went_wrong", "wait"], "went_wrong_what": [WORDS]}
    assert session.scalars(select(FeedbackTicket.state)).one() is TicketState.SPENT
    assert session.scalars(select(FeedbackComment)).one().text == WORDS


def test_opening_the_link_changes_nothing_and_says_nothing_of_having_left(visit, session, asked):
    page = visit.open(f"/l/{asked()}")

    words = page.get_text(" ", strip=True).lower()
    assert not any(word in words for word in ("leaving", "stopped", "amira", "therap"))
    assert session.scalars(select(FeedbackTicket.state)).one() is TicketState.WAITING


def test_it_is_in_the_persons_language(visit, asked):
    page = visit.open(f"/l/{asked(language='ar')}")

    assert page.html["dir"] == "rtl"


def test_no_thank_you_is_an_answer(visit, session, asked):
    visit.open(f"/l/{asked()}")

    visit.press("No, thank you")

    assert session.scalars(select(FeedbackTicket.state)).one() is TicketState.DECLINED


def test_a_link_that_we_never_made_opens_nothing(visit):
    visit.open("/l/" + "x" * 22, status=404)


def test_EQ_06_who_may_call_and_what_they_see_is_said_before_the_first_question(visit, asked):
    visit.open(f"/l/{asked()}")
    page = visit.press("Start")

    assert "They do not see your answers." in page.main.get_text(" ", strip=True)


def test_who_may_be_called_is_on_the_list_and_not_in_the_answers(session, answer):
    answer(reason=["wait"], call="yes", call_when="After 4 pm")

    request = session.scalars(select(InterviewRequest)).one()
    assert (request.when_suits, request.agreed_with) == ("After 4 pm", None)
    assert given(session) == {"reason": ["wait"]}
    assert session.scalars(select(FeedbackComment)).all() == []
    assert not {"wait", "4 pm"} & set(session.scalars(select(AuditEvent.detail)))


def test_who_may_not_be_called_is_not(session, answer):
    answer(reason=["wait"], call="no")

    assert session.scalars(select(InterviewRequest)).all() == []


def test_who_only_wants_to_be_called_can_say_only_that(session, answer):
    answer(call="yes")

    assert session.scalars(select(InterviewRequest)).one()
    assert given(session) == {}


def test_HAZ_21_who_became_unsafe_since_is_not_put_on_the_list(visit, session, at, asked):
    visit.open(f"/l/{asked()}")
    visit.press("Start")
    client_id = session.scalars(select(FeedbackTicket.client_id)).one()
    values = {"refused": [], "is_unsafe": True, "changed_at": at}
    session.add(ContactPreference(client_id=client_id, **values))
    visit.open("/feedback/questions")
    visit.press("Check", **{"q-call": "yes"})
    visit.press("Send")

    assert session.scalars(select(InterviewRequest)).all() == []


def test_who_would_like_to_come_back_is_a_to_do_only_if_they_say_so(session, answer, make):
    answer(**{"return": "now"}, tell_name="no")

    assert session.scalars(select(ReturnWish)).all() == []
    assert given(session) == {"return": ["now"]}


def test_their_name_is_passed_on_when_they_say_so_and_no_answer_with_it(session, answer, make):
    answer(**{"return": "later"}, tell_name="yes", reason=["wait"])

    wish = session.scalars(select(ReturnWish)).one()
    assert (wish.service_id, wish.asked_on) == (make.the_service().id, make.today)
    assert given(session) == {"reason": ["wait"], "return": ["later"]}


@pytest.mark.parametrize("privacy", [Privacy.ANONYMOUS])
def test_EQ_05_a_wish_is_no_way_back_to_an_anonymous_answer(session, answer):
    answer(reason=["wait"], call="yes", call_when="After 4 pm")

    assert session.scalars(select(InterviewRequest)).one()
    [held] = session.scalars(select(HeldFeedback)).all()
    assert held.open()[1] == {"reason": ("wait",)}


def test_rel_04_sent_twice_is_wished_once(session, visit, answer):
    answer(reason=["wait"], call="yes", **{"return": "now"}, tell_name="yes")
    visit.open("/feedback/thanks")

    assert len(session.scalars(select(InterviewRequest)).all()) == 1
    assert len(session.scalars(select(ReturnWish)).all()) == 1


def test_a_letter_has_a_code_that_leads_there_too(visit, session, make, at, visit_as):
    address = "1 High Street\nLittle Wimbourne\nQX1 1AB"
    therapist = make.clinician()
    client = make.client(therapist, contact_by=ContactBy.LETTER, address=address)
    somebody_who_stopped(make, client)
    ask(session, at=at)
    send_due_messages(session, Post().room, at=at, limit=10)
    sheet = visit_as(therapist).open("/letters/print").get_text(" ", strip=True)
    code = next(word for word in sheet.split() if len(word) == 9 and word[4] == "-")

    visit.open("/code")
    page = visit.press("Continue", code=code)
    assert "What was it like for you?" in page.main.text
    page = visit.press("Start")

    assert page.h1.text == "Before we say goodbye"
    assert session.scalars(select(LeavingQuestion)).one().code_hash
    assert session.scalars(select(Message)).one().to_post_since == at


def test_who_comes_back_finds_the_link_closed(visit, session, asked):
    token = asked()
    ticket = session.scalars(select(FeedbackTicket)).one()
    ticket.state = TicketState.WITHDRAWN

    visit.open(f"/l/{token}", status=410)
