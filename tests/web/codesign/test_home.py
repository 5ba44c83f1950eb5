"""Where the workshop begins, new forms, and the words that the service avoids."""

import pytest
from sqlalchemy import select

from app.actions import comment_on, save_sentence
from app.codesign import Form, Jargon, Purpose, VersionState, sentence_at, shipped_form, versions_of
from app.security import Role


def row(page):
    """What stands in the list about the only form."""
    return " ".join(page.select_one(".heard-form-row").get_text(" ", strip=True).split())


def test_each_form_says_what_is_live_what_is_written_and_what_waits(
    visit, form, draft, session, other, at
):
    comment_on(session, draft().id, "why", "Kind", user=other.user, at=at)
    why = sentence_at(draft().content, "why")
    save_sentence(session, draft().id, "why", "", was=why, user=other.user, at=at)

    words = row(visit.open("/codesign/"))

    assert "Our PREM" in words
    assert "People are asked Nothing yet" in words
    assert "Version 1: Draft" in words
    assert "1 comment to be dealt with" in words
    assert "1 thing before it can be asked" in words
    assert "Polish: 75 sentences to translate or approve" in words


def test_a_live_form_and_the_draft_that_follows_are_both_said(visit, form, page, release):
    release()
    visit.open(page)
    visit.press("Change this form")

    words = row(visit.open("/codesign/"))

    assert "Version 1 since 4 March 2026" in words
    assert "Version 2: Draft" in words


@pytest.mark.parametrize(
    ("state", "who"),
    [("in_review", "Reviewers: to read"), ("approved", "A service lead: to release")],
)
def test_it_says_who_is_waited_for(visit, draft, session, state, who):
    draft().state = VersionState(state)
    session.commit()

    assert who in row(visit.open("/codesign/"))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_new_form_begins_with_words_that_others_found_good(visit, session, purpose, said):
    visit.open("/codesign/")
    visit.follow("Make a new form")

    shown = visit.press("Make the form", purpose=purpose.value, name="  Our   form ")

    form = session.scalars(select(Form)).one()
    assert (form.name, form.purpose) == ("Our form", purpose)
    shipped = shipped_form(purpose)
    content = versions_of(session, form.id)[0].content
    assert content.questions == (shipped.content.questions if shipped else ())
    assert "Our form" in said(shown)


def test_ACC_07_a_form_needs_a_name_and_a_purpose(visit, session):
    visit.open("/codesign/forms/new")

    shown = visit.press("Make the form", name=" ")

    links = [link["href"] for link in shown.select(".nhsuk-error-summary a")]
    assert links == ["#purpose-prem", "#name"]
    assert all(shown.find(id=link[1:]) for link in links)
    assert shown.title.text.startswith("Error: ")
    assert session.scalars(select(Form)).all() == []


def test_words_to_avoid_are_added_and_then_remarked_on_beside_a_sentence(
    visit, page, draft, session, designer, at
):
    title = sentence_at(draft().content, "title")
    words = "For service users"
    save_sentence(session, draft().id, "title", words, was=title, user=designer.user, at=at)
    visit.open("/codesign/jargon")

    visit.press("Add", word="service user", instead="people")

    advice = visit.open(page).find(id="at-title").text
    assert "We would rather not say “service user”. Say “people”." in advice
    visit.open("/codesign/jargon")
    visit.press("Take out")
    assert "rather not say" not in visit.open(page).find(id="at-title").text


def test_a_list_can_begin_with_what_others_found_hard(visit, session):
    visit.open("/codesign/jargon")
    visit.press("Add", word="patient", instead="person")
    visit.press("Take out")

    visit.press("Begin with words that others found hard")

    found = {one.word: one.instead for one in session.scalars(select(Jargon))}
    assert found["intervention"] == "help"


def test_a_word_is_on_the_list_once(visit, session):
    visit.open("/codesign/jargon")
    for instead in ("people", "folk"):
        visit.press("Add", word="patient", instead=instead)

    assert [one.instead for one in session.scalars(select(Jargon))] == ["people"]


def test_what_is_not_found_is_not_said_about_trusts(visit_as, make):
    """SEC-34: with several trusts nobody knows whose forms a person without a place may see."""
    make.trust("A")
    make.trust("B")
    page = visit_as(make.user(Role.CO_DESIGNER)).open("/codesign/")

    assert "Heard does not know which trust you work for." in page.main.text
