"""The words of messages: nothing is given away, nobody is pressed, and they fit (EQ-13)."""

import re
from itertools import product
from uuid import uuid4

import pytest

from app.outbox import (
    Channel,
    MessageKind,
    MessageText,
    Words,
    may_travel,
    pressing_words,
    shipped_words,
    sms_length,
    telling_words,
    text_faults,
    words_for,
)
from app.outbox.words import shipped_languages
from app.security import CODE_LIFE
from config import LANGUAGES

SERVICE = uuid4()
WAYS = [(kind, way) for kind, way in product(MessageKind, Channel) if may_travel(kind, way)]
EVERY_TEXT = [
    (kind, way, language, is_plain)
    for (kind, way), language, is_plain in product(WAYS, sorted(LANGUAGES), [False, True])
]
ON_PAPER = [kind for kind in MessageKind if may_travel(kind, Channel.LETTER)]


@pytest.mark.parametrize(("kind", "channel", "language", "is_plain"), EVERY_TEXT)
def test_eq_13_every_shipped_text_gives_nothing_away_and_fits(kind, channel, language, is_plain):
    words = shipped_words(kind, channel, language, is_plain=is_plain)

    assert words is not None
    assert text_faults(kind, channel, language, words.subject, words.body) == []


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("is_plain", [False, True])
def test_eq_13_an_english_text_message_is_one_text_message(kind, is_plain):
    body = shipped_words(kind, Channel.SMS, "en", is_plain=is_plain).body

    length = sms_length("en", body)
    assert not length.is_wide
    assert length.segments == 1


@pytest.mark.parametrize(("kind", "channel", "language", "is_plain"), EVERY_TEXT)
def test_eq_13_every_text_says_how_to_check_that_it_is_real(kind, channel, language, is_plain):
    body = shipped_words(kind, channel, language, is_plain=is_plain).body

    assert re.search(r"[Cc]all us|[Zz]adzwoń|الاتصال بنا", body)


@pytest.mark.parametrize(("kind", "channel", "language"), sorted({text[:3] for text in EVERY_TEXT}))
def test_eq_14_plain_words_name_nobody(kind, channel, language):
    words = shipped_words(kind, channel, language, is_plain=True)

    assert "NHS" not in words.subject + words.body


def test_each_language_that_people_can_choose_has_words():
    assert shipped_languages() == sorted(LANGUAGES)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
def test_sec_19_a_code_says_how_long_it_works_and_to_tell_it_to_nobody(channel, language):
    body = shipped_words(MessageKind.SIGN_IN_CODE, channel, language).body

    minutes = CODE_LIFE.total_seconds() / 60
    assert re.search(rf"\b{minutes:.0f} (minutes|minut|دقائق)", body)
    assert re.search(r"Never tell it|Nigdy nikomu go nie podawaj|لا تخبر به أي شخص", body)
    assert "{link}" not in body


def test_a_code_does_not_travel_by_letter():
    assert shipped_words(MessageKind.SIGN_IN_CODE, Channel.LETTER, "en") is None
    assert not may_travel(MessageKind.SIGN_IN_CODE, Channel.LETTER)


def test_the_link_and_the_day_are_filled_in():
    words = Words("Hello", "Here: {link}, until {last_day}.", "en")

    assert words.filled(link="https://x.test/c/a", last_day="4 March") == (
        "Here: https://x.test/c/a, until 4 March."
    )


def test_an_innocent_word_is_not_mistaken_for_a_telling_one():
    body = "Hello from Sandersons: a reminder, if you understand. {link} {last_day}"

    assert text_faults(MessageKind.REMINDER, Channel.SMS, "en", "", body) == []


@pytest.fixture
def write(session, at):
    """A version of a service's own words."""

    def do(body, version=1, language="en", service_id=SERVICE, approved_at=at):
        session.add(
            MessageText(
                service_id=service_id, kind=MessageKind.INVITATION, channel=Channel.SMS,
                language=language, version=version, body=body, made_at=at,
                approved_at=approved_at,
            )
        )  # fmt: skip
        session.flush()

    return do


def invitation_words(session, language="en", **values):
    return words_for(session, SERVICE, MessageKind.INVITATION, Channel.SMS, language, **values)


def test_a_services_newest_words_are_used_and_nobody_elses(session, write):
    write("first {link}", 1)
    write("third {link}", 3)
    write("second {link}", 2)
    write("of others {link}", 4, service_id=uuid4())

    assert invitation_words(session).body == "third {link}"


def test_SAF_13_words_that_nobody_has_approved_are_not_sent(session, write):
    write("not yet {link}", 1, approved_at=None)
    assert invitation_words(session) == shipped_words(MessageKind.INVITATION, Channel.SMS, "en")

    write("approved {link}", 2)
    write("newer {link}", 3, approved_at=None)
    assert invitation_words(session).body == "approved {link}"


def test_without_words_of_its_own_a_service_uses_those_that_we_ship(session, write):
    write("nur auf Deutsch {link}", language="de")

    words = invitation_words(session, "pl")

    assert words == shipped_words(MessageKind.INVITATION, Channel.SMS, "pl")
    assert invitation_words(session, "de").language == "de"


def test_a_language_without_words_gets_english_and_says_so(session, write):
    assert invitation_words(session, "ur").language == "en"
    write("ours {link}")
    assert invitation_words(session, "ur") == Words("", "ours {link}", "en")


def test_eq_14_who_wants_nobody_named_gets_plain_words(session, write):
    write("From the team in Harlow: {link}")

    assert "NHS" not in invitation_words(session, is_plain=True).body
    assert "Harlow" not in invitation_words(session, is_plain=True).body


@pytest.mark.parametrize(
    ("kind", "language", "is_plain"), [*product(ON_PAPER, sorted(LANGUAGES), [False, True])]
)
def test_EQ_13_with_the_longest_names_a_letter_still_gives_nothing_away(kind, language, is_plain):
    words = shipped_words(kind, Channel.LETTER, language, is_plain=is_plain)
    name = f"{'Bartholomew ' * 8}{'Featherstonehaugh-' * 5}".strip("- ")

    before, after = words.on_paper(name=name, last_day="30 September 2026")

    assert name in before.partition("\n")[0]
    assert "30 September 2026" in after
    assert "{" not in before + after
    filled = f"{words.subject}\n{before}\n{after}".replace(name, "")
    assert telling_words(language, filled) == pressing_words(language, filled) == []


@pytest.mark.parametrize(
    ("language", "refusing"),
    [("en", "No more letters?"), ("pl", "Nie chcesz więcej listów?"), ("ar", "رسائل ورقية أخرى")],
)
@pytest.mark.parametrize("kind", ON_PAPER)
def test_EQ_14_every_letter_says_how_to_get_no_more_of_them(kind, language, refusing):
    for is_plain in (False, True):
        assert refusing in shipped_words(kind, Channel.LETTER, language, is_plain=is_plain).body


def test_a_name_that_looks_like_a_placeholder_stays_a_name():
    words = Words("Hello", "Dear {name},\n\n{link}\n\nUntil {last_day}.", "en")

    before, after = words.on_paper(name="{link} {last_day}", last_day="4 March")

    assert (before, after) == ("Dear {link} {last_day},", "Until 4 March.")
