"""A kind word, once, where a text looks as if it could say who wrote it. It keeps nobody from
sending it, and changes nothing that was written."""

from babel.lists import format_list
from flask_babel import gettext

from app import clock, feedback
from app.codesign import DECLINED, Privacy
from app.extensions import db_session
from app.feedback import Sign
from app.web.feedback.answering import Answering
from app.web.ui import language


def warning_for(answering: Answering) -> str:
    """What in their texts could say who they are, in words; nothing where they are known anyway,
    or were told before."""
    if answering.content.privacy is Privacy.NAMED or answering.given.warned:
        return ""
    texts = [
        answer[0]
        for question in answering.asked
        if question.kind.is_text
        and (answer := answering.answers.get(question.key)) not in (None, (), (DECLINED,))
    ]
    if not texts:
        return ""
    staff = feedback.staff_names(db_session(), answering.ticket.form.service, on=clock.today())
    found = {sign for text in texts for sign in feedback.identifying_signs(text, staff)}
    return format_list(
        [words for sign, words in _in_words().items() if sign in found], locale=language()
    )


def _in_words() -> dict[Sign, str]:
    return {
        Sign.OWN_NAME: gettext("your name"),
        Sign.STAFF_NAME: gettext("the name of somebody who works here"),
        Sign.PHONE: gettext("a phone number"),
        Sign.EMAIL: gettext("an email address"),
        Sign.NHS_NUMBER: gettext("an NHS number"),
        Sign.BIRTH_DATE: gettext("a date"),
    }
