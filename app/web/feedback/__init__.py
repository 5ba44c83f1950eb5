"""What a person sees who answers one of the service's own forms: from the link to "thank you"."""

from flask import Flask

from app.web.feedback.leaving import bp as leaving
from app.web.feedback.links import bp as links
from app.web.feedback.pages import bp as pages
from app.web.feedback.questions import bp as questions
from app.web.feedback.reply import bp as reply

__all__ = ["init_feedback"]


def init_feedback(app: Flask) -> None:
    """Add the pages on which people answer forms."""
    for blueprint in (links, leaving, pages, questions, reply):
        app.register_blueprint(blueprint)
