"""A form's way from draft to live, and that nothing that was live ever changes."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import codesign
from app.actions import (
    ApprovedByItsAuthor,
    NotAChange,
    NotAForm,
    NotEnoughApprovals,
    NotInThatState,
    SomebodyChangedIt,
    approve_form,
    release_form,
    submit_form,
    take_form_back,
)
from app.codesign import FormApproval, FormWording, Needed, VersionState, WasLive
from app.security import AuditEvent, Role
from tests.factory import SHORT_FORM
from tests.together import together

NEEDED = Needed(2, 1)


@pytest.fixture
def by(make):
    """The lead."""
    return make.user(Role.SERVICE_LEAD).actor


@pytest.fixture
def draft(make):
    return make.form_version(author=make.user(Role.CO_DESIGNER))


@pytest.fixture
def reviewers(make):
    return [make.user(role) for role in (Role.CO_DESIGNER, Role.CO_DESIGNER, Role.CLINICIAN)]


@pytest.fixture
def submit(session, by, at):
    def submitted(version, reason="Shorter"):
        submit_form(
            session, version.id, reason=reason, fingerprint=version.fingerprint, by=by, at=at
        )
        return version

    return submitted


@pytest.fixture
def approve(session, at):
    def approved(version, user, fingerprint=None):
        return approve_form(
            session, version.id, fingerprint=fingerprint or version.fingerprint, needed=NEEDED,
            user=user, at=at,
        )  # fmt: skip

    return approved


@pytest.fixture
def release(session, by, at):
    return lambda version: release_form(session, version.id, needed=NEEDED, by=by, at=at)


@pytest.fixture
def approved(draft, submit, approve, reviewers):
    """A version to which enough people have agreed."""
    submit(draft)
    for user in reviewers:
        approve(draft, user)
    return draft


def state(session, version):
    session.expire_all()
    return codesign.find_version(session, version.id).state


def test_SAF_13_a_form_is_released_once_enough_people_have_agreed(
    session, draft, submit, approve, release, reviewers
):
    submit(draft)
    for user in reviewers:
        assert state(session, draft) is VersionState.IN_REVIEW
        approve(draft, user)
    assert state(session, draft) is VersionState.APPROVED

    release(draft)

    assert state(session, draft) is VersionState.LIVE
    events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.position)).all()
    assert sorted(events) == ["form.approved"] * 3 + ["form.released", "form.submitted"]


def test_SAF_13_nobody_releases_what_too_few_have_agreed_to(
    session, make, draft, submit, approve, release, reviewers
):
    submit(draft)
    approve(draft, reviewers[0])
    with pytest.raises(NotInThatState):
        release(draft)
    session.rollback()

    draft.state = VersionState.APPROVED  # by hand, or as more people are asked for since
    session.commit()

    with pytest.raises(NotEnoughApprovals):
        release(draft)


def test_a_review_needs_a_reason_and_a_form_that_can_be_asked(session, make, draft, submit):
    with pytest.raises(NotAChange):
        submit(draft, " ")
    with pytest.raises(NotAForm, match="no title, no thanks"):
        submit(make.form_version(replace(SHORT_FORM, title="", thanks="")))


def test_what_somebody_changed_meanwhile_does_not_go_to_review(session, draft, by, at):
    with pytest.raises(SomebodyChangedIt):
        submit_form(session, draft.id, reason="x", fingerprint="other", by=by, at=at)


def test_the_only_author_cannot_agree(session, make, submit, approve, by):
    author = make.user(Role.CO_DESIGNER)
    version = submit(make.form_version(author=author))

    with pytest.raises(ApprovedByItsAuthor):
        approve(version, author)


def test_a_yes_is_to_exactly_the_words_that_were_seen(session, draft, submit, approve, reviewers):
    submit(draft)

    with pytest.raises(SomebodyChangedIt):
        approve(draft, reviewers[0], "other words")


def test_a_draft_again_drops_every_yes_and_keeps_it_in_the_history(
    session, approved, submit, approve, reviewers, by, at
):
    take_form_back(session, approved.id, by=by, at=at)
    assert state(session, approved) is VersionState.DRAFT

    submit(approved)
    assert approve(approved, reviewers[0]).state is VersionState.IN_REVIEW

    given = session.scalars(select(FormApproval)).all()
    assert (len(given), sum(one.dropped_at is None for one in given)) == (4, 1)


def test_a_release_retires_the_older_version_and_who_is_in_the_middle_finishes(
    session, make, approved, release, at
):
    release(approved)
    newer = make.form_version(
        replace(SHORT_FORM, title="Newer"), form=approved.form, state=VersionState.APPROVED
    )
    people = [make.user(r) for r in (Role.CO_DESIGNER, Role.CO_DESIGNER, Role.SERVICE_LEAD)]
    for user in people:
        session.add(
            FormApproval(
                version_id=newer.id, user_id=user.id, fingerprint=newer.fingerprint,
                role_names=user.role_names, approved_at=at,
            )
        )  # fmt: skip
    session.commit()

    release(newer)

    assert state(session, approved) is VersionState.RETIRED
    assert state(session, newer) is VersionState.LIVE
    assert codesign.content_in(session, approved, "en")[0].title == SHORT_FORM.title


def test_languages_that_are_ready_go_live_with_it_and_no_others(
    session, make, approved, release, reviewers
):
    make.translations(approved, "pl", by=reviewers[0])
    make.translations(approved, "ar")

    release(approved)

    assert codesign.languages_of(session, approved.id) == ["en", "pl"]
    assert codesign.content_in(session, approved, "pl")[0].title == "pl: Your experience"
    assert codesign.content_in(session, approved, "ar")[1] == "en"


def change_words(version, _wording):
    version.stored = replace(SHORT_FORM, title="Other").as_json()


def change_state(version, _wording):
    version.state, version.released_at = VersionState.DRAFT, None


def change_wording(_version, wording):
    wording.texts = wording.texts | {"title": "Inny"}


@pytest.mark.parametrize("change", [change_words, change_state, change_wording])
def test_what_was_live_never_changes(session, make, approved, release, reviewers, change):
    make.translations(approved, "pl", by=reviewers[0])
    release(approved)
    wording = session.scalars(select(FormWording)).one()

    change(approved, wording)

    with pytest.raises(WasLive):
        session.flush()


def test_what_was_live_is_never_deleted(session, make, approved, release, reviewers):
    make.translations(approved, "pl", by=reviewers[0])
    release(approved)

    for row in (session.scalars(select(FormWording)).one(), approved):
        session.delete(row)
        with pytest.raises(WasLive):
            session.flush()
        session.rollback()


def test_two_who_agree_at_once_both_count(engine, session, make, draft, submit, reviewers, at):
    submit(draft)
    ids, fingerprint = [user.id for user in reviewers], draft.fingerprint

    def approve(own, number):
        user = own.get_one(type(reviewers[0]), ids[number])
        approve_form(own, draft.id, fingerprint=fingerprint, needed=NEEDED, user=user, at=at)

    assert together(engine, 3, approve) == [None] * 3
    assert state(session, draft) is VersionState.APPROVED


def test_one_who_presses_twice_counts_once(engine, session, draft, submit, reviewers, at):
    submit(draft)
    user_id, fingerprint = reviewers[0].id, draft.fingerprint

    def approve(own, _number):
        user = own.get_one(type(reviewers[0]), user_id)
        approve_form(own, draft.id, fingerprint=fingerprint, needed=NEEDED, user=user, at=at)

    assert together(engine, 4, approve) == [None] * 4
    assert len(session.scalars(select(FormApproval)).all()) == 1


def test_one_release_wins(engine, session, approved, by, at):
    version_id = approved.id

    def release(own, _number):
        release_form(own, version_id, needed=NEEDED, by=by, at=at)

    results = together(engine, 4, release)

    assert sum(result is None for result in results) == 1
    assert {type(r) for r in results if r is not None} == {NotInThatState}
    assert state(session, approved) is VersionState.LIVE


def test_nobody_agrees_to_words_that_are_taken_back_in_that_moment(
    engine, session, draft, submit, reviewers, by, at
):
    submit(draft)
    version_id, fingerprint, user_id = draft.id, draft.fingerprint, reviewers[0].id

    def both(own, number):
        if number == 0:
            return take_form_back(own, version_id, by=by, at=at)
        user = own.get_one(type(reviewers[0]), user_id)
        return approve_form(
            own, version_id, fingerprint=fingerprint, needed=NEEDED, user=user, at=at
        )

    together(engine, 2, both)

    assert state(session, draft) is VersionState.DRAFT
    given = session.scalars(select(FormApproval)).all()
    assert all(one.dropped_at for one in given)
