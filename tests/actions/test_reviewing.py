"""Reviews keep their history; what people get to hear is signed by two people of two kinds."""

from datetime import date, timedelta

import pytest

from app import actions, feedback, security
from app.actions import (
    HeldInTheFuture,
    IsPublished,
    NotAChange,
    NotYoursToSign,
    ReviewWords,
    SomebodyChangedIt,
    ThemeIsThere,
)
from app.codesign import FormVersion
from app.feedback import PointWords, ReviewPoint
from app.security import Role, User
from tests.together import together

QUARTER = ReviewWords(date(2025, 10, 1), date(2025, 12, 31))
WORDS = {"en": PointWords("The wait is too long", "We call you every month", "")}


@pytest.fixture
def lead(make):
    return make.user(Role.SERVICE_LEAD, name="Lee Lead")


@pytest.fixture
def designer(make):
    return make.user(Role.CO_DESIGNER, name="Dana Designer")


@pytest.fixture
def review(session, make, lead, at):
    return actions.begin_review(session, make.the_service().id, QUARTER, user=lead, at=at)


@pytest.fixture
def point(session, review, designer, at):
    return actions.write_point(session, review, WORDS, user=designer, at=at)


def published(session, make, language="en"):
    return feedback.published_points(session, make.the_service().id, language)


# ---- reviews


def test_every_change_of_a_review_is_kept(session, review, lead, at):
    held = ReviewWords(QUARTER.covers_from, QUARTER.covers_until, at.date(), "People wait")
    actions.save_review(session, review.id, held, changes=1, user=lead, at=at)
    later = ReviewWords(QUARTER.covers_from, QUARTER.covers_until, at.date(), "People wait long")
    actions.save_review(session, review.id, later, changes=2, user=lead, at=at)

    edits = [(one.what, one.before, one.after) for one in feedback.edits_of(session, review.id)]
    assert sorted(edits) == [
        ("findings", "", "People wait"),
        ("findings", "People wait", "People wait long"),
        ("held_on", "", "2026-03-04"),
    ]


def test_two_who_change_a_review_at_once_do_not_overwrite_each_other(
    session, engine, review, make, at
):
    people = [make.user(Role.SERVICE_LEAD).id for _ in range(3)]

    def save(own, number):
        words = ReviewWords(QUARTER.covers_from, QUARTER.covers_until, None, f"by {number}")
        user = own.get_one(User, people[number])
        actions.save_review(own, review.id, words, changes=1, user=user, at=at)

    results = together(engine, 3, save)

    session.expire_all()
    assert sum(isinstance(one, SomebodyChangedIt) for one in results) == 2
    assert review.version == 2
    assert security.verify(session) is None


def test_a_meeting_is_held_once_it_has_been(session, make, lead, at):
    later = ReviewWords(QUARTER.covers_from, QUARTER.covers_until, at.date() + timedelta(days=1))
    with pytest.raises(HeldInTheFuture):
        actions.begin_review(session, make.the_service().id, later, user=lead, at=at)
    backwards = ReviewWords(QUARTER.covers_until, QUARTER.covers_from)
    with pytest.raises(NotAChange):
        actions.begin_review(session, make.the_service().id, backwards, user=lead, at=at)


def test_a_decision_is_late_until_somebody_says_what_came_of_it(session, review, lead, at):
    due = at.date() - timedelta(days=1)
    decision = actions.decide_in_review(
        session, review.id, "Call people", owner=lead, due_on=due, user=lead, at=at)  # fmt: skip
    assert due_in(session, review, at).late == [decision]

    with pytest.raises(NotAChange):
        actions.finish_decision(session, decision, " ", user=lead, at=at)
    actions.finish_decision(session, decision, "We call them", user=lead, at=at)

    assert due_in(session, review, at).late == []
    with pytest.raises(SomebodyChangedIt):
        actions.finish_decision(session, decision, "Again", user=lead, at=at)


def due_in(session, review, at, months=3):
    return feedback.reviews_due(session, review.service_id, every_months=months, today=at.date())


def test_a_review_is_due_three_months_after_the_last_one(session, make, review, lead, at):
    assert due_in(session, review, at).next_by is None, "nobody is asked anything"
    version = make.form_version(state="live", released_at=at - timedelta(days=100))
    released = version.released_at.date()
    due = due_in(session, review, at)
    assert (due.is_overdue, due.next_by.month) == (True, (released.month + 2) % 12 + 1)

    held = ReviewWords(QUARTER.covers_from, QUARTER.covers_until, date(2025, 11, 30), "x")
    actions.save_review(session, review.id, held, changes=1, user=lead, at=at)

    due = due_in(session, review, at)
    assert (due.next_by, due.is_overdue) == (date(2026, 2, 28), True)
    assert not due_in(session, review, at, months=4).is_overdue


# ---- points


def test_a_point_is_published_once_a_co_designer_and_a_lead_have_signed(
    session, make, point, lead, designer, at
):
    actions.sign_point(session, point.id, changes=1, user=designer, at=at)
    assert published(session, make) == []

    actions.sign_point(session, point.id, changes=1, user=lead, at=at)

    [shown] = published(session, make)
    assert (shown.said, shown.did) == ("The wait is too long", "We call you every month")
    assert (shown.could_not, shown.language, shown.published_on) == ("", "en", at.date())


