"""Who may open which page. Every endpoint says so; one that does not is refused (SEC-33)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from app import actions, clock
from app.extensions import SAFE_METHODS, act_as_workshop, db_session
from app.security import Permission, User
from app.web.ui.sessions import browser_session

RULE = "_access_rule"
LONGEST_REFUSED = 200


@dataclass(frozen=True)
class Public:
    """Anybody may open it, and this is why that is right."""

    why: str
    without_database: bool = False
    takes_json: bool = False


@dataclass(frozen=True)
class VisitOnly:
    """Only someone who started from an invitation link."""


@dataclass(frozen=True)
class FeedbackOnly:
    """Only someone who has a ticket to answer a form of the service, and began in this browser."""


@dataclass(frozen=True)
class SpaceOnly:
    """Only a person in therapy who signed in to their own space with a code."""


@dataclass(frozen=True)
class Requires:
    """Only someone signed in who may do this."""

    permission: Permission


@dataclass(frozen=True)
class Closed:
    """Nobody: a library brings the page, and this is why we do not want it."""

    why: str


Rule = Public | VisitOnly | FeedbackOnly | SpaceOnly | Requires | Closed
Decorator = Callable[[RouteCallable], RouteCallable]


class NoVisit(Forbidden):
    """This page needs something that was started from its link, and there is none."""


class NoSpace(Forbidden):
    """This page is for who signed in with a code, and nobody did in this browser."""


def public(why: str, *, without_database: bool = False, takes_json: bool = False) -> Decorator:
    """Let everybody in. With `without_database` even while the database does not answer.

    `takes_json` is for another computer, which sends no forms and must look at what it is given.
    """
    return _marker(Public(why, without_database, takes_json))


def visit_only(view: RouteCallable) -> RouteCallable:
    """Let in who started from an invitation link, and nobody else."""
    return _marker(VisitOnly())(view)


def feedback_only(view: RouteCallable) -> RouteCallable:
    """Let in who began to answer a form of the service in this browser, and nobody else."""
    return _marker(FeedbackOnly())(view)


def space_only(view: RouteCallable) -> RouteCallable:
    """Let in who signed in to their own space with a code, and nobody else."""
    return _marker(SpaceOnly())(view)


def requires(permission: Permission) -> Decorator:
    """Let in who is signed in and may do this."""
    return _marker(Requires(permission))


def init_access(app: Flask) -> None:
    """Ask the rule of each endpoint before it runs."""
    app.extensions["access_rules"] = {}
    app.before_request(_guard)


def declare(app: Flask, rules: Mapping[str, Rule]) -> None:
    """Give rules to endpoints that are not ours to decorate."""
    app.extensions["access_rules"].update(rules)


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The endpoint's rule, if it has one."""
    declared: Rule | None = app.extensions["access_rules"].get(endpoint)
    return declared or getattr(app.view_functions.get(endpoint), RULE, None)


def signed_in_user() -> User:
    """Who is signed in. For views behind `requires`."""
    user: User = current_user._get_current_object()
    return user


def refuse(asked_for: object) -> NoReturn:
    """As if there were no such page (SEC-34); the trail knows who looked for it."""
    by, page = signed_in_user().actor, f"{request.endpoint} {asked_for}"[:LONGEST_REFUSED]
    actions.record_refusal(db_session(), page, by=by, at=clock.now())
    abort(404)


def _marker(rule: Rule) -> Decorator:
    def mark(view: RouteCallable) -> RouteCallable:
        setattr(view, RULE, rule)
        return view

    return mark


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    if _comes_from_elsewhere():
        abort(400)
    rule = rule_of(current_app, request.endpoint)
    if request.is_json and request.method not in SAFE_METHODS and not _takes_json(rule):
        # Our pages send forms. JSON would bring lists, numbers and half characters into fields.
        abort(415)
    return _apply(rule)


def _takes_json(rule: Rule | None) -> bool:
    return isinstance(rule, Public) and rule.takes_json


def _apply(rule: Rule | None) -> ResponseReturnValue | None:
    match rule:
        case Public():
            browser_session().forgiving = rule.without_database
        case VisitOnly() if "visit" not in session:
            raise NoVisit()
        case FeedbackOnly() if "feedback" not in session:
            raise NoVisit()
        case SpaceOnly() if "space" not in session:
            raise NoSpace()
        case Requires():
            return _guard_staff(rule.permission)
        case Closed():
            abort(404)
        case None:
            current_app.logger.error("%s has no access rule", request.endpoint)
            abort(403)
    return None


def _guard_staff(permission: Permission) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    user = signed_in_user()
    if not user.may(permission):
        actions.record_refusal(db_session(), str(request.endpoint), by=user.actor, at=clock.now())
        abort(403)
    if user.only_writes_forms:
        act_as_workshop()
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """Send the visitor to the sign-in page, and back here afterwards."""
    back = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    timed_out = "yes" if browser_session().expired_idle else None
    return redirect(url_for("security.login", next=back, timed_out=timed_out))


def _comes_from_elsewhere() -> bool:
    """Whether another site sent this form: a second lock beside the CSRF token."""
    if request.method in SAFE_METHODS:
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
