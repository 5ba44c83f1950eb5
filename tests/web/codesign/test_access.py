"""Who may look into the workshop, and who may write there."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.actions import comment_on, make_form, make_try_link
from app.codesign import FormComment, Purpose, TryLink, versions_of
from app.security import AuditEvent, Permission, Role, permissions_of

READ = ["/codesign/", "/codesign/jargon", "{form}", "{form}/talk", "{form}/history", "{form}/phone",
        "{form}/try"]  # fmt: skip
WRITE = ["/codesign/forms/new", "{form}/questions/wait/remove", "{form}/questions/wait/shown"]
# What is sent, with what it takes at least.
POSTS = {
    "{form}/change": {},
    "{form}/sentence": {"at": "title", "words": "x", "was": "Your experience of our service"},
    "{form}/questions": {"kind": "yes_no", "words": "x"},
    "{form}/questions/wait/move": {"do": "up"},
    "{form}/questions/wait/remove": {},
    "{form}/questions/wait/options": {"words": "x"},
    "{form}/questions/wait/options/fine": {"do": "remove"},
    "{form}/questions/wait/points": {"points": "3"},
    "{form}/questions/wait/shown": {"who": "everybody"},
    "{form}/privacy": {"privacy": "named"},
    "{form}/history/{edit}": {},
    "{form}/talk": {"body": "x"},
    "{form}/try": {},
    "{form}/try/{link}/end": {},
    "/codesign/comments/{remark}/reply": {"body": "x"},
    "/codesign/comments/{remark}/votes": {"do": "vote"},
    "/codesign/comments/{remark}/end": {"do": "resolve"},
    "/codesign/comments/{remark}/accept": {},
    "/codesign/jargon/{service}": {"word": "x", "do": "add"},
}


def filled(address, form):
    return address.replace("{form}", f"/codesign/forms/{form.id}")


@pytest.mark.parametrize("role", list(Role))
def test_SEC_33_the_workshop_is_for_who_may_read_it_and_pens_for_who_may_write(
    make, visit_as, form, role
):
    visit, granted = visit_as(make.staff(role)), permissions_of([role])

    def statuses(pages):
        return {visit.get(filled(page, form)).status_code for page in pages}

    assert statuses(READ) == {200 if Permission.READ_WORKSHOP in granted else 403}
    assert statuses(WRITE) == {200 if Permission.WRITE_FORMS in granted else 403}


def test_SEC_33_who_is_not_signed_in_is_sent_to_sign_in(visit, form):
    for page in (*READ, *WRITE):
        answer = visit.another().get(filled(page, form))
        assert (answer.status_code, "/sign-in" in answer.location) == (302, True)


@pytest.fixture
def elsewhere(make, session, at):
    """A form of another trust, with all that can be named of it."""
    service = make.service(make.trust("South Thames Trust"))
    user = make.staff(Role.CO_DESIGNER, service=service).user
    form = make_form(session, service.id, Purpose.PREM, "Theirs", user=user, at=at)
    version = versions_of(session, form.id)[0]
    comment = comment_on(session, version.id, "title", "Theirs", user=user, at=at)
    make_try_link(session, version.id, user=user, at=at)
    link = session.scalars(select(TryLink)).one()
    return {
        "form": f"/codesign/forms/{form.id}", "remark": comment.id, "link": link.id,
        "edit": uuid4(), "service": service.id,
    }  # fmt: skip


def test_SEC_34_the_forms_of_another_trust_are_the_same_as_none(
    visit, session, form, elsewhere, make
):
    visit.open("/codesign/")
    token = visit.open("/codesign/forms/new").find(attrs={"name": "csrf_token"})["value"]

    def stored():
        session.expire_all()
        form_id = elsewhere["form"].rpartition("/")[2]
        [version] = versions_of(session, UUID(form_id))
        return version.stored, len(session.scalars(select(FormComment)).all())

    before = stored()
    for page in (*READ[2:], *WRITE[1:]):
        assert visit.get(page.format(**elsewhere)).status_code == 404, page
    for page, fields in POSTS.items():
        answer = visit.post(page.format(**elsewhere), data={"csrf_token": token} | fields)
        assert answer.status_code == 404, page
    assert stored() == before
    assert "Theirs" not in visit.open("/codesign/").text
    refused = session.scalars(select(AuditEvent).where(AuditEvent.event == "page.refused")).all()
    assert len(refused) == len(READ[2:]) + len(WRITE[1:]) + len(POSTS)


def test_SEC_34_parts_of_another_form_are_not_reached_through_ones_own(
    visit, form, elsewhere, session, page
):
    visit.open(page)
    data = {"csrf_token": visit.csrf_token}

    for address in (f"/try/{elsewhere['link']}/end", f"/history/{uuid4()}"):
        assert visit.post(page + address, data=data).status_code == 404
    session.expire_all()
    assert session.scalars(select(TryLink)).one().ended_at is None


def test_SEC_33_who_only_reads_sends_nothing_that_changes_words(visit_as, make, form):
    visit = visit_as(make.clinician(service=make.the_service()))
    visit.open("/codesign/jargon")
    visit.open(f"/codesign/forms/{form.id}/try")
    names = {"form": f"/codesign/forms/{form.id}", "remark": uuid4(), "link": uuid4(),
             "edit": uuid4(), "service": form.service_id}  # fmt: skip

    found = {
        page: visit.post(
            page.format(**names), data={"csrf_token": visit.csrf_token} | fields
        ).status_code
        for page, fields in POSTS.items()
    }

    may = {page for page, status in found.items() if status != 403}
    assert may == {"{form}/talk", "{form}/try", "{form}/try/{link}/end",
                   "/codesign/comments/{remark}/reply",
                   "/codesign/comments/{remark}/votes"}  # fmt: skip
