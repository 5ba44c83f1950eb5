"""The board: what people chose and wrote in the experience form, for leads and co-designers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign, feedback, reports
from app.care import Service
from app.codesign import Form, Question
from app.extensions import db_session
from app.feedback import ReleasedComment
from app.reports import FEWEST_FORMS, ExperienceReport
from app.security import Permission
from app.web.service_lead.records import due_in, experience_forms, own_services, shown_service
from app.web.ui import refuse, requires, signed_in_user

bp = Blueprint("experience", __name__, url_prefix="/service/experience")


@dataclass
class Asked:
    """A question in the words that people saw, with the comments that may stand beside it."""

    question: Question | None
    comments: list[ReleasedComment] = field(default_factory=list)


@bp.get("")
@requires(Permission.READ_EXPERIENCE)
def board() -> ResponseReturnValue:
    """What people chose: the newest period question by question, and how it was before."""
    service = shown_service()
    forms = experience_forms(service)
    form = _shown_form(forms)
    report = ExperienceReport()
    if form:
        report = reports.experience_report(db_session(), form, today=clock.today())
    return render_template(
        "service_lead/experience.html",
        service=service, services=own_services(), forms=forms, form=form, report=report,
        due=due_in(service), fewest_forms=FEWEST_FORMS,
    )  # fmt: skip


@bp.get("/comments")
@requires(Permission.READ_EXPERIENCE)
def comments() -> ResponseReturnValue:
    """What people wrote and a reader has released, by question or by theme."""
    return _comments_page(shown_service())


@bp.post("/comments/<uuid:comment_id>/themes")
@requires(Permission.REVIEW_EXPERIENCE)
def set_themes(comment_id: UUID) -> ResponseReturnValue:
    """What a comment is about, as somebody sees it."""
    service = shown_service()
    found = next(
        (one for form in experience_forms(service) for one in _released(form)
         if one.id == comment_id), None,
    ) or refuse(comment_id)  # fmt: skip
    chosen = request.form.getlist("themes", type=UUID)
    # As it was when the page was made: what somebody else has added since stays.
    seen = frozenset(request.form.getlist("seen", type=UUID))
    actions.set_themes(
        db_session(), found.seen_with(seen), chosen, user=signed_in_user(), at=clock.now()
    )
    flash(gettext("Saved."))
    names = ("form", "theme", "service")
    back = {name: request.args[name] for name in names if name in request.args}
    return redirect(f"{url_for('.comments')}?{urlencode(back)}#c-{comment_id}", 303)


@bp.post("/themes")
@requires(Permission.REVIEW_EXPERIENCE)
def add_theme() -> ResponseReturnValue:
    """A theme for the service's list."""
    service, name = shown_service(), request.form.get("name", "").replace("\0", "")
    try:
        actions.add_theme(db_session(), service.id, name, user=signed_in_user(), at=clock.now())
    except actions.NotAChange:
        return _comments_page(service, name, gettext("Write a name of 60 letters or fewer"))
    except actions.ThemeIsThere:
        return _comments_page(service, name, gettext("There is a theme of this name"))
    flash(gettext("Added to the themes."))
    return redirect(url_for(".comments", service=service.id), 303)


def _comments_page(service: Service, name: str = "", fault: str = "") -> ResponseReturnValue:
    forms = experience_forms(service)
    form = _shown_form(forms)
    themes = feedback.themes_of(db_session(), service.id)
    every = _released(form) if form else []
    wanted = request.args.get("theme")
    theme = next((one for one in themes if str(one.id) == wanted), None)
    return render_template(
        "service_lead/experience_comments.html",
        service=service, services=own_services(), forms=forms, form=form, themes=themes,
        theme=theme, numbers={one.id: sum(one.id in c.themes for c in every) for one in themes},
        asked=_by_question(form, [c for c in every if theme is None or theme.id in c.themes]),
        total=len(every), may_sort=signed_in_user().may(Permission.REVIEW_EXPERIENCE),
        name=name, faults={"name": [fault]} if fault else {}, longest=actions.LONGEST_THEME,
    )  # fmt: skip


def _released(form: Form) -> list[ReleasedComment]:
    """What was released, except beside questions that only few may have been asked (EQ-04)."""
    report = reports.experience_report(db_session(), form, today=clock.today())
    contents = _contents(form)
    return [
        one
        for one in feedback.released_comments(db_session(), form.id)
        if (question := contents[one.version].find(one.question)) is None
        or report.shows_comments_to(question, one.month)
    ]


def _by_question(form: Form | None, comments: Iterable[ReleasedComment]) -> list[Asked]:
    """The comments under their questions, the newest form's first; other words stand apart."""
    if form is None:
        return []
    contents = _contents(form)
    found: dict[Question | None, Asked] = {}
    for content in contents.values():
        for question in content.asked:
            if question.kind.is_text:
                found.setdefault(question, Asked(question))
    for one in comments:
        known = contents[one.version].find(one.question)
        found.setdefault(known, Asked(known)).comments.append(one)
    return [one for one in found.values() if one.comments]


def _contents(form: Form) -> dict[int, codesign.FormContent]:
    """What each version says, the newest first."""
    return {one.version: one.content for one in codesign.versions_of(db_session(), form.id)}


def _shown_form(forms: list[Form]) -> Form | None:
    """The form that the address names, or the first one."""
    wanted = request.args.get("form")
    if wanted is None:
        return next(iter(forms), None)
    return next((one for one in forms if str(one.id) == wanted), None) or refuse(wanted)
