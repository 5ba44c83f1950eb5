"""A version's way to people, as everybody in the workshop sees it."""

import re
import time
from dataclasses import replace

import pytest

from app import codesign
from app.actions import approve_form, submit_form
from app.codesign import Needed, Privacy, ShowIf, VersionState
from app.security import Role
from tests.factory import SHORT_FORM
from tests.signing_in import remember

WAIT, MORE = SHORT_FORM.questions


@pytest.fixture
def draft(make, designer):
    """A draft that a colleague wrote."""
    return make.form_version(author=make.user(Role.CO_DESIGNER))


@pytest.fixture
def lead(make):
    return make.staff(Role.SERVICE_LEAD, name="Lee Lead")


def review(version):
    return f"/codesign/forms/{version.form_id}/review"


@pytest.fixture
def approved(session, make, draft, at):
    """A version to which enough people have agreed."""
    fingerprint = draft.fingerprint
    people = [make.user(role) for role in (Role.CO_DESIGNER, Role.CO_DESIGNER, Role.CLINICIAN)]
    submit_form(session, draft.id, reason="Shorter", fingerprint=fingerprint,
                by=people[0].actor, at=at)  # fmt: skip
    for user in people:
        approve_form(session, draft.id, fingerprint=fingerprint, needed=Needed(), user=user, at=at)
    return draft


def state(session, version):
    session.expire_all()
    return codesign.find_version(session, version.id).state


def test_a_draft_goes_to_review_is_agreed_to_and_made_a_draft_again(session, visit, draft, said):
    visit.open(review(draft))
    page = visit.press("Ask for a review", reason="Shorter words")
    assert "Others can look at it now" in said(page)
    assert "Shorter words" in said(page)
    assert "2 co-designers have to agree still. 1 clinician or lead has to agree" in said(page)

    page = visit.press("I agree to this version")
    assert "Dana Designer (co-designer), 4 March 2026, 10:00" in said(page)
    assert "1 co-designer has to agree still" in said(page)

    page = visit.press("Make it a draft again")
    assert state(session, draft) is VersionState.DRAFT
    assert "Ask for a review" in said(page)


def test_a_review_asks_for_a_reason(visit, draft):
    visit.open(review(draft))

    page = visit.press("Ask for a review", status=422)

    assert page.select_one(".nhsuk-error-summary a")["href"] == "#reason"
    assert page.title.text.startswith("Error:")


def test_a_draft_with_faults_is_told_what_is_missing(make, visit, designer, said):
    version = make.form_version(replace(SHORT_FORM, thanks="", questions=(replace(WAIT, text=""),)))

    page = visit.open(review(version))
    assert "A few things are missing" in said(page)
    assert "Question 1: Write what people read here." in said(page)

    visit.press("Ask for a review", status=422, reason="It is good")
    assert "It is good" in visit.text


def test_who_wrote_it_alone_is_told_that_others_have_to_agree(session, make, visit, designer, at):
    version = make.form_version(author=designer.user)
    submit_form(session, version.id, reason="New", fingerprint=version.fingerprint,
                by=designer.user.actor, at=at)  # fmt: skip

    page = visit.open(review(version))

    assert "You wrote this version alone" in page.text
    assert "I agree to this version" not in page.text


def test_a_version_that_was_changed_meanwhile_is_shown_anew(session, visit, draft):
    visit.open(review(draft))
    draft.stored = replace(SHORT_FORM, title="Another").as_json()

    visit.press("Ask for a review", status=409, reason="Shorter")

    assert "Somebody has changed this version meanwhile" in visit.text
    assert state(session, draft) is VersionState.DRAFT


