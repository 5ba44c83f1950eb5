"""Languages side by side, sentence by sentence, and files for translators elsewhere."""

import io
import time
from dataclasses import replace

import polib
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app import codesign
from app.actions import translate_sentence
from app.codesign import FormTranslation, FormWording, VersionState, sentence_fingerprint
from app.security import Role
from tests.factory import SHORT_FORM
from tests.signing_in import remember


@pytest.fixture
def live(make, designer):
    return make.form_version(state=VersionState.LIVE)


@pytest.fixture
def colleague(make):
    return make.user(Role.CO_DESIGNER)


@pytest.fixture
def address(live):
    return f"/codesign/forms/{live.form_id}/languages"


def write(session, version, text, by, at, *, was="", language="pl"):
    translate_sentence(
        session, version, language, "title", text,
        source=sentence_fingerprint("title", SHORT_FORM.title),
        began=sentence_fingerprint("title", was), by=by.actor, at=at,
    )  # fmt: skip


def card(page, place="title"):
    return " ".join(page.find(id=f"at-{place}").get_text(" ", strip=True).split())


def texts(session, language="pl"):
    found = select(FormTranslation).where(FormTranslation.language == language)
    return {row.address: row.text for row in session.scalars(found)}


def test_a_sentence_is_translated_and_waits_for_somebody_else(session, visit, address):
    page = visit.open(f"{address}/pl")
    assert "Missing" in card(page)

    page = visit.press("Save : Title", text=" Jak było\r\nu nas ")

    assert texts(session) == {"title": "Jak było\nu nas"}
    assert "You wrote this. Somebody else who reads the language has to approve it." in card(page)
    assert page.find(id="text-1")["lang"] == "pl"


def test_a_reader_approves_it_and_says_once_that_they_read_the_language(
    session, make, visit, address, live, colleague, at
):
    write(session, live, "Jak było", colleague, at)
    visit.open(f"{address}/pl")

    page = visit.press("Approve : Title", status=422)
    assert "Say that you read the language" in card(page)
    page = visit.press("Approve : Title", reads="yes")

    assert "Approved by Dana Designer" in card(page)
    assert "I read" not in page.text


def test_two_who_change_one_sentence_see_both_and_lose_nothing(
    session, visit, address, live, colleague, at
):
    visit.open(f"{address}/pl")
    write(session, live, "Jak było tutaj", colleague, at)

    page = visit.press("Save : Title", status=409, text="Jak było wtedy")

    assert "Somebody has changed this sentence meanwhile" in card(page)
    assert page.find(id="text-1").text.strip() == "Jak było wtedy"
    assert [one.get_text(" ", strip=True) for one in page.find_all(["del", "ins"])] == [
        "taken out: tutaj", "put in: wtedy",
    ]  # fmt: skip
    visit.press("Save : Title", text="Jak było wtedy")
    assert texts(session) == {"title": "Jak było wtedy"}


def test_a_broken_placeholder_is_explained_and_nothing_typed_is_lost(visit, address, session):
    visit.open(f"{address}/pl")

    page = visit.press("Save : Title", status=422, text="Jak {było}")

    assert "Keep what stands in { } exactly as in English" in card(page)
    assert page.find(id="text-1").text.strip() == "Jak {było}"
    assert page.select_one(".nhsuk-error-summary a")["href"] == "#at-title"
    assert texts(session) == {}


def test_changed_english_is_shown_beside_what_it_was(make, visit, live, address, colleague):
    make.translations(live, "pl", by=colleague)
    make.form_version(replace(SHORT_FORM, title="Your own experience"), form=live.form)

    page = visit.open(f"{address}/pl")
    assert "English has changed" in card(page)
    assert "put in: own" in card(page)
    assert page.find(id="text-1").text.strip() == ""
    assert "5 of 6 sentences" not in page.text
    assert "English has changed" not in card(visit.follow("Look at version 1 instead"))


def test_the_lead_releases_a_language_of_the_live_version(
    session, make, visit_as, live, address, colleague
):
    make.translations(live, "ar", by=colleague)
    visit = visit_as(make.staff(Role.SERVICE_LEAD))
    visit.open(f"{address}/ar")

    visit.follow("Go on to the release")
    page = visit.press("Release Arabic")

    assert "Released." in page.text
    assert "People are asked in this language" in page.text
    assert codesign.languages_of(session, live.id) == ["en", "ar"]


def test_SEC_32_who_signed_in_a_while_ago_is_asked_again_before_a_language_goes_live(
    session, make, visit_as, live, address, colleague
):
    make.translations(live, "ar", by=colleague)
    lead = make.staff(Role.SERVICE_LEAD)
    visit = visit_as(lead)
    visit.open(f"{address}/ar/release")
    token = visit.csrf_token
    long_ago = {"_user_id": lead.user.get_id(), "_fresh": True, "fs_paa": time.time() - 3600,
                "csrf_token": token}  # fmt: skip
    remember(visit, long_ago, lead.user)

    answer = visit.post(f"{address}/ar/release", data={"csrf_token": token})

    assert "/account/confirm" in answer.location
    assert session.scalars(select(FormWording)).all() == []


