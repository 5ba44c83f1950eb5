"""The words of messages, changed on a page: as they arrive, with what no message may say."""

from itertools import product

import pytest
from sqlalchemy import select

from app.actions import approve_message_text, change_message_text
from app.outbox import Channel, MessageKind, MessageText, may_travel
from app.security import Actor, AuditEvent, Role
from tests.pages import read_page

GOOD = "A few questions for you: {link} until {last_day}."


@pytest.fixture
def service(make):
    """The administrator's service."""
    return make.the_service()


@pytest.fixture
def message(visit, service):
    """Opens the page of one message: `message("invitation/sms/en")`."""
    return lambda place="invitation/sms/en": visit.open(f"/admin/texts/{service.id}/{place}")


@pytest.fixture
def saved(session, service, administrator, at):
    """Somebody has saved these words for the English invitation by text message."""

    def save(body, changes=0, reason="Kinder"):
        return change_message_text(
            session, service.id, MessageKind.INVITATION, Channel.SMS, "en", subject="", body=body,
            changes=changes, reason=reason, by=Actor("user", administrator.id), at=at,
        )  # fmt: skip

    return save


@pytest.fixture
def approve(session, make, at):
    """The lead has agreed to the words."""
    return lambda text: approve_message_text(
        session, text.id, user=make.user(Role.SERVICE_LEAD), at=at
    )


def bodies(session):
    return [
        text.body for text in session.scalars(select(MessageText).order_by(MessageText.version))
    ]


def arrives(page):
    """The message as it is shown, and in which language and direction."""
    bubble = page.select_one(".heard-bubble")
    return bubble.get_text(" ", strip=True), bubble["lang"], bubble["dir"]


def test_every_message_is_listed_with_whether_its_words_are_our_own(visit, saved, approve, said):
    page = said(visit.open("/admin/texts"))
    # Five kinds in three ways and three languages; a code never goes by letter.
    assert page.count("shipped words") == (5 * 3 - 1) * 3

    first = saved(GOOD)
    page = said(visit.open("/admin/texts"))
    assert page.count("shipped words") == (5 * 3 - 1) * 3
    assert "1 version waits to be approved" in page

    approve(first)
    page = said(visit.open("/admin/texts"))
    assert page.count("shipped words") == (5 * 3 - 1) * 3 - 1
    assert "version 1" in page
    assert "waits" not in page


@pytest.mark.parametrize(
    ("kind", "channel"), [way for way in product(MessageKind, Channel) if may_travel(*way)]
)
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("pl", "ltr"), ("ar", "rtl")])
def test_EQ_13_the_words_that_come_with_heard_can_be_saved_as_they_are(
    message, kind, channel, language, direction
):
    page = message(f"{kind}/{channel}/{language}")

    words, shown_in, shown = arrives(page)
    assert (shown_in, shown) == (language, direction)
    holds = {MessageKind.SIGN_IN_CODE: "123456", MessageKind.LEAVING: "/l/"}
    example = "K7QM-3XTD" if channel is Channel.LETTER else "/c/"
    assert (example if channel is Channel.LETTER else holds.get(kind, example)) in words
    assert "{" not in words
    assert page.find(id="body")["dir"] == direction


def test_a_code_has_no_words_for_letters(visit, service):
    visit.open(f"/admin/texts/{service.id}/sign_in_code/letter/en", status=404)


def test_new_words_are_a_version_with_who_and_why(message, visit, session, administrator, said):
    message()

    page = visit.press("Save for approval", body=GOOD, reason="Two people asked for it")

    assert (
        "Saved. They are sent once a clinician or the lead has approved"
        in page.select_one("[role=status]").text
    )
    assert "until 11 March." in arrives(page)[0]
    assert "“Two people asked for it”" in said(page)
    text = session.scalars(select(MessageText)).one()
    assert (text.version, text.body, text.made_by) == (1, GOOD, administrator.id)
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.event == "message_text.changed")
    ).one()
    assert event.detail == "invitation sms en version 1"


def test_words_can_be_looked_at_before_they_are_saved(message, visit, session):
    message()

    page = visit.press("Show how it looks", body="Hello {link}")

    assert arrives(page)[0].startswith("Hello https://")
    assert page.find(id="body").text.strip() == "Hello {link}"
    assert bodies(session) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Write the message"),
        ("Hello", "Put {link} where the link belongs"),
        ("{link} {link}", "Put {link} in once only"),
        ("{link} {name}", "Use only the curly brackets that the shipped words have"),
        ("{link} www.x.example", "Take out the web address"),
        ("{link}" + "a" * 200, "Make the message shorter"),
        ("{link} for you – “soon”", "Use plain letters"),
        ("{link} Your THERAPIST and the PHQ-9", "what it is about: “PHQ”, “THERAPIST”"),
        ("{link} Answer now!", "press people: “now!”"),
        ("{link} <b>Hello</b>", "Take out the code"),
        ("{link} a\0b\u202e", "Take out letters that cannot be seen"),
    ],
)
def test_ACC_07_EQ_13_what_no_message_may_say_is_said_beside_it(
    message, visit, session, body, said
):
    message()

    page = visit.press("Save for approval", body=body, reason="To try")

    assert any(said in link.text for link in page.select(".nhsuk-error-summary a[href='#body']"))
    assert said in page.find(id="body-error").text
    assert page.title.text.startswith("Error: ")
    assert bodies(session) == []


def test_ACC_07_a_reason_is_asked_for_and_nothing_typed_is_lost(message, visit, session):
    message("invitation/email/en")

    page = visit.press("Save for approval", subject="For you", body=GOOD)

    assert "Say why you change the words" in page.find(id="reason-error").text
    assert (page.find(id="subject")["value"], page.find(id="body").text.strip()) == (
        "For you", GOOD
    )  # fmt: skip


