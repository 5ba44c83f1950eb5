"""`flask messages`: words that give nothing away, in the reader's language, and what waits."""

import re
from dataclasses import replace

import pytest

from app import create_app
from app.actions import send_link, send_new_link
from app.scheduling import find_invitation, replace_links
from config import LANGUAGES
from tests.outbox.test_senders import mailbox  # noqa: F401 (a fixture)

# What a text on a locked screen must not say (EQ-13).
TELLING = re.compile(
    r"therap|psych|mental|clinic|depress|anxi|risk|phq|gad|core-om|score|urgent|immediately"
    r"|terapi|depres|l[ęe]k|ryzyk|wynik|pilne|natychmiast|poradni"
    r"|علاج|نفس|اكتئاب|قلق|عيادة|خطر|نتيجة|عاجل",
    re.I,
)


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["messages", *words])


@pytest.fixture
def invite(session, make, by, at):
    """Put an invitation in the outbox."""

    def do(**client):
        check_in = make.check_in(client=make.client(**client))
        send_link(session, check_in, by=by, at=at, days=7)
        return check_in

    return do


@pytest.mark.parametrize("language", [*LANGUAGES, "ur"])
def test_eq_13_a_message_gives_nothing_away_and_has_the_whole_link(run, invite, make, language):
    check_in = invite(language=language, given_name="Wilhelmina-Konstancja")

    said = run("send-due").output

    assert re.search(r"\nhttps://heard\.test/c/[\w-]{22}\n", said)
    text = re.sub(r"https://\S+|To: .*", "", said)
    assert not TELLING.search(text), TELLING.search(text)
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

    assert re.search(r"works until Wednesday,? 11 March 2026\.", run("send-due").output)


def test_a_new_link_says_that_it_was_asked_for(run, session, make, at):
    dead = make.invitation()
    replace_links(session, dead.check_in_id, at=at)
    session.commit()
    session.refresh(dead)
    send_new_link(session, dead, at=at, days=7)
    session.commit()

    said = run("send-due").output

    assert "the new link you asked for" in said
    assert "If you did not ask for a link" in said
    assert "Wednesday" in said  # until when it works


def test_mail_reaches_a_real_server(engine, settings, session, invite, mailbox):  # noqa: F811
    invite(email="zofia@example.org", language="pl")
    sender = f"smtp://127.0.0.1:{mailbox.port}?plain=yes"
    app = create_app(replace(settings, mail_sender=sender, mail_from="Heard <us@heard.test>"))

    result = app.test_cli_runner().invoke(args=["messages", "send-due"])
    app.extensions["engine"].dispose()

    assert result.output == "Sent 1 message.\n"
    [arrived] = mailbox.arrived
    assert (arrived["To"], arrived["From"]) == ("zofia@example.org", "Heard <us@heard.test>")
    link = re.search(r"https://heard\.test/c/([\w-]{22})", arrived.get_content())
    assert link
    assert find_invitation(session, link[1]) is not None


def test_a_server_that_refuses_is_said_and_the_message_stays(
    engine,
    settings,
    session,
    invite,
    mailbox,  # noqa: F811
):
    check_in = invite(email="zofia@example.org")
    mailbox.reply = "550 no such person: zofia@example.org"
    sender = f"smtp://127.0.0.1:{mailbox.port}?plain=yes"
    app = create_app(replace(settings, mail_sender=sender))

    sent = app.test_cli_runner().invoke(args=["messages", "send-due"])
    listed = app.test_cli_runner().invoke(args=["messages", "list"])
    app.extensions["engine"].dispose()

    assert "1 could not be sent and wait" in sent.output
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
    assert "no e-mail address" in after
    assert "1 message waiting." in after


def test_a_setting_that_names_no_server_is_explained(engine, settings, invite):
    invite()
    app = create_app(replace(settings, mail_sender="carrier pigeon"))

    result = app.test_cli_runner().invoke(args=["messages", "send-due"])
    app.extensions["engine"].dispose()

    assert result.exit_code == 1
    assert "mail_sender must be" in result.output
