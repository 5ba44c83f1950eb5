"""What all pages share: access rules, sessions, headers, limits, layouts and questions."""

from flask import Flask

from app.web.ui.access import (
    Closed,
    FeedbackOnly,
    NoSpace,
    NoVisit,
    Public,
    Requires,
    Rule,
    SpaceOnly,
    VisitOnly,
    ask_to_sign_in,
    declare,
    feedback_only,
    init_access,
    public,
    refuse,
    requires,
    rule_of,
    signed_in_user,
    space_only,
    visit_only,
)
from app.web.ui.browser_secret import find_secret, give_secret, take_secret
from app.web.ui.components import nhs
from app.web.ui.errors import error_page, init_errors, note_fault
from app.web.ui.forms import (
    answer_in_words,
    field_of,
    form_question,
    form_questions,
    form_tongue,
    our_tongue,
    read_answers,
    said_rows,
    screens,
)
from app.web.ui.fresh import fresh_sign_in
from app.web.ui.headers import csp_nonce, holds_frames, init_headers, may_be_framed
from app.web.ui.languages import language, language_name, remember_language, speak, speaking
from app.web.ui.look import asset, init_look
from app.web.ui.moments import moment_in_words
from app.web.ui.names import user_names
from app.web.ui.pace import seconds_for, seconds_for_form
from app.web.ui.places import Place, add_place, init_places, places_for
from app.web.ui.qr import qr_code
from app.web.ui.questions import all_questions, foreign, introduction, one_question
from app.web.ui.rates import init_rates, may_try, slow_down, visitor
from app.web.ui.sessions import BrowserSession, browser_session, init_sessions
from app.web.ui.support import Choice, Support, support_picture, wishes_in_words
from app.web.ui.templating import LanguageEnvironment
from config import Settings

__all__ = [
    "BrowserSession",
    "Choice",
    "Closed",
    "FeedbackOnly",
    "LanguageEnvironment",
    "NoSpace",
    "NoVisit",
    "Place",
    "Public",
    "Requires",
    "Rule",
    "SpaceOnly",
    "Support",
    "VisitOnly",
    "add_place",
    "all_questions",
    "answer_in_words",
    "ask_to_sign_in",
    "asset",
    "browser_session",
    "csp_nonce",
    "declare",
    "error_page",
    "feedback_only",
    "field_of",
    "find_secret",
    "foreign",
    "form_question",
    "form_questions",
    "form_tongue",
    "fresh_sign_in",
    "give_secret",
    "holds_frames",
    "init_access",
    "init_headers",
    "init_rates",
    "init_sessions",
    "init_ui",
    "introduction",
    "language",
    "language_name",
    "may_be_framed",
    "may_try",
    "moment_in_words",
    "nhs",
    "note_fault",
    "one_question",
    "our_tongue",
    "places_for",
    "public",
    "qr_code",
    "read_answers",
    "refuse",
    "remember_language",
    "requires",
    "rule_of",
    "said_rows",
    "screens",
    "seconds_for",
    "seconds_for_form",
    "signed_in_user",
    "slow_down",
    "space_only",
    "speak",
    "speaking",
    "support_picture",
    "take_secret",
    "user_names",
    "visit_only",
    "visitor",
    "wishes_in_words",
]


def init_ui(app: Flask, settings: Settings) -> None:
    """Sessions, limits, access rules, layouts and error pages: before any page is added."""
    init_sessions(app, settings)
    init_rates(app)
    init_access(app)
    init_look(app)
    init_errors(app)
    init_places(app)
