"""Giving a check-in now."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import outbox
from app.care import ContactBy
from app.scheduling import Assignment, CheckIn, Invitation, find_invitation
from app.security import AuditEvent, WebSession


@pytest.fixture
def client(make, therapist):
    """Somebody in therapy."""
    client = make.client(therapist)
    make.episode(client, pathway=make.pathway(therapist.service))
    return client


@pytest.fixture
def form(visit, client):
    """The page on which questionnaires are chosen, open."""
    return visit.open(f"/clinic/clients/{client.id}/check-in")


def said(page):
    """All that the page says on one line."""
    return said_in(page.main)


def said_in(tag):
    """The words of a part of the page on one line."""
    return " ".join(tag.get_text(" ", strip=True).split())


def token_in(page):
    """The token that a page shows as text."""
    return page.select_one(".heard-address").text.rpartition("/")[2]


def test_each_questionnaire_says_how_many_questions_and_minutes_it_is(form):
    assert "PHQ-9 9 questions, about 2 minutes" in said(form)
    assert "CORE-OM 34 questions, about 4 minutes" in said(form)


def test_a_locked_questionnaire_is_listed_with_the_reason_and_cannot_be_ticked(form):
    assert "S-WEMWBS : locked. Its owner asks for a licence" in said(form)
    assert form.select_one("input[value=swemwbs]") is None


def test_a_locked_questionnaire_cannot_be_asked_by_other_means_either(visit, form, client, session):
    data = {"measures": "swemwbs", "show": "yes", "csrf_token": visit.csrf_token}

    assert visit.post(f"/clinic/clients/{client.id}/check-in/give", data=data).status_code == 400
    assert session.scalars(select(CheckIn)).all() == []


def test_before_anything_is_given_the_whole_burden_is_said(visit, form, session):
    page = visit.press("Continue", measures=["phq9", "gad7"])

    assert "Together: 16 questions, about 2 minutes" in said(page)
    assert "a lot for one sitting" not in said(page)
    assert session.scalars(select(CheckIn)).all() == []


def test_more_than_sixty_questions_are_said_to_be_a_lot(visit, form):
    page = visit.press("Continue", measures=["phq9", "core_om", "pcl5"])

    assert "That is a lot for one sitting." in said(page)


def test_acc_07_nothing_chosen_is_an_error_on_top_and_beside_the_question(visit, form):
    page = visit.press("Continue")

    words = "Choose at least one questionnaire"
    assert page.title.text.startswith("Error: ")
    summary = page.select_one(".nhsuk-error-summary[role=alert][autofocus][tabindex='-1']")
    assert said_in(summary) == f"There is a problem {words}"
    target = page.select_one(summary.a["href"])
    assert (target.name, target["name"]) == ("input", "measures")
    assert words in page.select_one("#measures-error").text


def test_what_the_choice_comes_to_can_be_reloaded_and_read_in_another_language(visit, form, client):
    visit.press("Continue", measures=["phq9", "gad7"])

    polish = visit.press("Polski")

    assert visit.url == f"/clinic/clients/{client.id}/check-in/confirm"
    assert polish.html["lang"] == "pl"
    assert [li.bdi.text for li in polish.select("main li")] == ["PHQ-9", "GAD-7"]
    assert visit.open(visit.url).select("main li") != []


def test_choosing_again_begins_with_what_was_chosen(visit, form):
    visit.press("Continue", measures=["gad7"])

    page = visit.follow("Choose again")

    assert [box["value"] for box in page.select("input[checked]")] == ["gad7"]


def test_nothing_is_confirmed_before_it_is_chosen_nor_once_it_is_given(visit, form, client):
    confirm = f"/clinic/clients/{client.id}/check-in/confirm"
    visit.open(confirm)
    assert visit.url == f"/clinic/clients/{client.id}/check-in"

    visit.press("Continue", measures=["gad7"])
    visit.press("Show a QR code")

    visit.open(confirm)
    assert visit.url == f"/clinic/clients/{client.id}/check-in"


def test_the_choice_is_kept_for_ten_clients_at_most(visit, make, therapist, session):
    for _ in range(12):
        episode = make.episode(make.client(therapist), pathway=make.pathway(therapist.service))
        visit.open(f"/clinic/clients/{episode.client_id}/check-in")
        visit.press("Continue", measures=["phq9"])

    [kept] = [row.data for row in session.scalars(select(WebSession)) if row.user_id]
    assert len(kept["check_in_choices"]) == 10
    assert kept["check_in_choices"][-1] == [str(episode.client_id), ["phq9"]]


def test_showing_a_link_gives_the_check_in_and_a_code_that_opens_it(
    visit, form, session, client, at
):
    visit.press("Continue", measures=["gad7", "phq9"])

    page = visit.press("Show a QR code")

    link = find_invitation(session, token_in(page))
    asked = [a.measure for a in link.check_in.assignments]
    assert (link.check_in.client_id, asked) == (client.id, ["phq9", "gad7"])
    assert page.select_one("svg.heard-code path") is not None
    assert page.select_one(".heard-address").text.startswith("https://heard.test/c/")
    assert visit.response.headers["Cache-Control"] == "no-store"


def test_sec_18_the_token_is_in_that_answer_and_nowhere_else(visit, form, session, client):
    visit.press("Continue", measures=["phq9"])
    token = token_in(visit.press("Show a QR code"))

    assert token not in visit.url
    assert "Referer" not in visit.response.request.headers
    assert token not in visit.open(f"/clinic/clients/{client.id}/check-in").prettify()
    assert token not in visit.open(f"/clinic/clients/{client.id}").prettify()
    kept = session.scalars(select(Invitation)).one()
    assert token not in str(vars(kept))
    assert not any(token in row.detail for row in session.scalars(select(AuditEvent)))
    assert not any(token in str(row.data) for row in session.scalars(select(WebSession)))


def test_sec_18_between_making_and_showing_a_link_it_is_sealed_and_then_it_is_gone(
    visit, form, session, client
):
    visit.press("Continue", measures=["phq9"])
    data = {"measures": "phq9", "show": "yes", "csrf_token": visit.csrf_token}
    answer = visit.post(f"/clinic/clients/{client.id}/check-in/give", data=data)
    [sealed] = [r.data["shown_link"]["sealed"] for r in session.scalars(select(WebSession))
                if "shown_link" in r.data]  # fmt: skip

    token = token_in(visit.open(answer.location))

    assert answer.status_code == 303
    assert token not in answer.text + answer.location + sealed
    assert not any("shown_link" in row.data for row in session.scalars(select(WebSession)))


def test_a_code_is_shown_once_and_a_new_one_replaces_it(visit, form, session):
    visit.press("Continue", measures=["phq9"])
    first = token_in(visit.press("Show a QR code"))

    page = visit.open(visit.url)
    assert "The code was shown once" in said(page)
    assert page.select(".heard-code, .heard-address") == []
    second = token_in(visit.press("Show a new code"))

    assert find_invitation(session, first).replaced_at is not None
    assert find_invitation(session, second).replaced_at is None


def test_a_code_that_was_not_shown_at_once_is_not_shown_later(visit, form, client, at):
    visit.press("Continue", measures=["phq9"])
    data = {"measures": "phq9", "show": "yes", "csrf_token": visit.csrf_token}
    answer = visit.post(f"/clinic/clients/{client.id}/check-in/give", data=data)

    with time_machine.travel(at + timedelta(minutes=2)):
        page = visit.open(answer.location)

    assert "The code was shown once" in said(page)


def test_the_code_of_one_check_in_is_not_shown_on_the_page_of_another(visit, form, client, make):
    other = make.check_in(client=client)
    visit.press("Continue", measures=["gad7"])
    data = {"measures": "gad7", "show": "yes", "csrf_token": visit.csrf_token}
    visit.post(f"/clinic/clients/{client.id}/check-in/give", data=data)

    page = visit.open(f"/clinic/clients/{client.id}/check-in/{other.id}/link")

    assert page.select(".heard-code, .heard-address") == []


def test_the_page_of_a_code_says_when_the_check_in_is_finished(visit, make, client):
    sent = make.submission(client=client)
    check_in = make.session.get_one(Assignment, sent.assignment_id).check_in

    page = visit.open(f"/clinic/clients/{client.id}/check-in/{check_in.id}/link")

    assert "This check-in is finished" in said(page)
    assert page.select("main button") == []


def test_no_page_that_is_shown_was_posted(visit, form, client):
    """Back, a reload and another language ask for a page again: they must find it."""
    for button, fields in (("Continue", {}), ("Continue", {"measures": ["phq9"]}),
                           ("Show a QR code", {}), ("Show a new code", {})):  # fmt: skip
        if button == "Show a new code":
            visit.open(visit.url)
        visit.press(button, **fields)
        assert visit.response.request.method == "GET", button
        visit.press("Polski")
        visit.press("English")


def test_a_link_that_never_left_is_told_beside_the_open_check_in(visit, form, client, make):
    visit.press("Continue", measures=["phq9"])

    page = visit.press("Send a link")

    assert "Asked 4 Mar 2026, link not sent yet" in said(page)
    visit.press("Show a QR code")
    page = visit.open(f"/clinic/clients/{client.id}/check-in")
    assert "not sent" not in said(page)


def test_a_second_press_is_the_same_check_in_with_a_new_link(visit, form, session):
    tokens = []
    for _ in range(2):
        visit.open(form_address(visit))
        visit.press("Continue", measures=["phq9"])
        tokens.append(token_in(visit.press("Show a QR code")))

    assert len(session.scalars(select(CheckIn)).all()) == 1
    first, second = (find_invitation(session, token) for token in tokens)
    assert first.replaced_at is not None
    assert second.replaced_at is None


def form_address(visit):
    """The page on which questionnaires are chosen."""
    return visit.url.partition("/check-in")[0] + "/check-in"


def test_sending_puts_the_link_in_the_queue_and_says_so(visit, form, session, client, at):
    visit.press("Continue", measures=["phq9"])

    page = visit.press("Send a link")

    [message] = outbox.waiting_messages(session)
    assert message.recipient_id == client.id
    assert "The link is on its way." in said(page)
    assert find_invitation(session, message.token) is not None
    session.rollback()


@pytest.mark.parametrize("contact", [ContactBy.NOT_AT_ALL, ContactBy.LETTER])
def test_nothing_is_sent_to_somebody_who_does_not_want_it(visit, client, session, contact, at):
    client.contact_by = contact
    visit.open(f"/clinic/clients/{client.id}/check-in")

    page = visit.press("Continue", measures=["phq9"])
    data = {"measures": "phq9", "send": "yes", "csrf_token": visit.csrf_token}
    sent = visit.post(f"/clinic/clients/{client.id}/check-in/give", data=data)

    assert "A link cannot be sent" in said(page)
    assert sent.status_code == 409
    assert outbox.waiting_messages(session) == []
    session.rollback()


def test_an_open_check_in_can_be_shown_again_and_its_link_taken_away(visit, form, session, client):
    visit.press("Continue", measures=["phq9"])
    token = token_in(visit.press("Show a QR code"))
    page = visit.open(f"/clinic/clients/{client.id}/check-in")
    assert "It has a link that works." in said(page)

    page = visit.press("Take the link away")

    assert "The link no longer works." in said(page)
    assert "It has no link that works." in said(page)
    assert find_invitation(session, token).revoked_at is not None
    again = token_in(visit.press("Show a QR code"))
    assert find_invitation(session, again).revoked_at is None


def test_a_finished_check_in_is_not_offered(visit, client, make):
    make.submission(client=client)

    page = visit.open(f"/clinic/clients/{client.id}/check-in")

    assert "Open check-in" not in said(page)


def test_it_says_which_would_be_in_english(visit, client, make, therapist):
    client.language = "pl"
    make.approval("phq9", "pl", therapist.service)

    words = said(visit.open(f"/clinic/clients/{client.id}/check-in"))

    assert "PHQ-9 9 questions, about 2 minutes GAD-7" in words
    assert "GAD-7 7 questions, about 1 minute. In English: no approved wording in Polish" in words


def test_without_an_open_course_of_care_nothing_can_be_asked(visit, make, therapist):
    client = make.client(therapist)

    page = visit.open(f"/clinic/clients/{client.id}/check-in")

    assert "There is no open course of care" in said(page)
    assert page.select("input[type=checkbox]") == []


def test_giving_and_showing_are_in_the_audit_trail(visit, form, session, therapist):
    visit.press("Continue", measures=["phq9"])
    visit.press("Show a QR code")

    done = session.execute(select(AuditEvent.event, AuditEvent.actor_id))
    assert {("check_in.given", therapist.user_id), ("link.shown", therapist.user_id)} <= {
        tuple(row) for row in done
    }


def test_nobody_who_has_died_is_asked_anything(visit, client, make, session):
    waiting = make.check_in(client=client)
    client.died_on = make.today
    page = visit.open(f"/clinic/clients/{client.id}/check-in")
    token = {"csrf_token": visit.csrf_token}
    address = f"/clinic/clients/{client.id}/check-in"

    asked = [
        visit.post(f"{address}/give", data=token | {"measures": "phq9", "show": "yes"}),
        visit.post(f"{address}/{waiting.id}/show", data=token),
        visit.post(f"{address}/{waiting.id}/send", data=token),
    ]

    assert "This client has died. Nothing can be asked." in said(page)
    assert [answer.status_code for answer in asked] == [409, 409, 409]
    assert session.scalars(select(Invitation)).all() == []


def test_haz_09_of_two_open_tabs_each_acts_on_its_own_client(
    visit, make, therapist, client, session
):
    other = make.client(therapist)
    make.episode(other, pathway=make.pathway(therapist.service))
    visit.open(f"/clinic/clients/{client.id}/check-in")
    first_tab = visit.press("Continue", measures=["phq9"])
    visit.open(f"/clinic/clients/{other.id}/check-in")

    visit.page, visit.url = first_tab, f"/clinic/clients/{client.id}/check-in/confirm"
    page = visit.press("Show a QR code")

    assert page.h1.text == client.name
    [given] = session.scalars(select(CheckIn))
    assert given.client_id == client.id
