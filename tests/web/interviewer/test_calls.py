"""An interviewer finds whom to call, calls, and writes down what was said."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care import ContactPreference
from app.feedback import HeldInterview, Interview, InterviewEnd, InterviewRequest, Said
from app.security import AuditEvent, Role

RECORD = r"Lindqvist|1990|999|EMDR|mail\.example|Robin"


def test_only_who_agreed_is_listed_and_nothing_else_of_the_record(visit, make, agreed, said):
    make.episode(make.client(given_name="Nobody"), pathway=make.pathway(name="EMDR"))
    agreed(given_name="Amira", family_name="Lindqvist", language="pl", phone="07700 900777")

    page = visit.open("/interviews")

    words = said(page)
    assert "Amira" in words
    assert "Polish May need an interpreter" in words
    assert "After 4 pm" in words
    assert not page.find(string=lambda text: "Nobody" in text and "calls" not in text)
    for secret in RECORD.replace("\\", "").split("|"):
        assert secret not in words
    assert "900777" not in words


def test_the_number_is_there_once_they_have_taken_it_on(visit, agreed, said):
    agreed(phone="07700 900777")
    visit.open("/interviews")

    page = visit.press("I will call")

    assert page.find("a", href="tel:07700900777")
    assert "Would you like to talk with me now?" in said(page)


def test_a_call_from_beginning_to_end(visit, session, taken, said):
    request = taken()
    visit.open(f"/interviews/{request.id}")

    page = visit.press("Go on", talks="yes", links="no")
    assert "kept without their name" in said(page)
    # The codes are those of the form that people answer, in its words.
    assert "The wait was too long" in said(page)
    visit.press("Save, and go on", reasons=["wait"], notes="So far")
    session.expire_all()
    assert Said.from_text(request.notes_so_far).notes == "So far"
    page = visit.press(
        "The call is over: finish", reasons=["wait", "forms"], barriers=["travel"], notes="All"
    )

    assert "Thank you for listening" in said(page)
    session.expire_all()
    assert session.scalars(select(HeldInterview)).one()
    assert session.scalars(select(Interview)).all() == []
    assert request.ended_how is InterviewEnd.HELD


def test_the_codes_are_in_the_readers_language(visit, in_call, said):
    request = in_call()

    visit.open(f"/interviews/{request.id}")
    page = visit.press("العربية")

    assert page.html["dir"] == "rtl"
    assert "كان الانتظار أطول مما يجب" in said(page)


def test_EQ_09_both_are_asked_for_by_themselves(visit, taken, said):
    request = taken()
    visit.open(f"/interviews/{request.id}")

    page = visit.press("Go on", talks="yes")

    assert page.title.text.startswith("Error:")
    assert request.consented_at is None


def test_who_does_not_want_to_talk_is_thanked_and_let_alone(visit, session, taken, said):
    request = taken()
    visit.open(f"/interviews/{request.id}")

    page = visit.press("Go on", talks="no")

    assert "Nobody calls them again" in said(page)
    session.expire_all()
    assert request.ended_how is InterviewEnd.DECLINED


def test_calls_in_vain_are_written_down_and_come_to_an_end(visit, session, taken, said):
    request = taken()
    for _ in range(3):
        visit.open(f"/interviews/{request.id}")
        page = visit.press("Write it down", outcome="no_answer")

    assert "Nobody waits for a call" in said(page)
    session.expire_all()
    assert request.ended_how is InterviewEnd.NO_ANSWER


def test_when_they_want_to_be_called_is_on_the_list(visit, taken, said):
    request = taken()
    visit.open(f"/interviews/{request.id}")

    page = visit.press("Write it down", outcome="call_back", day="2026-03-09")

    assert "Call again on 9 Mar 2026" in said(page)


def test_a_day_long_gone_is_said(visit, taken):
    request = taken()
    visit.open(f"/interviews/{request.id}")

    page = visit.press("Write it down", outcome="call_back", day="2020-03-09")

    assert page.title.text.startswith("Error:")


def test_EQ_14_HAZ_21_who_became_unsafe_is_not_shown_any_more(visit, session, at, taken, said):
    request = taken(phone="07700 900777")
    visit.open(f"/interviews/{request.id}")
    token = visit.csrf_token
    values = {"refused": [], "is_unsafe": True, "changed_at": at}
    session.add(ContactPreference(client_id=request.client_id, **values))
    session.commit()

    page = visit.open(f"/interviews/{request.id}")
    assert "Please do not call" in said(page)
    assert "Amira" not in str(page)
    assert "900777" not in str(page)
    assert "Amira" not in said(visit.open("/interviews"))
    session.expire_all()
    assert request.ended_at is None  # looking changes nothing

    consented = {"csrf_token": token, "talks": "yes", "links": "yes"}
    visit.post(f"/interviews/{request.id}/consent", data=consented)
    session.expire_all()
    assert request.ended_how is InterviewEnd.UNSAFE


def test_what_leads_to_them_can_be_deleted_for_30_days(visit, session, in_call, said):
    request = in_call(may_link=True)
    visit.open(f"/interviews/{request.id}")
    visit.press("The call is over: finish", reasons=["wait"], notes="Something")
    assert session.scalars(select(Interview)).one().notes == "Something"

    page = visit.press("Delete what was said")

    assert "Deleted" in said(page)
    assert session.scalars(select(Interview)).all() == []


def test_after_30_days_it_is_offered_no_more(visit, session, in_call, said):
    request = in_call(may_link=True)
    visit.open(f"/interviews/{request.id}")
    visit.press("The call is over: finish", reasons=["wait"])
    session.refresh(request)
    request.ended_at -= timedelta(days=31)
    session.commit()

    assert "Delete what was said" not in said(visit.open("/interviews"))


def test_SAF_20_whom_to_tell_of_danger_is_on_every_page_of_a_call(visit, agreed, taken, in_call):
    for request in (agreed(), taken(), in_call()):
        page = visit.open(f"/interviews/{request.id}")
        assert "999" in page.find("section", attrs={"aria-labelledby": "danger"}).text
        assert "01632" in page.find("section", attrs={"aria-labelledby": "danger"}).text


def test_SEC_34_others_calls_and_other_trusts_are_the_same_as_none(
    visit, visit_as, session, make, taken, agreed
):
    request = taken()
    colleague = visit_as(make.user(Role.INTERVIEWER))
    make.clinician(make.service(make.trust("South Trust")))

    assert colleague.get(f"/interviews/{request.id}").status_code == 404
    assert "Amira" not in str(colleague.open("/interviews").main)
    # With two trusts, who has a place in none sees nobody's.
    assert visit.get(f"/interviews/{request.id}").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INTERVIEWER])
def test_SEC_33_nobody_else_of_the_staff_sees_the_list(make, visit_as, role):
    visit = visit_as(make.user(role))

    assert visit.get("/interviews").status_code == 403


def test_SEC_39_opening_a_call_is_in_the_trail(visit, session, taken):
    request = taken()
    visit.open(f"/interviews/{request.id}")

    found = select(AuditEvent.subject_id).where(AuditEvent.event == "interview.viewed")
    assert session.scalars(found).all() == [request.client_id]


def test_a_code_that_the_form_does_not_have_is_left_out(visit, session, in_call):
    request = in_call(may_link=True)

    visit.open(f"/interviews/{request.id}")
    visit.press("The call is over: finish", reasons=["wait", "x'); DROP"], notes="n")

    assert session.scalars(select(Interview)).one().reasons == ["wait"]


def test_ten_thousand_characters_are_refused_with_what_was_written(visit, session, in_call):
    request = in_call()
    visit.open(f"/interviews/{request.id}")

    page = visit.press("The call is over: finish", notes="😀" + "x" * 10_000)

    assert page.title.text.startswith("Error:")
    assert "😀" in page.find("textarea").text
    assert session.scalars(select(InterviewRequest)).one().ended_at is None
