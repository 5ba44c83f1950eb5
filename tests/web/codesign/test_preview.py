"""The phone beside the words shows the real page of a person."""

import pytest

from app.actions import save_sentence
from app.codesign import sentence_at


def test_the_phone_shows_every_question_as_people_get_it(visit, page, draft):
    shown = visit.open(f"{page}/phone")

    asked = [question.key for question in draft().content.asked]
    assert [one["id"] for one in shown.select("fieldset")] == [f"q-{key}" for key in asked]
    assert shown.select_one("link[href*='person.']")


def test_only_the_phone_may_stand_in_a_frame_and_only_on_the_desk(visit, page):
    policies = {
        path: visit.get(path).headers["Content-Security-Policy"]
        for path in (page, f"{page}/phone", f"{page}/history")
    }

    assert "frame-src 'self'" in policies[page]
    assert "frame-ancestors 'none'" in policies[page]
    assert "frame-ancestors 'self'" in policies[f"{page}/phone"]
    assert "frame-src" not in policies[f"{page}/history"] + policies[f"{page}/phone"]
    assert visit.open(page).iframe["src"] == f"{page}/phone"


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("pl", "ltr"), ("ar", "rtl")])
def test_ACC_10_the_phone_speaks_any_language(visit, page, language, direction):
    shown = visit.open(f"{page}/phone?language={language}")

    assert (shown.html["lang"], shown.html["dir"]) == (language, direction)
    assert shown.h1.parent["lang"] == language


@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_the_phone_can_be_looked_at_otherwise_and_remembers_how(visit, page, look):
    visit.open(f"{page}/phone?look={look}&language=ar")

    assert visit.open(f"{page}/phone").select_one(f".heard-screen.heard-{look}")
    chosen = [
        one["value"] for one in visit.open(page).select(".heard-look-choices option[selected]")
    ]
    assert chosen == ["ar", look]


def test_a_translation_of_other_words_is_not_shown(visit, page, draft, session, designer, at):
    was = sentence_at(draft().content, "title")
    save_sentence(session, draft().id, "title", "How was it?", was=was, user=designer.user, at=at)

    assert visit.open(f"{page}/phone?language=ar").h1.text == "How was it?"


@pytest.mark.parametrize("asked", ["language=xx", "look=upside", "language=&look=", "language=%00"])
def test_what_there_is_not_is_shown_as_before(visit, page, asked):
    assert visit.open(f"{page}/phone?{asked}").html["lang"] == "en"