def test_a_language_that_is_not_ready_is_not_released(session, make, visit_as, live, address):
    make.translations(live, "ar")
    visit = visit_as(make.staff(Role.SERVICE_LEAD))

    page = visit.open(f"{address}/ar/release")
    visit.post(f"{address}/ar/release", data={"csrf_token": visit.csrf_token
               if page.select_one("input[name=csrf_token]") else ""})  # fmt: skip

    assert "All of them have to be" in page.text
    assert session.scalars(select(FormWording)).all() == []


def test_every_language_says_how_far_it_is(make, visit, live, address, colleague, said):
    make.translations(live, "pl", by=colleague)
    make.translations(live, "ar")

    page = visit.open(address)

    assert "Polish Every sentence is approved" in said(page)
    assert "of 7 sentences are approved" in said(page)
    assert "To be approved: 7" in said(page)


def test_there_is_no_page_for_english_or_an_unknown_language(visit, address):
    for language in ("en", "xx", "../pl"):
        visit.open(f"{address}/{language}", status=404)


def bring(visit, address, data, name="x.po", status=200):
    visit.open(f"{address}/pl")
    file = (io.BytesIO(data), name)
    answer = visit.post(
        f"{address}/pl/file", data={"csrf_token": visit.csrf_token, "file": file},
        content_type="multipart/form-data",
    )  # fmt: skip
    return visit._show(answer, status)


@pytest.mark.parametrize("kind", ["po", "xlsx"])
def test_a_file_that_comes_back_as_it_went_changes_nothing(
    session, make, visit, live, address, colleague, kind, said
):
    make.translations(live, "pl", by=colleague)
    before = texts(session)

    answer = visit.get(f"{address}/pl/file/{kind}")
    page = bring(visit, address, answer.data)

    assert f'filename="form-version-1-pl.{kind}"' in answer.headers["Content-Disposition"]
    assert "0 sentences were taken in. They have to be approved. 7 were as they are here" in said(
        page
    )
    assert texts(session) == before
    assert all(row.approved_at for row in session.scalars(select(FormTranslation)))


def test_a_translators_po_file_is_taken_in_to_be_approved(session, visit, address, said):
    file = polib.pofile(visit.get(f"{address}/pl/file/po").text)
    file[0].msgstr = "Twoje doświadczenie 😀\nu nas"

    page = bring(visit, address, str(file).encode())

    assert "1 sentence was taken in" in said(page)
    assert texts(session) == {"title": "Twoje doświadczenie 😀\nu nas"}
    assert "To be approved" in card(visit.follow("Go on to the sentences"))


def test_SEC_08_a_translators_sheet_may_begin_with_an_equals_sign(session, visit, address):
    book = load_workbook(io.BytesIO(visit.get(f"{address}/pl/file/xlsx").data))
    cell = book.worksheets[0]["C2"]
    cell.value, cell.data_type = "=Tytuł", "s"
    changed = io.BytesIO()
    book.save(changed)

    bring(visit, address, changed.getvalue())

    assert texts(session) == {"title": "=Tytuł"}


def test_a_bad_file_is_explained_line_by_line_and_nothing_of_it_stored(
    session, visit, address, said
):
    file = polib.pofile(visit.get(f"{address}/pl/file/po").text)
    file[0].msgstr, file[1].msgstr, file[2].msgctxt = "Dobry", "Zły {", "nowhere"

    page = bring(visit, address, str(file).encode(), status=422)

    problems = [one.text for one in page.select(".nhsuk-error-summary li")]
    assert len(problems) == 2
    assert "(why): Keep what stands in { }" in problems[0]
    assert "(nowhere): This form has never had such a sentence" in problems[1]
    assert texts(session) == {}


def test_what_was_changed_here_meanwhile_is_shown_and_stays(
    session, visit, address, live, colleague, at, said
):
    file = polib.pofile(visit.get(f"{address}/pl/file/po").text)
    write(session, live, "Nasze", colleague, at)
    file[0].msgstr = "Moje"

    page = bring(visit, address, str(file).encode())

    assert "Changed here meanwhile" in said(page)
    assert "taken out: Nasze put in: Moje" in said(page)
    assert texts(session) == {"title": "Nasze"}


def test_a_big_file_is_explained_and_a_huge_one_refused(visit, address):
    bring(visit, address, b"0" * 450_000, status=422)
    visit.open(f"{address}/pl")
    token = visit.csrf_token

    answer = visit.post(f"{address}/pl/file", data={"csrf_token": token},
                        environ_overrides={"CONTENT_LENGTH": "900000"})  # fmt: skip

    assert answer.status_code == 413
    too_much = {"csrf_token": token, "address": "title", "text": "x" * 80_000}
    assert visit.post(f"{address}/pl/sentence", data=too_much).status_code == 413


def test_no_file_is_no_fault_of_ours(visit, address):
    visit.open(f"{address}/pl")

    answer = visit.post(f"{address}/pl/file", data={"csrf_token": visit.csrf_token})

    assert answer.status_code == 400
