"""What is withdrawn, in words."""

from flask_babel import gettext

from app import instruments
from app.actions import Withdrawal
from app.care import MeasureWithdrawal
from app.outbox import Channel, MessageKind
from app.web.administrator.signs import comma
from app.web.administrator.text_words import CHANNEL_NAMES, KIND_NAMES, named_language


def withdrawal_name(one: Withdrawal) -> str:
    """What it is that was withdrawn."""
    if isinstance(one, MeasureWithdrawal):
        return narrowed_name(one.measure, one.version, one.language)
    kind, channel = MessageKind(one.kind), Channel(one.channel)
    return message_name(kind, channel, one.language, one.version)


def narrowed_name(measure: str, version: int | None, language: str | None) -> str:
    """A questionnaire, or one version of it, or its words in a language."""
    known = measure in instruments.keys()
    name = instruments.get_instrument(measure).short_name if known else measure
    if version is not None:
        return gettext("%(name)s, version %(number)s", name=name, number=version)
    if language is not None:
        return gettext("%(name)s, in %(language)s", name=name, language=named_language(language))
    return name


def message_name(kind: MessageKind, channel: Channel, language: str, version: int) -> str:
    """A message in one language, and whose words those are."""
    if version:
        words = gettext("version %(number)s", number=version)
    else:
        words = gettext("shipped words")
    parts = (KIND_NAMES[kind], CHANNEL_NAMES[channel], named_language(language), words)
    return comma().join(map(str, parts))


FILTERS = {"withdrawal_name": withdrawal_name}
