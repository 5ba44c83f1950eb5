"""The administrator's pages: what each pathway asks, the words of messages, working hours."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.administrator import (
    calendar,
    calendar_words,
    crisis_words,
    jobs,
    plans,
    reports,
    texts,
    views,
    withdrawal_words,
    withdrawals,
)
from app.web.administrator.plan_words import FILTERS
from app.web.administrator.signs import comma
from app.web.ui import Place, add_place

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.register_blueprint(plans.bp)
views.bp.register_blueprint(texts.bp)
views.bp.register_blueprint(jobs.bp)
views.bp.register_blueprint(withdrawals.bp)
views.bp.register_blueprint(reports.bp)
views.bp.register_blueprint(crisis_words.bp)
views.bp.register_blueprint(calendar.bp)
views.bp.context_processor(lambda: {"comma": comma})


def init_administrator(app: Flask) -> None:
    """Add the administrator's pages."""
    app.jinja_env.filters |= FILTERS | withdrawal_words.FILTERS | calendar_words.FILTERS
    app.register_blueprint(views.bp)
    add_place(app, Place("administrator.home", _l("Administration"), Permission.MANAGE_PLANS))
