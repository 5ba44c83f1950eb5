"""Where the messages of a demo arrive."""

from dataclasses import replace

from app.outbox import Channel, DemoInbox, Text

TEXT = Text("07700 900123", "", "Kilka pytań:\nhttps://x.test/c/a", "pl", Channel.SMS, "ref-1")


def test_what_arrives_can_be_read_the_newest_first(tmp_path):
    inbox = DemoInbox(tmp_path / "inbox.jsonl")

    inbox.send(TEXT)
    inbox.send(replace(TEXT, body="second", reference="ref-2"))

    second, first = inbox.newest()
    assert second.body == "second"
    assert (first.to, first.body, first.language) == (TEXT.to, TEXT.body, "pl")


def test_what_came_twice_is_shown_once(tmp_path):
    inbox = DemoInbox(tmp_path / "inbox.jsonl")

    for text in (TEXT, replace(TEXT, reference="ref-2"), replace(TEXT, is_again=True)):
        inbox.send(text)

    assert [one.reference for one in inbox.newest()] == ["ref-1", "ref-2"]


def test_nobody_else_on_the_machine_reads_it_and_before_the_first_it_is_empty(tmp_path):
    inbox = DemoInbox(tmp_path / "inbox.jsonl")
    assert inbox.newest() == []

    inbox.send(TEXT)

    assert inbox.file.stat().st_mode & 0o077 == 0
