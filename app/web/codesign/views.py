"""Where the workshop begins: every form of the service, and what waits for whom."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign
from app.codesign import UNFINISHED, Form, FormVersion, Freshness, Purpose, VersionState
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.records import own_services
from app.web.codesign.words import ABOUT_PURPOSES
from app.web.ui import requires, signed_in_user
from config import LANGUAGES

LONGEST_NAME = 80

bp = Blueprint("codesign", __name__, url_prefix="/codesign", template_folder="templates")


@dataclass(frozen=True)
class Listed:
    """A form in the list: what is live, what is written, and what waits."""

    form: Form
    live: FormVersion | None
    unfinished: FormVersion | None
    comments: int
    faults: int
    # For each language that is not ready, how many sentences have to be written or approved.
    languages: dict[str, int]


@bp.get("/")
@requires(Permission.READ_WORKSHOP)
def home() -> ResponseReturnValue:
    """Every form, with the version that is live and the one that is written."""
    services = own_services()
    forms = codesign.forms_of(db_session(), [service.id for service in services])
    comments = codesign.open_comments(db_session(), [form.id for form in forms])
    listed = [_listed(form, comments.get(form.id, 0)) for form in forms]
    return render_template("codesign/home.html", services=services, listed=listed)


@bp.route("/forms/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FORMS)
def new_form() -> ResponseReturnValue:
    """Make a form: what it is for, and what the team calls it."""
    services = own_services() or abort(404)
    if request.method != "POST":
        return _new_form_page()
    name = " ".join(request.form.get("name", "").replace("\0", "").split())[:LONGEST_NAME]
    purpose = next((one for one in Purpose if one == request.form.get("purpose")), None)
    service = next((one for one in services if str(one.id) == request.form.get("service")), None)
    if not (name and purpose and service):
        return _new_form_page(name=name, purpose=purpose, is_wrong=True)
    form = actions.make_form(
        db_session(), service.id, purpose, name, user=signed_in_user(), at=clock.now()
    )
    return redirect(url_for("codesign.editor.form", form_id=form.id), 303)


def _new_form_page(
    *, name: str = "", purpose: Purpose | None = None, is_wrong: bool = False
) -> ResponseReturnValue:
    return render_template(
        "codesign/new_form.html",
        services=own_services(),
        purposes=ABOUT_PURPOSES,
        name=name,
        purpose=purpose,
        faults=_faults(name, purpose) if is_wrong else [],
        longest=LONGEST_NAME,
    )


def _faults(name: str, purpose: Purpose | None) -> list[tuple[str, str]]:
    found = [] if purpose else [("purpose-prem", gettext("Choose what the form is for"))]
    return found if name else [*found, ("name", gettext("Give the form a name"))]


def _listed(form: Form, comments: int) -> Listed:
    versions = codesign.versions_of(db_session(), form.id)
    unfinished = next((one for one in versions if one.state in UNFINISHED), None)
    live = next((one for one in versions if one.state is VersionState.LIVE), None)
    faults = codesign.form_faults(unfinished.content, asks=form.purpose.asks) if unfinished else []
    languages = _unready(unfinished or live)
    return Listed(form, live, unfinished, comments, len(faults), languages)


def _unready(version: FormVersion | None) -> dict[str, int]:
    """How much there is to do in each language until everything can be released in it."""
    if version is None:
        return {}
    found = {}
    for language in LANGUAGES:
        if language != "en":
            rows = codesign.side_by_side(db_session(), version.form_id, version.content, language)
            found[language] = sum(row.freshness is not Freshness.APPROVED for row in rows)
    return {language: number for language, number in found.items() if number}