def test_what_is_different_is_told_in_plain_words(make, visit, designer, said):
    live = make.form_version(state=VersionState.LIVE)
    new = replace(
        SHORT_FORM,
        title="What it was like",
        privacy=Privacy.NAMED,
        questions=(
            replace(WAIT, text="How long was the wait?"),
            replace(MORE, key="new", text="What helped?"),
            replace(MORE, show_if=ShowIf("wait", ("long",))),
        ),
    )
    draft = make.form_version(new, form=live.form)

    page = visit.open(review(draft))

    told = [" ".join(re.sub("[\u2068\u2069]", "", one.get_text(" ", strip=True)).split())
            for one in page.select(".heard-differences > li")]  # fmt: skip
    assert told[0].startswith("Title says now: taken out: Your experience put in: What it was like")
    assert told[1:] == [
        "Who can know who answered is now: Everybody in the person’s care.",
        "Question 1 says now: How put in: long was the wait?",
        "Question 2 is new. It comes after “How long was the wait?”: put in: What helped?",
        "Question 3 is shown only to people who answered “Too long” to “How long was the wait?”.",
    ]
    assert page.select_one("ins").parent["lang"] == "en"


def test_SAF_13_the_lead_releases_what_enough_people_agreed_to_and_sees_who(
    session, visit_as, lead, approved, said
):
    visit = visit_as(lead)
    visit.open(review(approved))

    page = visit.follow("Go on to the release")
    assert said(page).count("co-designer)") == 2
    assert "clinician)" in said(page)
    page = visit.press("Release version 1")

    assert "Released. People are asked this version from now on." in said(page)
    assert state(session, approved) is VersionState.LIVE


def test_SEC_32_who_signed_in_a_while_ago_is_asked_again_before_a_release(
    session, visit_as, lead, approved
):
    visit = visit_as(lead)
    address = f"/codesign/forms/{approved.form_id}/release"
    visit.open(address)
    token = visit.csrf_token
    long_ago = {"_user_id": lead.user.get_id(), "_fresh": True, "fs_paa": time.time() - 3600,
                "csrf_token": token}  # fmt: skip
    remember(visit, long_ago, lead.user)

    for answer in (visit.get(address), visit.post(address, data={"csrf_token": token})):
        assert (answer.status_code, "/account/confirm" in answer.location) == (302, True)
        assert "release" in answer.location

    assert state(session, approved) is VersionState.APPROVED


def test_who_does_not_release_is_told_who_does(visit, approved):
    page = visit.open(review(approved))

    assert "The lead can release it now" in page.text
    assert visit.get(f"/codesign/forms/{approved.form_id}/release").status_code == 403


def test_what_cannot_be_released_yet_leads_back_to_the_review(visit_as, lead, draft):
    visit = visit_as(lead)

    page = visit.open(f"/codesign/forms/{draft.form_id}/release")

    assert "Ask for a review" in page.text


def test_every_version_stays_with_what_people_saw(make, visit, designer, said):
    old = make.form_version(state=VersionState.RETIRED, retired_at=make.at, reason="First")
    make.form_version(replace(SHORT_FORM, title="Newer"), form=old.form, state=VersionState.LIVE)

    page = visit.open(f"/codesign/forms/{old.form_id}/versions")
    assert "Version 2 Live" in said(page)
    assert "Version 1 Retired" in said(page)

    page = visit.follow("Version 1")
    assert "This is what people saw" in said(page)
    assert "How was the wait?" in said(page)
    assert "was different from version 1" in said(visit.open(
        f"/codesign/forms/{old.form_id}/versions/2"))  # fmt: skip
    visit.open(f"/codesign/forms/{old.form_id}/versions/9", status=404)


@pytest.mark.parametrize("page", ["review", "release", "versions", "versions/1", "languages",
                                  "languages/pl", "languages/pl/file/po"])  # fmt: skip
def test_SEC_34_a_form_of_another_trust_is_the_same_as_none(make, visit_as, page):
    lead = make.staff(Role.SERVICE_LEAD)
    version = make.form_version(service=make.service(make.trust("Another Trust")))

    visit_as(lead).open(f"/codesign/forms/{version.form_id}/{page}", status=404)
