"""A large set is asked in sittings: today's first, the rest another day, or now if one likes."""

import pytest

from app import instruments, scheduling
from app.scheduling import Occasion


@pytest.fixture
def started(person, make, session, at):
    """Somebody whose check-in has a part for today and one for another day."""
    asked = [instruments.get_instrument(key) for key in ("gad7", "ders", "pcl5")]
    check_in = scheduling.new_check_in(
        session, make.episode(), asked, at=at, occasion=Occasion.START
    )
    session.commit()
    return person(make.invitation(check_in)).start()


def test_today_is_all_that_the_home_page_asks(started):
    page = started.visit.page

    assert [li.span.get_text() for li in page.select(".heard-parts li")] == [
        "7 questions", "36 questions",
    ]  # fmt: skip
    assert "There is more for another day" in started.visit.text
    assert "It takes about 6 minutes." in started.visit.text
    assert "frightening" not in started.visit.text


def test_after_todays_part_it_is_enough_and_going_on_is_a_choice(started):
    started.answer(1, [0] * 7).send(1)
    started.answer(2, [1] * 36).send(2)

    visit = started.visit
    visit.open(visit.url)
    assert "Thank you. That is all for today." in visit.text
    assert visit.page.select_one("main a.nhsuk-button--secondary").get_text() == "Go on now"
    assert "You can do it another day with the same link, or go on now." in visit.text


def test_ACC_15_a_note_comes_before_questions_about_trauma(started):
    started.answer(1, [0] * 7).send(1)
    started.answer(2, [1] * 36).send(2)

    started.visit.open(started.visit.url)

    assert "about a very hard or frightening time. You can skip any of them." in started.visit.text
