"""The administrator's pages: what each pathway asks, the words of messages, working hours."""

from flask import Flask, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.administrator import (
    calendar,
    calendar_words,
    crisis_words,
    jobs,
    plans,
    reports,
    text_approvals,
    texts,
    views,
    withdrawal_words,
    withdrawals,
)
from app.web.administrator.plan_words import FILTERS
from app.web.administrator.signs import comma
from app.web.ui import Place, add_place, signed_in_user

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.register_blueprint(plans.bp)
views.bp.register_blueprint(text_approvals.bp)
views.bp.register_blueprint(texts.bp)
views.bp.register_blueprint(jobs.bp)
views.bp.register_blueprint(withdrawals.bp)
views.bp.register_blueprint(reports.bp)
views.bp.register_blueprint(crisis_words.bp)
views.bp.register_blueprint(calendar.bp)
views.bp.context_processor(
    lambda: {
        "comma": comma,
        "administers": _administers,
        "may_approve": lambda: signed_in_user().may(Permission.APPROVE_TEXTS),
        "way_back": _way_back,
    }
)


def init_administrator(app: Flask) -> None:
    """Add the administrator's pages."""
    app.jinja_env.filters |= FILTERS | withdrawal_words.FILTERS | calendar_words.FILTERS
    app.register_blueprint(views.bp)
    add_place(app, Place("administrator.home", _l("Administration"), Permission.MANAGE_PLANS))


def _administers() -> bool:
    """Whether the reader is an administrator. Co-designers come here too, to write texts."""
    return signed_in_user().may(Permission.MANAGE_PLANS)


def _way_back() -> tuple[str, str]:
    """Where the reader came from: the workshop, for who only writes."""
    if _administers():
        return url_for("administrator.home"), gettext("Back to administration")
    return url_for("codesign.texts.every"), gettext("Back to the workshop")
