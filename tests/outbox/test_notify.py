"""GOV.UK Notify, as its API documentation says it answers."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.outbox import Channel, NotifyKey, NotifySender, NotSent, Text
from tests.outbox.mail_server import free_port
from tests.outbox.notify_stand_in import API_KEY, TEMPLATES, notify_stand_in

SMS = Text("07700 900123", "", "Some questions: https://x.test/c/a", "en", Channel.SMS, "ref-1")
MAIL = Text(
    "zofia@example.org", "Pytania", "Łącze: https://x.test/c/a", "pl", Channel.EMAIL, "ref-2"
)


@pytest.fixture
def notify():
    with notify_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def sender(notify):
    return sender_to(notify.url)


def sender_to(url, api_key=API_KEY):
    templates = {Channel(kind): template for kind, template in TEMPLATES.items()}
    return NotifySender(NotifyKey(api_key, templates, url))


def test_a_text_message_is_handed_over_with_our_words(notify, sender):
    sender.send(SMS)

    [sent] = notify.sent
    assert (sent["phone_number"], sent["reference"]) == ("07700 900123", "ref-1")
    assert sent["personalisation"] == {"body": SMS.body}


def test_an_email_is_handed_over_with_its_subject(notify, sender):
    sender.send(MAIL)

    [sent] = notify.sent
    assert (sent["email_address"], sent["reference"]) == ("zofia@example.org", "ref-2")
    assert sent["personalisation"] == {"subject": "Pytania", "body": MAIL.body}


def test_a_letter_is_handed_over_with_the_lines_of_the_address(notify, sender):
    sender.send(
        Text("Amira Example\n1 High Street\nSW1A 1AA", "Hello", "Words", "en", Channel.LETTER, "r")
    )

    [sent] = notify.sent
    assert sent["personalisation"]["address_line_3"] == "SW1A 1AA"
    assert sent["personalisation"]["body"] == "Words"


def test_int_14_before_a_second_attempt_notify_is_asked_for_the_first(notify, sender):
    sender.send(SMS)
    sender.send(replace(SMS, is_again=True))

    assert len(notify.sent) == 1
    assert notify.asked == ["ref-1"]


def test_int_14_a_first_attempt_that_never_arrived_is_made_good(notify, sender):
    sender.send(replace(SMS, is_again=True))

    assert [one["reference"] for one in notify.sent] == ["ref-1"]


@pytest.mark.parametrize("text", [replace(SMS, to="1234"), replace(MAIL, to="zofia")])
def test_a_number_or_address_that_cannot_work_is_not_tried_again(sender, text):
    with pytest.raises(NotSent) as failed:
        sender.send(text)

    assert failed.value.is_final
    assert str(failed.value) == "Notify refused the number or address"


@pytest.mark.parametrize(
    ("status", "error", "message", "why"),
    [
        (400, "BadRequestError", "Can't send to this recipient using a team-only API key", "400"),
        (403, "AuthError", "Error: Your system clock must be accurate", "refused our key"),
        (429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000", "this minute"),
        (429, "TooManyRequestsError", "Exceeded send limits (sms: 250) for today", "today"),
        (500, "Exception", "Internal server error 07700 900123", "fault of its own"),
    ],
)
def test_what_is_no_fault_of_the_address_is_tried_again_and_names_nobody(
    notify, sender, status, error, message, why
):
    notify.fail(status, error, message)

    with pytest.raises(NotSent, match=why) as failed:
        sender.send(SMS)

    assert not failed.value.is_final
    assert "07700" not in str(failed.value)
    sender.send(SMS)  # and then it works
    assert len(notify.sent) == 1


def test_a_wrong_template_is_ours_to_mend_and_not_the_persons():
    with notify_stand_in() as stand_in:
        key = NotifyKey(API_KEY, {Channel.SMS: str(uuid4())}, stand_in.url)
        with pytest.raises(NotSent, match="look at the templates") as failed:
            NotifySender(key).send(SMS)

    assert not failed.value.is_final


def test_a_wrong_key_is_said_to_be_refused(notify):
    wrong = API_KEY[:-4] + "1234"

    with pytest.raises(NotSent, match="refused our key"):
        sender_to(notify.url, wrong).send(SMS)


def test_a_notify_that_is_not_there_is_tried_again():
    with pytest.raises(NotSent, match="does not answer") as failed:
        sender_to(f"http://127.0.0.1:{free_port()}").send(SMS)

    assert not failed.value.is_final


def test_sec_52_nothing_that_notify_says_reaches_the_log(notify, sender, caplog):
    notify.fail(500, "Exception", "07700 900123 is broken")

    with pytest.raises(NotSent):
        sender.send(SMS)

    assert "07700" not in caplog.text
