"""Comments are read, and the board is looked at, in a real browser: every width, no scripts."""

from datetime import date
from random import Random

import pytest
from playwright.sync_api import expect

from app import codesign
from app.cli.demo.experience import said_by_people
from app.codesign import Purpose, VersionState
from app.security import Role
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE

SIZES = {"desk": DESK, "phone": PHONE, "small phone": SMALL_PHONE}


@pytest.fixture
def lead(make):
    """Who is signed in, with as many links in the header as there can be."""
    roles = (Role.SERVICE_LEAD, Role.CLINICIAN, Role.CO_DESIGNER)
    return make.clinician(user=make.user(*roles, name="Lee Lead"))


@pytest.fixture
def reader(make, lead):
    return make.staff(Role.FEEDBACK_READER, name="Riley Reader")


@pytest.fixture
def comment(make, lead, reader):
    """One to read, in a service where people have answered for a year."""
    content = codesign.shipped_form(Purpose.PREM).content
    version = make.form_version(content, state=VersionState.LIVE)
    today = make.today
    months = [date(today.year - 1, number, 1) for number in range(1, 13)]
    for row in said_by_people(version, Random(3), months, reader=reader.user_id):
        make.session.add(row)
        make.session.flush()
    make.session.commit()
    make.point(signed=True)
    make.flag(about=make.comment(version=version))
    make.response()
    make.wish("Ada, 07700 900123", message="Please tell me what happens")
    text = "Robin was kind to me, but Robin’s room at 4 High Street has no lift.\nسلام 😀"
    return make.comment(text, version, question="helped", arrived_on=date(today.year - 1, 12, 1))


def pages(make, comment):
    """Every page of the feedback reader, and of what people say."""
    review, point = make.review(), make.point()
    response = make.response()
    board, reading = "/service/experience", "/comments"
    return (
        [reading, f"{reading}/{comment.id}", f"{reading}/responses",
         f"{reading}/responses/{response.id}", f"{reading}/wishes"],
        [board, f"{board}/comments", f"{board}/reviews", f"{board}/reviews/begin",
         f"{board}/reviews/{review.id}", f"{board}/reviews/{point.review_id}", f"{board}/points",
         f"{board}/points/{point.id}", f"{board}/points/{point.id}/words", "/service/",
         "/service/to-look-at", f"/you-said/{point.service_id}"],
    )  # fmt: skip


@pytest.mark.any_database
@pytest.mark.parametrize(("size", "language"), [("small phone", "en-GB"), ("desk", "ar")])
def test_acc_17_every_page_fits_and_shuts_nobody_out(
    new_browser, make, lead, reader, comment, session, app, size, language
):
    for who, every in zip((reader, lead), pages(make, comment), strict=True):
        window = new_browser(**SIZES[size], locale=language)
        window.sign_in(who, session, app)
        for path in every:
            window.open(path)


@pytest.mark.any_database
def test_EQ_08_words_are_blacked_out_with_the_keyboard_and_no_scripts(
    new_browser, reader, comment, session, app
):
    window = new_browser(**PHONE, java_script_enabled=False)
    window.sign_in(reader, session, app)
    page = window.open(f"/comments/{comment.id}")
    page.locator("[name=black]").first.focus()
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")

    window.press("text=See what others will read")

    expect(page.locator(".heard-comment-text")).to_have_text(
        "(blacked out) was kind to me, but (blacked out) room at 4 High Street has no lift."
        "\nسلام 😀"
    )
    window.press("text=Release it like this")
    session.expire_all()
    assert comment.released_text.startswith("█ was kind")


@pytest.mark.any_database
def test_acc_03_every_word_is_large_enough_to_press(new_browser, reader, comment, session, app):
    window = new_browser(**SMALL_PHONE)
    window.sign_in(reader, session, app)
    page = window.open(f"/comments/{comment.id}")

    for word in page.locator(".heard-word").all():
        box = word.bounding_box()
        assert min(box["width"], box["height"]) >= 44, word.inner_text()
