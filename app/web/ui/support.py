"""What somebody reads whose answer speaks of danger: the box itself, wherever it is shown (SAF-03).

It is the same on the page that asks, on those after it, and where a service tries out its words.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from babel import Locale
from flask import current_app
from flask_babel import gettext
from markupsafe import Markup

from app.risk import ContactWish, CrisisText
from app.web.ui.languages import language, speaking
from app.web.ui.moments import moment_in_words


def wishes_in_words() -> dict[ContactWish, str]:
    """What can be wished for, as its button says it."""
    return {
        ContactWish.ANY_TIME: gettext("As soon as you can"),
        ContactWish.MORNING: gettext("In the morning"),
        ContactWish.AFTERNOON: gettext("In the afternoon"),
        ContactWish.NO: gettext("No thank you"),
    }


@dataclass(frozen=True)
class Line:
    """The telephone of the service's own crisis team."""

    name: str
    phone: str
    hours: str

    @property
    def address(self) -> str:
        """What a phone dials."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def number(self) -> str:
        """The number in one piece: its parts would change places where text runs to the left."""
        return "\N{NO-BREAK SPACE}".join(self.phone.split())


@dataclass(frozen=True)
class Choice:
    """One small form of buttons: where it goes, what was said, and what can be."""

    name: str
    address: str
    question: str
    options: dict[str, str]
    chosen: str | None = None
    said: str = ""


@dataclass(frozen=True)
class Support:
    """The box. Not shown, it waits in the page for an answer that calls for it."""

    # By when the team should see it, as a sentence.
    seen: str = ""
    words: CrisisText | None = None
    is_shown: bool = True
    is_open: bool = True
    among_questions: bool = False
    stop_address: str = ""
    back: str = ""
    choices: list[Choice] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """Short and warm."""
        return self.words.heading if self.words else gettext("You matter to us")

    @property
    def paragraphs(self) -> list[str]:
        """The service's own words, or ours."""
        if self.words:
            return [line for line in self.words.body.splitlines() if line.strip()]
        return [
            gettext(
                "Thank you for telling us. You do not have to be alone with this. "
                "You can talk to somebody now."
            )
        ]

    @property
    def tongue(self) -> str | None:
        """The language of the service's words, where it is not the page's."""
        return self.words.language if self.words and self.words.language != language() else None

    @property
    def direction(self) -> str:
        """Which way those words are read."""
        return Locale.parse(self.tongue or language()).text_direction

    @property
    def line(self) -> Line | None:
        """The service's own line; else the one that this installation names, if it does."""
        if self.words and self.words.line_phone:
            return Line(self.words.line_name, self.words.line_phone, self.words.line_hours)
        settings = current_app.config["HEARD"]
        if not settings.crisis_team_phone:
            return None
        return Line(
            settings.crisis_team_name, settings.crisis_team_phone, settings.crisis_team_hours
        )


def support_picture(words: CrisisText | None, language_of_words: str, seen_by: datetime) -> Markup:
    """The box as somebody who reads this language sees it on a phone. Nothing in it works."""
    with speaking(language_of_words):
        page: Any = current_app.jinja_env.get_template("ui/support_preview.html").module
        picture: Markup = page.picture(_example(words, seen_by))
    return picture


def _example(words: CrisisText | None, seen_by: datetime) -> Support:
    when = gettext("Your team should see it by %(when)s.", when=moment_in_words(seen_by))
    question = gettext("Would you like us to contact you?")
    options = {wish.value: words for wish, words in wishes_in_words().items()}
    wish = Choice("wish", "", question, options)
    return Support(seen=when, words=words, among_questions=True, stop_address="#", choices=[wish])
