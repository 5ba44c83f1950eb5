"""The pages, one package for each audience."""

from flask import Flask

from app.web.administrator import init_administrator
from app.web.auth import init_auth
from app.web.clinician import init_clinician
from app.web.codesign import init_codesign
from app.web.feedback import init_feedback
from app.web.feedback_reader import init_feedback_reader
from app.web.interviewer import init_interviewer
from app.web.postroom import init_postroom
from app.web.service_lead import init_service_lead
from app.web.service_user import init_service_user
from app.web.ui import LanguageEnvironment, init_headers, init_ui

__all__ = ["LanguageEnvironment", "add_pages"]


def add_pages(app: Flask) -> None:
    """Give the app its pages, and the ground of security that they stand on."""
    settings = app.config["HEARD"]
    init_ui(app, settings)
    init_auth(app, settings)
    init_service_user(app)
    init_feedback(app)
    init_clinician(app)
    init_codesign(app)
    init_service_lead(app)
    init_interviewer(app)
    init_feedback_reader(app)
    init_postroom(app)
    init_administrator(app)
    init_headers(app, settings)
