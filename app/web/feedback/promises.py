"""What somebody is told before they answer: who reads it, in which form, and whether anybody can
know that it was them. One place for it, made from what is really so (EQ-06)."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from app.care import Service
from app.codesign import FormContent, Privacy
from app.feedback import CALL, TELL_NAME, Audience
from app.security import Role


@dataclass(frozen=True)
class Promise:
    """One thing that they are told, and the people whom it names."""

    words: str
    names: tuple[str, ...] = ()


def promises_of(audience: Audience) -> list[Promise]:
    """All of it, the most important first."""
    match audience.privacy:
        case Privacy.ANONYMOUS:
            made = [*_anonymous(audience), *_first_readers(audience)]
        case Privacy.CONFIDENTIAL:
            made = [*_confidential(), *_first_readers(audience)]
        case Privacy.NAMED:
            made = [*_named(audience), *_first_readers(audience)]
    made += _totals(audience)
    if audience.privacy is not Privacy.NAMED and audience.is_small_team:
        made.append(Promise(gettext(
            "This is a small team. Somebody may guess who wrote something. "
            "Leave out what only you would say."
        )))  # fmt: skip
    return made


def beside_a_box(audience: Audience, service: Service) -> Markup:
    """Who reads what is written there, and when; and where to turn who cannot wait (SAF-20)."""
    help_now = Markup('<a href="{}">{}</a>').format(
        url_for("service_user.help_now"), gettext("Get help now")
    )
    lines = [
        Markup("{} {} {} {}").format(
            gettext("No one reads this straight away."), _when(audience),
            gettext("If you cannot wait:"), help_now,
        )
    ]  # fmt: skip
    if service.phone:
        lines.append(escape(_somebody_to_talk_to(service)))
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def promises_about_wishes(content: FormContent) -> list[Promise]:
    """What becomes of a wish: it is passed on with the name, and without the answers."""
    made = []
    if content.find(CALL):
        made.append(Promise(gettext(
            "If you say that somebody may call you, they get your first name, your number and when "
            "it suits you. They do not see your answers."
        )))  # fmt: skip
    if content.find(TELL_NAME):
        made.append(Promise(gettext(
            "If you say that the service may know that you would like to come back, they get your "
            "name. They do not see your answers."
        )))  # fmt: skip
    return made


def _anonymous(audience: Audience) -> list[Promise]:
    return [
        Promise(gettext(
            "It is anonymous. We keep your answers without your name, and without anything that "
            "leads to you. Your therapist cannot find out what you said, and nor can those who "
            "read it."
        )),
        Promise(ngettext(
            "Your answers wait until %(num)s person has answered. Then they are mixed, and nobody "
            "can tell whose is whose.",
            "Your answers wait until %(num)s people have answered. Then they are mixed, and nobody "
            "can tell whose is whose.",
            audience.group,
        )),
        Promise(gettext(
            "We know whether you answered, so that we do not ask twice. We do not know what."
        )),
        Promise(gettext(
            "At the end you can ask for a reply. Then we know who asks, but not which answers are "
            "yours."
        )),
    ]  # fmt: skip


def _confidential() -> list[Promise]:
    return [
        Promise(gettext("It is confidential. Your therapist will not see this.")),
        Promise(gettext("Those who read it can see that it is from you.")),
    ]


def _named(audience: Audience) -> list[Promise]:
    said = Promise(
        gettext("It has your name on it. Those who may read your other answers read it:")
    )
    return [Promise(said.words, audience.therapists)]


def _first_readers(audience: Audience) -> list[Promise]:
    if not audience.readers:
        return [Promise(gettext(
            "Nobody has the task yet to read what people write here. Until then it waits."
        ))]  # fmt: skip
    words = {
        Privacy.ANONYMOUS: gettext(
            "What you write is read first by these people. They black out what could say who "
            "you are:"
        ),
        Privacy.CONFIDENTIAL: gettext("These people read it:"),
        Privacy.NAMED: gettext("These people read what you write, too:"),
    }
    return [Promise(words[audience.privacy], audience.readers)]


def _totals(audience: Audience) -> list[Promise]:
    who = [words for role, words in _roles_in_words().items() if role in audience.see_totals]
    if not who:
        return []
    seen = gettext("Only counts of several people, and texts after they were checked, are seen by:")
    return [Promise(seen, tuple(who))]


def _roles_in_words() -> dict[Role, str]:
    return {
        Role.CO_DESIGNER: gettext("people with lived experience who work with the service"),
        Role.SERVICE_LEAD: gettext("the people who lead the service"),
    }


def _when(audience: Audience) -> str:
    if not audience.readers:
        return gettext("Nobody has the task yet to read it.")
    if audience.privacy is Privacy.ANONYMOUS:
        return ngettext(
            "A trained reader reads it within 2 working days after %(num)s person has answered.",
            "A trained reader reads it within 2 working days after %(num)s people have answered.",
            audience.group,
        )
    return gettext("A trained reader reads it within 2 working days.")


def _somebody_to_talk_to(service: Service) -> str:
    number = "\N{NO-BREAK SPACE}".join(service.phone.split())
    return gettext(
        "Would you like to talk to somebody by name? Call %(service)s on %(number)s.",
        service=service.name, number=number,
    )  # fmt: skip
