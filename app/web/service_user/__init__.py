"""What a person in therapy sees: from the link on their phone to "thank you"."""

from flask import Flask

from app.web.service_user.check_in import bp as check_in
from app.web.service_user.everywhere import bp as everywhere
from app.web.service_user.links import bp as links
from app.web.service_user.questionnaire import bp as questionnaire
from app.web.service_user.visit import init_visits

__all__ = ["init_service_user"]


def init_service_user(app: Flask) -> None:
    """Add the pages for people in therapy."""
    for pages in (everywhere, links, check_in, questionnaire):
        app.register_blueprint(pages)
    init_visits(app)