@pytest.mark.parametrize(
    "roles",
    [
        [(Role.CO_DESIGNER,)],
        [(Role.CO_DESIGNER,), (Role.CO_DESIGNER,)],
        [(Role.SERVICE_LEAD,), (Role.CLINICIAN,)],
        # One person who is both is still one person.
        [(Role.CO_DESIGNER, Role.SERVICE_LEAD)],
    ],
)
def test_less_than_two_people_of_two_kinds_is_not_enough(session, make, point, at, roles):
    for user in [make.user(*one) for one in roles]:
        for _ in range(2):
            actions.sign_point(session, point.id, changes=1, user=user, at=at)

    assert published(session, make) == []


def test_a_clinician_may_sign_for_the_service(session, make, point, designer, at):
    actions.sign_point(session, point.id, changes=1, user=make.user(Role.CLINICIAN), at=at)
    actions.sign_point(session, point.id, changes=1, user=designer, at=at)

    assert len(published(session, make)) == 1


@pytest.mark.parametrize("role", [Role.FEEDBACK_READER, Role.ADMINISTRATOR, Role.DUTY])
def test_nobody_else_signs(session, make, point, at, role):
    with pytest.raises(NotYoursToSign):
        actions.sign_point(session, point.id, changes=1, user=make.user(role), at=at)


def test_a_signature_is_for_exactly_these_words(session, make, review, point, lead, designer, at):
    actions.sign_point(session, point.id, changes=1, user=designer, at=at)
    other = WORDS | {"pl": PointWords("Za długo czekamy", "Dzwonimy co miesiąc", "")}
    actions.write_point(session, review, other, point=point, changes=1, user=lead, at=at)

    with pytest.raises(SomebodyChangedIt):
        actions.sign_point(session, point.id, changes=1, user=lead, at=at)
    actions.sign_point(session, point.id, changes=2, user=lead, at=at)
    assert published(session, make) == []
    actions.sign_point(session, point.id, changes=2, user=designer, at=at)

    assert published(session, make, "pl")[0].said == "Za długo czekamy"
    assert published(session, make, "ar")[0].language == "en"


def test_two_who_sign_in_the_same_moment_publish_it_once(
    session, engine, make, point, lead, designer, at
):
    who = [lead.id, designer.id]

    results = together(engine, 2, lambda own, number: actions.sign_point(
        own, point.id, changes=1, user=own.get_one(User, who[number]), at=at))  # fmt: skip

    session.expire_all()
    assert all(isinstance(one, ReviewPoint) for one in results), results
    assert len(published(session, make)) == 1
    assert security.verify(session) is None


def test_what_is_published_does_not_change_and_can_be_withdrawn(
    session, make, review, point, lead, designer, at
):
    for user in (lead, designer):
        actions.sign_point(session, point.id, changes=1, user=user, at=at)

    with pytest.raises(IsPublished):
        actions.write_point(session, review, WORDS, point=point, changes=1, user=lead, at=at)
    with pytest.raises(IsPublished):
        actions.sign_point(session, point.id, changes=1, user=lead, at=at)
    actions.withdraw_point(session, point.id, user=lead, at=at)

    assert published(session, make) == []
    assert feedback.points_of(session, review_id=review.id) == [point]


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"en": PointWords("said", "", "")},
        {"pl": PointWords("powiedzieli", "zrobili", "")},
        WORDS | {"pl": PointWords("powiedzieli", "", "")},
    ],
)
def test_a_point_says_what_was_said_and_what_came_of_it(session, review, lead, at, texts):
    with pytest.raises(NotAChange):
        actions.write_point(session, review, texts, user=lead, at=at)


# ---- themes


def test_a_comment_has_several_themes_and_keeps_what_others_add(session, make, lead, at):
    comment = make.released()
    service_id = make.the_service().id
    wait, choice, place = (
        actions.add_theme(session, service_id, name, user=lead, at=at).id
        for name in ("wait", "choice", "place")
    )
    [before] = released(session, comment)
    actions.set_themes(session, before, [wait, choice], user=lead, at=at)
    # Somebody whose page is older adds one, and takes none away that they never saw.
    actions.set_themes(session, before, [place], user=lead, at=at)
    [now] = released(session, comment)
    assert now.themes == {wait, choice, place}

    actions.set_themes(session, now, [choice], user=lead, at=at)

    assert released(session, comment)[0].themes == {choice}


def released(session, comment):
    form_id = session.get_one(FormVersion, comment.version_id).form_id
    return feedback.released_comments(session, form_id)


def test_a_theme_is_there_once_however_it_is_written(session, engine, make, lead, at):
    service_id, lead_id = make.the_service().id, lead.id
    results = together(engine, 3, lambda own, _: actions.add_theme(
        own, service_id, "The wait", user=own.get_one(User, lead_id), at=at))  # fmt: skip

    assert sum(isinstance(one, ThemeIsThere) for one in results) == 2
    with pytest.raises(ThemeIsThere):
        actions.add_theme(session, service_id, " the  WAIT ", user=lead, at=at)
    for name in ("", "x" * 61):
        with pytest.raises(NotAChange):
            actions.add_theme(session, service_id, name, user=lead, at=at)
