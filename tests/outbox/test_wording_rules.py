"""What the words of a message must hold, and what they may not say (EQ-13)."""

import pytest

from app.outbox import Channel, MessageKind, TextFault, sms_length, telling_words, text_faults


def faults(body, *, language="en", channel=Channel.SMS, subject=""):
    return text_faults(MessageKind.INVITATION, channel, language, subject, body)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "Therapy"), ("en", "your THERAPIST"), ("en", "psychology"), ("en", "mental"),
        ("en", "PHQ-9"), ("en", "GAD7"), ("en", "CORE-OM"), ("en", "PCL-5"), ("en", "DES-II"),
        ("en", "DERS"), ("en", "depression"), ("en", "anxiety"), ("en", "trauma"), ("en", "risky"),
        ("en", "clinic"), ("pl", "terapia"), ("pl", "depresją"), ("pl", "lękiem"),
        ("pl", "therapy"), ("pl", "phq9"), ("ar", "العلاج"), ("ar", "والاكتئاب"), ("ar", "النفسية"),
        ("ar", "clinic"),
    ],
)  # fmt: skip
def test_EQ_13_no_message_tells_what_it_is_about(language, word):
    assert TextFault.TELLING in faults(f"{word} {{link}}", language=language)
    assert TextFault.TELLING in faults("{link}", language=language, channel=Channel.EMAIL,
                                       subject=word)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "A fundamental, scored and described design"), ("pl", "Pytania do Ciebie"),
     ("ar", "بعض الأسئلة لك")],
)  # fmt: skip
def test_words_that_only_look_alike_are_fine(language, words):
    assert telling_words(language, words) == []
    assert faults(words + " {link}", language=language) == []


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Urgent"), ("en", "immediately"), ("en", "now!"), ("pl", "Pilne"), ("ar", "عاجل")],
)
def test_EQ_13_no_message_presses(language, word):
    assert faults(f"{word} {{link}}", language=language) == [TextFault.PRESSING]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", TextFault.EMPTY),
        ("Hello", TextFault.NO_LINK),
        ("{link} and {link}", TextFault.TWO_LINKS),
        ("{link} {name}", TextFault.UNKNOWN_PLACEHOLDER),
        ("{link} {", TextFault.UNKNOWN_PLACEHOLDER),
        ("{link} http://x.example", TextFault.OTHER_ADDRESS),
        ("{link} <a href=x>", TextFault.MARKUP),
        ("{link} &nbsp;", TextFault.MARKUP),
        ("{link} \x07", TextFault.CONTROL),
        ("{link} \u202e", TextFault.CONTROL),
        ("{link} \ud800", TextFault.CONTROL),
        ("{link} “quoted”", TextFault.NOT_PLAIN_LETTERS),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused(body, fault):
    assert fault in faults(body)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{code} is your code", []),
        ("Your code", [TextFault.NO_CODE]),
        ("{code} {code}", [TextFault.TWO_CODES]),
        ("{code} {link}", [TextFault.UNKNOWN_PLACEHOLDER]),
        ("{code}, until {last_day}", [TextFault.UNKNOWN_PLACEHOLDER]),
    ],
)
def test_sec_19_a_message_with_a_code_holds_it_once_and_no_link(body, found):
    assert text_faults(MessageKind.SIGN_IN_CODE, Channel.SMS, "en", "", body) == found


def test_arabic_letters_may_be_joined_as_arabic_needs_it():
    assert faults("أسئلة\u200c لك\u200f {link}", language="ar") == []


def test_an_email_needs_a_subject_of_a_line():
    assert faults("{link}", channel=Channel.EMAIL) == [TextFault.NO_SUBJECT]
    assert faults("{link}", channel=Channel.EMAIL, subject="a\nBcc: x") == [
        TextFault.SUBJECT_TOO_LONG
    ]


@pytest.mark.parametrize(
    ("language", "letters", "is_too_long"),
    [("en", 100, False), ("en", 101, True), ("pl", 246, False), ("pl", 247, True)],
)
def test_EQ_13_a_text_message_is_counted_with_the_longest_link(language, letters, is_too_long):
    body = "{link}" + "a" * letters

    assert (TextFault.TOO_LONG in faults(body, language=language)) is is_too_long


@pytest.mark.parametrize(
    ("body", "letters", "segments", "is_wide"),
    [
        ("a" * 160, 160, 1, False), ("a" * 161, 161, 2, False), ("a" * 306, 306, 2, False),
        ("a" * 307, 307, 3, False), ("€" * 80, 160, 1, False), ("ż" * 70, 70, 1, True),
        ("ż" * 71, 71, 2, True), ("😀" * 35, 70, 1, True), ("😀" * 36, 72, 2, True),
    ],
)  # fmt: skip
def test_a_text_message_is_charged_by_its_parts(body, letters, segments, is_wide):
    length = sms_length("pl", body)

    assert (length.letters, length.segments, length.is_wide) == (letters, segments, is_wide)


def letter_faults(body, subject="Hello"):
    return faults(body, channel=Channel.LETTER, subject=subject)


def test_EQ_13_a_name_may_stand_in_a_letter_only_as_it_comes_in_an_envelope():
    assert letter_faults("Dear {name}, {link}") == []
    assert faults("Dear {name}, {link}", channel=Channel.EMAIL, subject="Hello") == [
        TextFault.UNKNOWN_PLACEHOLDER
    ]
    assert TextFault.UNKNOWN_PLACEHOLDER in letter_faults("{link}", subject="For {name}")


@pytest.mark.parametrize(
    ("body", "is_too_long"),
    [
        ("{link}\n" + "word\n" * 22, False),
        ("{link}\n" + "word\n" * 23, True),
        ("{link} " + "word " * 320, False),
        ("{link} " + "word " * 340, True),
        ("{link}\n" + "{name}\n" * 11, False),
        ("{link}\n" + "{name}\n" * 12, True),
    ],
)
def test_EQ_13_a_letter_with_the_longest_name_is_one_page(body, is_too_long):
    assert (TextFault.TOO_LONG in letter_faults(body)) is is_too_long
