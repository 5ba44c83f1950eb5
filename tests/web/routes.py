"""The list of every page and who may open it, to be read by a person whenever it changes.

python -m tests.web.routes        writes tests/web/routes.txt anew; then read the difference
"""

from pathlib import Path

from flask import Flask

from app import create_app
from app.web.ui import Closed, FeedbackOnly, Public, Requires, SpaceOnly, VisitOnly, rule_of
from tests.databases import settings_for

FILE = Path(__file__).with_name("routes.txt")


def route_list(app: Flask) -> str:
    """One line for each address: methods, path, who may open it."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"{rule.rule:<58} {methods:<9} {_who(app, rule.endpoint)}")
    return "\n".join(sorted(lines)) + "\n"


def _who(app: Flask, endpoint: str) -> str:
    match rule_of(app, endpoint):
        case Public(why, True):
            return f"anybody, even without the database: {why}"
        case Public(why):
            return f"anybody: {why}"
        case VisitOnly():
            return "visit"
        case FeedbackOnly():
            return "whoever began to answer a form"
        case SpaceOnly():
            return "space"
        case Requires(permission):
            return f"staff who may {permission}"
        case Closed(why):
            return f"nobody: {why}"
        case _:
            return "NOT DECLARED"


if __name__ == "__main__":
    FILE.write_text(route_list(create_app(settings_for("sqlite://"))))
