"""Senders: what leaves arrives as written, and what does not leave says why."""

import io
from dataclasses import replace

import pytest

from app.outbox import ConsoleSender, NotSent, SmtpSender, Text, sender_for
from tests.outbox.mail_server import free_port

POLISH = Text(
    "zofia@example.org", "Kilka pytań", "Dzień dobry. Łącze:\n\nhttps://x.test/c/abc", "pl"
)
FROM = "Heard <no-reply@heard.example>"


def plain(port):
    return sender_for(f"smtp://127.0.0.1:{port}?plain=yes", sender=FROM)


def test_a_text_arrives_as_it_was_written(mailbox):
    plain(mailbox.port).send(POLISH)

    [arrived] = mailbox.arrived
    assert arrived["To"] == "zofia@example.org"
    assert arrived["From"] == FROM
    assert arrived["Subject"] == "Kilka pytań"
    assert arrived["Content-Language"] == "pl"
    assert arrived.get_content().splitlines() == POLISH.body.splitlines()
    assert arrived["Message-ID"].endswith("@heard.example>")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 no such person: zofia@example.org", "refused the message (550)"),
        ("451 busy, come back later", "refused the message (451)"),
    ],
)
def test_a_refused_text_says_why_and_names_nobody(mailbox, said, why):
    mailbox.reply = said

    with pytest.raises(NotSent) as failed:
        plain(mailbox.port).send(POLISH)

    assert why in str(failed.value)
    assert "zofia" not in str(failed.value)


def test_a_refused_address_says_so_and_does_not_repeat_it(mailbox):
    mailbox.refused = "550 unknown user zofia@example.org"

    with pytest.raises(NotSent) as failed:
        plain(mailbox.port).send(POLISH)

    assert str(failed.value) == "the mail server refused the address"


@pytest.mark.parametrize(("said", "is_final"), [("550 unknown", True), ("450 busy", False)])
def test_an_address_that_does_not_exist_is_told_from_a_server_that_is_busy(mailbox, said, is_final):
    mailbox.refused = said

    with pytest.raises(NotSent) as failed:
        plain(mailbox.port).send(POLISH)

    assert failed.value.is_final is is_final


def test_int_14_a_message_has_the_same_id_at_every_attempt(mailbox):
    for _ in range(2):
        plain(mailbox.port).send(replace(POLISH, reference="the-message"))

    assert [arrived["Message-ID"] for arrived in mailbox.arrived] == [
        "<the-message@heard.example>"
    ] * 2


def test_a_server_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(NotSent, match="no mail server"):
        plain(free_port()).send(POLISH)


def test_nothing_is_said_to_a_server_that_cannot_encrypt(mailbox):
    with pytest.raises(NotSent, match="cannot encrypt"):
        sender_for(f"smtp://127.0.0.1:{mailbox.port}", sender=FROM).send(POLISH)

    assert mailbox.arrived == []


@pytest.mark.parametrize("to", ["zofia@example.org\nBcc: all@example.org", "zofia\r@example.org"])
def test_an_address_with_a_line_break_is_not_sent_to(mailbox, to):
    with pytest.raises(NotSent):
        plain(mailbox.port).send(Text(to, "x", "y", "en"))

    assert mailbox.arrived == []


def test_the_console_shows_the_text():
    out = io.StringIO()

    ConsoleSender(out).send(POLISH)

    assert "zofia@example.org" in out.getvalue()
    assert POLISH.body in out.getvalue()


@pytest.mark.parametrize(
    ("address", "host", "port", "encrypted"),
    [
        ("smtps://mail.example", "mail.example", 465, True),
        ("smtp://mail.example", "mail.example", 587, False),
        ("smtp://mail.example:2525", "mail.example", 2525, False),
    ],
)
def test_a_setting_names_the_server(address, host, port, encrypted):
    sender = sender_for(address, sender=FROM)

    assert isinstance(sender, SmtpSender)
    assert (sender.host, sender.port, sender.encrypted) == (host, port, encrypted)
    assert not sender.plain


def test_user_name_and_password_may_hold_any_character():
    sender = sender_for("smtps://us%40er:p%2Fa%3Ass@mail.example", sender=FROM)

    assert isinstance(sender, SmtpSender)
    assert (sender.user, sender.password) == ("us@er", "p/a:ss")


@pytest.mark.parametrize(
    "address",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example?plain=yes"],
)
def test_a_setting_that_names_no_safe_server_is_refused(address):
    with pytest.raises(ValueError, match="mail_sender"):
        sender_for(address, sender=FROM)
