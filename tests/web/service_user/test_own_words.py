"""Why we ask, and thank you, in the words that the service wrote itself."""

import pytest

from app.codesign import FormContent, FormWording, Purpose, Question, QuestionKind, VersionState


def around(why, thanks):
    return FormContent(
        title="Around a check-in",
        questions=(
            Question(key="why", kind=QuestionKind.STATEMENT, text=why),
            Question(key="thanks", kind=QuestionKind.STATEMENT, text=thanks),
        ),
    )


@pytest.fixture
def words(session, make):
    """Live in English and Arabic."""
    version = make.form_version(
        around("So that nothing is missed.\nIt helps.", "You did it <b>!"),
        purpose=Purpose.CHECK_IN_WORDS, state=VersionState.LIVE,
    )  # fmt: skip
    texts = {"why.text": "حتى لا يفوتنا شيء.", "thanks.text": "شكرا على وقتك"}
    session.add(FormWording(version_id=version.id, language="ar", texts=texts, released_at=make.at))
    session.commit()
    return version


@pytest.fixture
def begin(make, person):
    """Somebody opens the check-in that they were sent, and reads its first page."""

    def begun():
        someone = person(make.invitation(check_in=make.check_in(["gad7"]))).start()
        someone.visit.open(someone.check_in)
        return someone

    return begun


def test_the_services_own_words_stand_around_a_check_in(words, begin):
    someone = begin()
    main = someone.visit.page.main

    shown = [p.text for p in main.select("p")]
    assert "So that nothing is missed." in shown
    assert "It helps." in shown
    assert "still hard" not in main.text
    someone.answer(1, [0] * 7).send(1)
    assert "You did it <b>!" in someone.visit.text


def test_who_reads_another_language_gets_it_or_english_that_says_so(words, begin):
    visit = begin().visit

    for button, text, marked in (
        ("العربية", "حتى لا يفوتنا شيء.", None),
        ("Polski", "So that nothing is missed.", "en"),
    ):
        page = visit.press(button)
        [shown] = [p for p in page.main.select("p") if p.text == text]
        assert shown.get("lang") == marked


def test_without_words_of_its_own_ours_are_shown(make, begin):
    make.form_version(around("Not yet", "Not yet"), purpose=Purpose.CHECK_IN_WORDS)

    assert "still hard" in begin().visit.text
