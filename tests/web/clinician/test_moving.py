"""Answers that are not this client's: a therapist moves them or sets them aside (HAZ-07)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import scheduling
from app.care import CareRelationship
from app.scheduling import AnswersMove
from app.security import Role

WHY = {"why": "shared phone", "note": "Her sister told me"}


@pytest.fixture
def wrong(make, therapist):
    client = make.client(therapist, given_name="Wanda")
    make.episode(client)
    return client


@pytest.fixture
def right(make, therapist):
    client = make.client(therapist, given_name="Ruth")
    make.episode(client)
    return client


@pytest.fixture
def alert(make, wrong):
    """Of answers that are not Wanda's."""
    return make.alert(client=wrong)


@pytest.fixture
def form(visit, wrong, right, alert):
    """The form about those answers."""
    visit.open(f"/clinic/clients/{wrong.id}/moving")
    visit.follow("These answers are not theirs")
    return visit


def errors(visit):
    return [li.get_text(" ", strip=True) for li in visit.page.select(".nhsuk-error-summary li")]


def test_haz_07_a_therapist_moves_answers_to_another_client_after_seeing_both(
    form, session, wrong, right, alert
):
    form.press("Continue", whose="client", to=str(right.id), **WHY)

    assert alert.client_id == wrong.id
    people = [
        panel.get_text(" ", strip=True) for panel in form.page.select(".heard-glance section")
    ]
    assert [wrong.name in people[0], right.name in people[1]] == [True, True]
    assert all("born 17 May 1990" in one and "NHS number" in one for one in people)
    assert "1 alert is open." in form.text
    form.press("Move the answers")

    assert f"The answers are on the record of {right.name} now." in form.text
    assert alert.client_id == right.id
    assert alert.check_in.client_id == right.id


def test_haz_07_both_records_tell_of_it_and_neither_shows_the_others_answers(
    form, record_of, wrong, right
):
    form.press("Continue", whose="client", to=str(right.id), **WHY)
    form.press("Move the answers")

    record_of(wrong)
    assert "its answers are another client’s. They were moved from this record" in form.text
    assert "Ruth" not in form.text
    assert "PHQ-9" not in form.page.main.get_text()
    record_of(right)
    assert "its answers stood on another client’s record. They were moved to this one" in form.text
    assert "Wanda" not in form.text
    assert "PHQ-9" in form.page.main.get_text()
    assert "Robin Therapist" in form.text


def test_haz_07_what_is_nobodys_is_set_aside_and_its_alert_says_whose_it_is_not(
    form, session, wrong, alert
):
    form.press("Continue", whose="nobody", **WHY)
    assert "Ask Wanda" in form.text
    form.press("Set the answers aside")

    assert "They are on nobody’s record." in form.text
    assert alert.check_in.is_set_aside
    form.open("/clinic/alerts")
    assert "Not their answers" in form.text
    form.open(f"/clinic/alerts/{alert.id}")
    assert f"These answers are not {wrong.name}’s." in form.text
    assert "The answers were moved" in form.text


def test_haz_07_a_move_is_undone(form, session, wrong, right, alert):
    form.press("Continue", whose="client", to=str(right.id), **WHY)
    form.press("Move the answers")

    form.follow("Undo this move")
    form.press("Move the answers back")

    assert "Undone. The answers are back where they were." in form.text
    assert "This was undone" in form.text
    assert alert.client_id == wrong.id
    assert not form.page.find("a", string=lambda text: text and "Undo this move" in text)


def test_haz_07_whose_how_and_what_is_known_have_to_be_said(form, right, alert):
    form.press("Continue")

    assert errors(form) == [
        "Choose whose answers they are", "Choose how it happened", "Write what you know",
    ]  # fmt: skip
    form.press("Continue", whose="client", **WHY)
    assert errors(form) == ["Choose the client"]


def test_haz_07_sec_34_only_clients_on_the_caseload_can_be_chosen(form, make, session, alert):
    stranger = make.client(make.clinician(), given_name="Stranger")
    make.episode(stranger)

    assert stranger.name not in form.text
    form.press("Continue", whose="client", to=str(stranger.id), **WHY)

    assert errors(form) == ["Choose the client"]


def test_haz_07_sec_34_who_loses_sight_of_a_client_before_confirming_moves_nothing(
    form, make, session, wrong, right, alert
):
    form.press("Continue", whose="client", to=str(right.id), **WHY)
    [related] = session.scalars(
        select(CareRelationship).where(CareRelationship.client_id == right.id)
    )
    related.ends_on = make.today - timedelta(1)

    form.press("Move the answers")

    assert errors(form) == ["Choose the client"]
    assert alert.client_id == wrong.id


def test_haz_07_who_sees_one_of_two_clients_reads_that_it_was_moved_and_cannot_undo_it(
    form, make, visit_as, session, therapist, wrong, right
):
    form.press("Continue", whose="client", to=str(right.id), **WHY)
    form.press("Move the answers")
    colleague = make.clinician(therapist.service)
    make.care_relationship(colleague, wrong)
    [move] = session.scalars(select(AnswersMove))

    theirs = visit_as(colleague)
    theirs.open(f"/clinic/clients/{wrong.id}/moving")
    assert "Only a colleague who sees both clients can undo this." in theirs.text
    theirs.open(f"/clinic/clients/{wrong.id}/moving/{move.id}/undo")
    assert not theirs.page.select_one("main form")
    assert right.name not in theirs.text
    posted = theirs.post(
        f"/clinic/clients/{wrong.id}/moving/{move.id}/undo",
        data={"csrf_token": theirs.page.select_one("input[name=csrf_token]")["value"]},
        follow_redirects=True,
    )
    assert "You do not see both clients any more." in posted.text
    assert session.get_one(AnswersMove, move.id).undone_at is None


def test_haz_07_a_second_press_of_the_same_button_moves_nothing_more(form, session, wrong, right):
    form.press("Continue", whose="client", to=str(right.id), **WHY)
    again = {
        field["name"]: field.get("value", "")
        for field in form.page.select("main form input[type=hidden]")
    }
    address = form.url
    form.press("Move the answers")

    assert form.post(address, data=again | {"do": "save"}).status_code == 404
    assert len(session.scalars(select(AnswersMove)).all()) == 1


def test_haz_07_what_nobody_has_answered_is_not_offered(visit, make, therapist):
    client = make.client(therapist)
    make.check_in(client=client)

    visit.open(f"/clinic/clients/{client.id}/moving")

    assert "Nothing has been answered here." in visit.text


def test_haz_07_whoever_answers_at_that_moment_is_shown_out(
    form, visit_as, make, session, wrong, right
):
    link = make.letter(client=wrong)
    make.draft(check_in=link.check_in)
    person = form.another()
    person.open(link.path)
    person.press("Start")
    address = person.url

    form.open(f"/clinic/clients/{wrong.id}/moving/{link.check_in_id}")
    form.press("Continue", whose="nobody", **WHY)
    form.press("Set the answers aside")

    assert person.get(address).status_code == 403
    person.open(link.path, status=410)
    assert scheduling.find_by_code(session, link.code) is None


def test_haz_07_nobody_else_moves_answers(make, visit_as, wrong, alert, therapist):
    for role in (role for role in Role if role is not Role.CLINICIAN):
        staff = make.clinician(therapist.service, make.user(role))
        make.care_relationship(staff, wrong)
        assert visit_as(staff).get(f"/clinic/clients/{wrong.id}/moving").status_code == 403
