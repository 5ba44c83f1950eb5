"""Messages in words: what each is called, what is wrong with one, and how it will look."""

from dataclasses import dataclass
from datetime import timedelta

from babel import Locale
from flask import current_app
from flask_babel import force_locale, format_date
from flask_babel import lazy_gettext as _l

from app import clock, outbox
from app.outbox import Channel, MessageKind, TextFault, Words
from app.scheduling import Invitation, LeavingQuestion
from app.web.administrator.signs import comma
from app.web.ui import language_name
from config import LANGUAGES, Settings

KIND_NAMES = {
    MessageKind.INVITATION: _l("Invitation"),
    MessageKind.REMINDER: _l("Reminder"),
    MessageKind.NEW_LINK: _l("New link"),
    MessageKind.SIGN_IN_CODE: _l("Sign-in code"),
    MessageKind.LEAVING: _l("To who stopped coming"),
}
CHANNEL_NAMES = {
    Channel.SMS: _l("Text message"),
    Channel.EMAIL: _l("Email"),
    Channel.LETTER: _l("Letter"),
}
# The field that a fault is shown beside, and what to do about it.
FAULTS = {
    TextFault.EMPTY: ("body", _l("Write the message")),
    TextFault.NO_SUBJECT: ("subject", _l("Write a subject")),
    TextFault.SUBJECT_TOO_LONG: ("subject", _l("Write a subject of 60 letters or fewer")),
    TextFault.NO_LINK: ("body", _l("Put {link} where the link belongs")),
    TextFault.TWO_LINKS: ("body", _l("Put {link} in once only")),
    TextFault.NO_CODE: ("body", _l("Put {code} where the code belongs")),
    TextFault.TWO_CODES: ("body", _l("Put {code} in once only")),
    TextFault.OTHER_ADDRESS: ("body", _l("Take out the web address. Only {link} may stand there")),
    TextFault.UNKNOWN_PLACEHOLDER: (
        "body",
        _l("Use only the curly brackets that the shipped words have, and none in the subject"),
    ),
    TextFault.TOO_LONG: ("body", _l("Make the message shorter")),
    TextFault.NOT_PLAIN_LETTERS: (
        "body",
        _l("Use plain letters and straight quotation marks, or it costs more to send"),
    ),
    TextFault.TELLING: ("body", _l("Take out words that tell what it is about: %(words)s")),
    TextFault.PRESSING: ("body", _l("Take out words that press people: %(words)s")),
    TextFault.MARKUP: ("body", _l("Take out the code. Messages are plain text")),
    TextFault.CONTROL: ("body", _l("Take out letters that cannot be seen. Type the text again")),
}
# As long as a real one, and opens nothing.
EXAMPLE = "Ab3dEf6hIj9kLm2nOp5qRs"
EXAMPLE_CODE = "123456"
EXAMPLE_LETTER_CODE = "K7QM-3XTD"
EXAMPLE_NAME = "Amira Example"


@dataclass(frozen=True)
class Preview:
    """A message as it arrives, on a day like today."""

    subject: str
    body: str
    language: str

    @property
    def direction(self) -> str:
        """Which way it is read."""
        return direction(self.language)


def preview(kind: MessageKind, channel: Channel, subject: str, body: str, language: str) -> Preview:
    """The message with a link and a day in it; a letter with a code and a name too."""
    settings = current_app.config["HEARD"]
    base = settings.base_url.rstrip("/")
    leads_to = LeavingQuestion if kind is MessageKind.LEAVING else Invitation
    link = f"{base}/{leads_to.ADDRESS}/{EXAMPLE}"
    if channel is Channel.LETTER:
        link = f"[▣]  {base.removeprefix('https://')}/code  {EXAMPLE_LETTER_CODE}"
        body = body.replace("{name}", EXAMPLE_NAME)
    with force_locale(language):
        day = format_date(clock.today() + timedelta(days=_days(kind)), "d MMMM")
    filled = Words(subject, body, language).filled(link=link, last_day=day, code=EXAMPLE_CODE)
    return Preview(subject, filled, language)


def _days(kind: MessageKind) -> int:
    settings: Settings = current_app.config["HEARD"]
    is_leaving = kind is MessageKind.LEAVING
    return settings.leaving_days if is_leaving else settings.invitation_days


def faults_in_words(
    found: list[TextFault], language: str, subject: str, body: str
) -> dict[str, list[str]]:
    """What is wrong with a message, by the field that it is wrong in."""
    everything = f"{subject}\n{body}"
    named = {
        TextFault.TELLING: outbox.telling_words(language, everything),
        TextFault.PRESSING: outbox.pressing_words(language, everything),
    }
    words: dict[str, list[str]] = {}
    for fault in found:
        field, text = FAULTS[fault]
        listed = comma().join(f"“{word}”" for word in named.get(fault, []))
        words.setdefault(field, []).append(str(text) % {"words": listed} if listed else str(text))
    return words


def direction(language: str) -> str:
    """Which way a language is read: "ltr" or "rtl"."""
    return Locale.parse(language).text_direction


def named_language(language: str) -> str:
    """The language's name in the reader's own, and in itself where pages are in it too."""
    name = language_name(language)
    own = LANGUAGES.get(language, name)
    name = name[:1].upper() + name[1:]
    return name if own.casefold() == name.casefold() else f"{name} ({own})"