def test_an_email_needs_a_subject_and_a_text_message_has_none(message, visit):
    assert message().find(id="subject") is None
    message("invitation/email/en")

    page = visit.press("Save for approval", subject=" ", body=GOOD, reason="To try")

    assert "Write a subject" in page.find(id="subject-error").text


def test_the_length_of_a_text_message_counts_the_longest_link(message, visit, said):
    message("invitation/sms/pl")

    page = said(visit.press("Show how it looks", body="Zażółć {link}"))

    assert "67 of 306 letters, with the longest link in it." in page
    assert "Sent and paid for as 1 text message." in page
    assert "Letters outside the plain alphabet make it longer." in page


def test_of_two_people_who_change_a_message_the_second_is_asked_and_loses_nothing(
    message, visit, saved, session
):
    message()
    saved("Their words {link}")

    page = visit.press("Save for approval", status=409, body=GOOD, reason="Mine")

    assert "Somebody else changed these words" in page.h1.text
    assert "Their words" in page.select(".heard-bubble")[0].text
    page = visit.press("Go on with mine")
    assert page.find(id="body").text.strip() == GOOD
    visit.press("Save for approval")
    assert bodies(session) == ["Their words {link}", GOOD]


def test_a_colleague_who_saves_is_noticed_when_words_are_only_looked_at(message, visit, saved):
    message()
    saved("Their words {link}")

    assert "Somebody else" in visit.press("Show how it looks", status=409, body=GOOD).h1.text


def test_going_back_makes_a_new_version(message, visit, saved, session):
    saved("The first {link}")
    saved("The second {link}", changes=1)
    message()

    page = visit.follow("Go back to this version")

    assert page.find(id="reason").text.strip() == "Back to version 1"
    visit.press("Save for approval")
    assert bodies(session) == ["The first {link}", "The second {link}", "The first {link}"]
    page = visit.follow("Go back to the words that come with Heard")
    assert page.find(id="body").text.strip().startswith("From your NHS team")


def test_saving_the_words_that_are_in_use_is_no_change(message, visit):
    message()

    page = visit.press("Save for approval", reason="To try")

    assert "these words are saved already" in page.find(id="body-error").text


@pytest.mark.parametrize("doing", ["preview", "save", ""])
@pytest.mark.parametrize("text", ["a\0b", "😀\u202e", "9" * 5000, "<b>{link}", "٣", ""])
def test_whatever_is_sent_is_answered_with_a_page_and_nothing_is_stored(
    message, visit, session, doing, text
):
    message("invitation/email/en")

    typed = dict.fromkeys(("subject", "body", "reason", "changes"), text)
    data = typed | {"csrf_token": visit.csrf_token, "do": doing}
    answer = visit.post(visit.url, data=data)

    assert answer.status_code in (200, 409)
    read_page(answer.text)
    assert bodies(session) == []


def test_SAF_13_what_is_in_use_stays_until_somebody_else_approves(
    visit, visit_as, make, message, session, said
):
    message()
    page = said(visit.press("Save for approval", body=GOOD, reason="Kinder"))
    assert "In use: the words that come with Heard. Version 1 waits to be approved" in page

    lead = visit_as(make.staff(Role.SERVICE_LEAD, name="Lee Lead"))
    lead.open("/admin/texts/waiting")
    page = said(lead.follow("Invitation"))
    assert "A few questions for you: https://" in page
    assert "What is sent now The words that come with Heard." in page
    lead.press("Approve these words")

    page = said(message())
    assert "In use: Version 1" in page
    assert "by Lee Lead" in page


def test_SAF_13_who_wrote_the_words_cannot_approve_them(make, visit_as, service, said):
    lead = visit_as(make.staff(Role.SERVICE_LEAD))
    lead.open(f"/admin/texts/{service.id}/invitation/sms/en")
    lead.press("Save for approval", body=GOOD, reason="Kinder")

    page = said(lead.follow("Look at it"))

    assert "You wrote this version. Somebody else has to approve it." in page
    answer = lead.post(lead.url, data={"csrf_token": lead.csrf_token})
    assert answer.status_code == 409


@pytest.mark.parametrize("role", list(Role))
def test_SEC_33_a_clinician_or_the_lead_approves(make, visit_as, saved, role):
    text = saved(GOOD)
    visit = visit_as(make.user(role))
    may = role in (Role.CLINICIAN, Role.SERVICE_LEAD)

    for page in ("waiting", f"waiting/{text.id}"):
        assert visit.get(f"/admin/texts/{page}").status_code == (200 if may else 403)


def test_SEC_34_words_of_another_trust_are_the_same_as_none(make, visit_as, saved):
    text = saved(GOOD)
    elsewhere = make.clinician(make.service(make.trust("Another Trust")))

    visit_as(elsewhere).open(f"/admin/texts/waiting/{text.id}", status=404)


def test_a_co_designer_writes_messages_and_sees_no_more_of_administration(
    make, visit_as, service, said
):
    visit = visit_as(make.staff(Role.CO_DESIGNER))

    page = visit.open("/codesign/texts")
    page = visit.follow("Read or change messages")

    assert not page.select("a[href^='/admin/plans'], a[href='/admin/']")
    visit.open(f"/admin/texts/{service.id}/invitation/sms/en")
    page = visit.press("Save for approval", body=GOOD, reason="Kinder")
    assert "Version 1 waits to be approved" in said(page)
    assert "Look at it" not in said(page)
    visit.open("/admin/crisis-words")
    assert visit.follow("Back to the workshop").h1.text == "Messages and other words"
