"""What a person in therapy sees: from the link on their phone to "thank you"."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.web.service_user.check_in import bp as check_in
from app.web.service_user.codes import bp as codes
from app.web.service_user.everywhere import bp as everywhere
from app.web.service_user.links import bp as links
from app.web.service_user.preferences import bp as preferences
from app.web.service_user.problem import bp as problem
from app.web.service_user.questionnaire import bp as questionnaire
from app.web.service_user.space import init_space
from app.web.service_user.stopped import init_stopped
from app.web.service_user.visit import init_visits
from app.web.service_user.wishes import bp as wishes

__all__ = ["init_service_user"]


class Place(IntegerConverter):
    """Which questionnaire of a check-in. A number that no database could hold is no place."""

    regex = "[0-9]{1,2}"


def init_service_user(app: Flask) -> None:
    """Add the pages for people in therapy."""
    app.url_map.converters["place"] = Place
    every = (everywhere, links, codes, check_in, preferences, problem, questionnaire, wishes)
    for pages in every:
        app.register_blueprint(pages)
    init_visits(app)
    init_space(app)
    init_stopped(app)
