"""A visit: what someone may do in this browser after they pressed the button behind their link."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, Response, abort, render_template, session
from flask.typing import ResponseReturnValue

from app.web.ui import NoVisit, browser_session


@dataclass(frozen=True)
class Visit:
    """May add answers to one check-in, and see those that it gave itself."""

    id: UUID
    check_in_id: UUID


class VisitIsOver(NoVisit):
    """Nothing happened for so long that the page was closed. What was saved is safe."""


def remember(visit: Visit, *, keep: tuple[str, ...] = ()) -> None:
    """Remember the visit in this browser, and forget everything else that it knew, but perhaps
    this."""
    browser_session().rotate(keep=keep)
    session["visit"] = {"id": str(visit.id), "check_in": str(visit.check_in_id)}


def find_visit() -> Visit | None:
    """The visit that this browser is on, unless it was quiet for too long."""
    return None if browser_session().expired_idle else _visit()


def get_visit(check_in_id: UUID, *, only_adds: bool = False) -> Visit:
    """The visit to this check-in. Somebody else's check-in is not found.

    After a quiet time nothing is shown any more, but what is still sent may be added: nobody
    loses an answer to a clock.
    """
    visit = _visit()
    if visit is None or (browser_session().expired_idle and not only_adds):
        raise VisitIsOver
    if visit.check_in_id != check_in_id:
        abort(404)
    return visit


def _visit() -> Visit | None:
    found = session.get("visit")
    return Visit(UUID(found["id"]), UUID(found["check_in"])) if found else None


def init_visits(app: Flask) -> None:
    """Say kindly that a visit is over, or that there is none here."""
    app.register_error_handler(NoVisit, _closed)


def _closed(_error: NoVisit) -> ResponseReturnValue:
    # A visit that was left has left nothing to know it by: only a quiet one can be told apart.
    page = render_template("service_user/closed.html", is_quiet=browser_session().expired_idle)
    return Response(page, 403)
