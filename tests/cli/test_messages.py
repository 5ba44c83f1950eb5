"""`flask messages` and `flask jobs`: what waits, what was sent, what a person has to look at."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import create_app
from app.actions import send_link, send_new_link
from app.care import ContactBy
from app.outbox import DemoInbox, Job
from app.scheduling import find_invitation, replace_links
from config import LANGUAGES
from tests.outbox.notify_stand_in import API_KEY, TEMPLATES, notify_stand_in


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["messages", *words])


@pytest.fixture
def invite(session, make, by, at):
    """Put an invitation in the outbox, for somebody who wants e-mail."""

    def do(**client):
        client = {"contact_by": ContactBy.EMAIL} | client
        check_in = make.check_in(client=make.client(**client))
        send_link(session, check_in, by=by, at=at, days=7)
        return check_in

    return do


@pytest.fixture
def run_with(settings):
    """Run commands with other settings."""
    apps = []

    def do(*words, **values):
        apps.append(create_app(replace(settings, **values)))
        return apps[-1].test_cli_runner().invoke(args=list(words))

    yield do
    for app in apps:
        app.extensions["engine"].dispose()


@pytest.mark.parametrize("way", [ContactBy.SMS, ContactBy.EMAIL])
@pytest.mark.parametrize("language", [*LANGUAGES, "ur"])
def test_eq_13_a_message_names_nobody_and_has_the_whole_link(run, invite, make, language, way):
    check_in = invite(language=language, given_name="Wilhelmina-Konstancja", contact_by=way)

    said = run("send-due").output

    assert re.search(r"(\n| )https://heard\.test/c/[\w-]{22}\n", said)
    assert "Wilhelmina" not in said
    assert check_in.client.family_name not in said
    assert make.the_service().name not in said
    assert "Sent 1 message." in said


def test_the_words_are_in_the_readers_language(run, invite, session, at):
    for language in LANGUAGES:
        invite(language=language)

    subjects = set(re.findall(r"^Subject: (.+)$", run("send-due").output, re.M))

    assert "A few questions for you" in subjects
    assert len(subjects) == len(LANGUAGES)


def test_english_days_are_written_as_in_britain(run, invite, at):
    invite(language="en")

    assert re.search(r"works until 11 March 2026\.", run("send-due").output)


def test_a_new_link_says_that_it_was_asked_for(run, session, make, at):
    client = make.client(contact_by=ContactBy.EMAIL)
    dead = make.invitation(client=client)
    replace_links(session, dead.check_in_id, at=at)
    session.commit()
    session.refresh(dead)
    send_new_link(session, dead, at=at, days=7)
    session.commit()

    said = run("send-due").output

    assert "the new link you asked for" in said
    assert "If you did not ask for a link" in said
    assert "11 March 2026" in said  # until when it works


def test_mail_reaches_a_real_server(run_with, session, invite, mailbox):
    invite(email="zofia@example.org", language="pl")
    sender = f"smtp://127.0.0.1:{mailbox.port}?plain=yes"

    result = run_with("messages", "send-due", mail_sender=sender, mail_from="Heard <us@heard.test>")

    assert result.output == "Sent 1 message.\n"
    [arrived] = mailbox.arrived
    assert (arrived["To"], arrived["From"]) == ("zofia@example.org", "Heard <us@heard.test>")
    link = re.search(r"https://heard\.test/c/([\w-]{22})", arrived.get_content())
    assert link
    assert find_invitation(session, link[1]) is not None


def test_a_code_reaches_a_real_server_and_opens_the_space(run_with, visit, make, mailbox):
    make.client(email="zofia@example.org", phone="", language="pl", contact_by=ContactBy.EMAIL)
    visit.open("/space/sign-in")
    visit.press("Send a code", contact="Zofia@example.org")
    sender = f"smtp://127.0.0.1:{mailbox.port}?plain=yes"

    result = run_with("messages", "send-due", mail_sender=sender, mail_from="Heard <us@heard.test>")

    assert result.output == "Sent 1 message.\n"
    [arrived] = mailbox.arrived
    assert arrived["Subject"] == "Twój kod"
    visit.press("Go on", code=re.search(r"\b\d{6}\b", arrived.get_content())[0])
    assert visit.url == "/space"


def test_a_text_message_reaches_notify(run_with, session, invite):
    invite(contact_by=ContactBy.SMS, phone="07700 900123")

    with notify_stand_in() as notify:
        result = run_with(
            "messages", "send-due", sms_sender="notify", notify_api_key=API_KEY,
            notify_url=notify.url, notify_sms_template=TEMPLATES["sms"],
        )  # fmt: skip

    assert result.output == "Sent 1 message.\n"
    [sent] = notify.sent
    assert sent["phone_number"] == "07700 900123"
    assert "https://heard.test/c/" in sent["personalisation"]["body"]


def test_where_no_text_messages_are_sent_who_wants_them_is_a_to_do(run_with, invite):
    invite(contact_by=ContactBy.SMS)

    sent = run_with("messages", "send-due", sms_sender="none")
    listed = run_with("messages", "list")

    assert "1 message must not be sent" in sent.output
    assert "no_sender" in listed.output
    assert "1 message not delivered." in listed.output


def test_sec_12_a_demo_sends_nothing_to_a_real_address(run_with, invite, mailbox, tmp_path):
    invite(email="zofia@example.org")
    sender = f"smtp://127.0.0.1:{mailbox.port}?plain=yes"
    inbox = DemoInbox(tmp_path / "inbox.jsonl")

    run_with("messages", "send-due", demo=True, mail_sender=sender, demo_inbox=str(inbox.file))

    assert mailbox.arrived == []
    assert [one.to for one in inbox.newest()] == ["zofia@example.org"]


def test_a_server_that_refuses_is_said_and_the_message_stays(run_with, invite, mailbox):
    check_in = invite(email="zofia@example.org")
    mailbox.reply = "550 no such person: zofia@example.org"
    sender = f"smtp://127.0.0.1:{mailbox.port}?plain=yes"

    sent = run_with("messages", "send-due", mail_sender=sender)
    listed = run_with("messages", "list")

    assert "1 message could not be sent yet" in sent.output
    assert f"client {check_in.client_id}" in listed.output
    assert "attempts: 1" in listed.output
    assert "the mail server refused the message (550)" in listed.output
    assert "zofia" not in listed.output


def test_a_client_without_an_address_stays_in_the_list(run, invite):
    invite(email="")

    before = run("list").output
    sent = run("send-due").output
    after = run("list").output

    assert "not tried" in before
    assert "Sent 0 messages." in sent
    assert "no_contact" in after
    assert "0 messages waiting." in after


@pytest.mark.parametrize(
    ("setting", "value"), [("mail_sender", "carrier pigeon"), ("sms_sender", "smoke")]
)
def test_a_setting_that_names_no_sender_is_explained(run_with, invite, setting, value):
    result = run_with("messages", "send-due", **{setting: value})

    assert result.exit_code == 1
    assert f"{setting} must be" in result.output


# ---- flask jobs


def test_a_job_that_failed_is_listed_first_and_can_be_tried_again(app, session, invite, run, at):
    invite()
    invite()
    bad = session.scalars(select(Job).order_by(Job.due_at.desc())).first()
    bad.failed_at, bad.problem, bad.attempts = at, "no answer", 10
    session.commit()
    jobs = app.test_cli_runner()

    listed = jobs.invoke(args=["jobs", "list"]).output
    assert "Sent 1 message." in run("send-due").output
    retried = jobs.invoke(args=["jobs", "retry", bad.key])

    assert listed.splitlines()[0] == f"{bad.key}  failed  attempts: 10  no answer"
    assert "1 to do, 1 failed." in listed
    assert "It is tried again now." in retried.output
    assert "Sent 1 message." in run("send-due").output
    assert "0 to do, 0 failed." in jobs.invoke(args=["jobs", "list"]).output


def test_a_job_that_is_not_there_cannot_be_tried_again(app, engine):
    result = app.test_cli_runner().invoke(args=["jobs", "retry", "nothing"])

    assert result.exit_code == 1
    assert "no job with that key" in result.output


def test_a_letter_that_waits_to_be_posted_is_listed_as_one(app, make, session):
    make.letter_to_post()
    session.commit()

    listed = app.test_cli_runner().invoke(args=["messages", "list"]).output

    assert "a letter to print and post since 2026-03-04" in listed
