"""SEC-37: all that a co-designer does here, while the database shows them no table of clients."""

import io

import polib
import pytest

from app import codesign, outbox
from app.codesign import VersionState
from app.outbox import Channel, MessageKind
from app.security import Role
from tests.signing_in import sign_in


@pytest.fixture
def visit(new_app, visit_to, workshop_role, designer):
    """The co-designer's browser, on PostgreSQL under the role of the workshop."""
    visit = visit_to(new_app(workshop_role=workshop_role))
    sign_in(visit, designer.user)
    return visit


def test_SEC_37_a_co_designer_submits_and_approves(session, make, visit):
    draft = make.form_version(author=make.user(Role.CO_DESIGNER))
    visit.open(f"/codesign/forms/{draft.form_id}/review")

    visit.press("Ask for a review", reason="Shorter")
    visit.press("I agree to this version")
    visit.press("Make it a draft again")

    session.expire_all()
    assert codesign.find_version(session, draft.id).state is VersionState.DRAFT
    for page in ("versions", "versions/1", "languages"):
        visit.open(f"/codesign/forms/{draft.form_id}/{page}")


def test_SEC_37_a_co_designer_translates_and_brings_a_file(session, make, visit):
    live = make.form_version(state=VersionState.LIVE)
    address = f"/codesign/forms/{live.form_id}/languages/pl"
    make.translations(live, "ar")
    visit.open(address)
    visit.press("Save : Title", text="Jak było")
    visit.open(address.replace("/pl", "/ar"))
    visit.press("Approve : Title", reads="yes")

    file = polib.pofile(visit.get(f"{address}/file/po").text)
    file[1].msgstr = "Po co"
    visit.open(address)
    answer = visit.post(
        f"{address}/file", content_type="multipart/form-data",
        data={"csrf_token": visit.csrf_token, "file": (io.BytesIO(str(file).encode()), "x.po")},
    )  # fmt: skip

    assert answer.status_code == 200
    beside = codesign.side_by_side(session, live.form_id, live.content, "pl")
    texts = {one.address: one.text for one in beside}
    assert (texts["title"], texts["why"]) == ("Jak było", "Po co")


def test_SEC_37_a_co_designer_writes_messages_and_words_for_people_in_danger(session, make, visit):
    service = make.the_service()
    for page in ("/codesign/texts", "/codesign/measures", "/codesign/measures/gad7",
                 "/admin/texts", "/admin/crisis-words"):  # fmt: skip
        visit.open(page)
    visit.open(f"/admin/texts/{service.id}/invitation/sms/en")
    visit.press("Save for approval", body="A few questions for you: {link}", reason="Kinder")
    visit.open(f"/admin/crisis-words/{service.id}/en")
    visit.press("Save for approval", heading="You matter", body="We are here.", reason="Warmer")

    place = (service.id, MessageKind.INVITATION, Channel.SMS, "en")
    assert len(outbox.text_versions(session, *place)) == 1
