"""What each pathway asks and when: to read, to change, and to go back to."""

from itertools import zip_longest
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, clock, instruments, scheduling
from app.care import Pathway
from app.extensions import db_session
from app.scheduling import MeasurePlan, Occasion
from app.security import Permission
from app.web.administrator.course import whole_course
from app.web.administrator.drafts import OCCASIONS, PlanDraft
from app.web.administrator.plan_words import OCCASION_HINTS, OCCASION_NAMES
from app.web.administrator.records import (
    names_of,
    own_services,
    pathway_or_404,
    pathways_of,
    plan_versions,
)
from app.web.administrator.typed import LONGEST_REASON, begin_with
from app.web.ui import requires, seconds_for, signed_in_user

bp = Blueprint("plans", __name__, url_prefix="/plans")
STEPS = {"up": -1, "down": 1}


@bp.get("")
@requires(Permission.MANAGE_PLANS)
def every() -> ResponseReturnValue:
    """Every pathway with its plan, service by service."""
    services = own_services()
    pathways = pathways_of(services)
    plans = scheduling.newest_plans(db_session(), [pathway.id for pathway in pathways])
    return render_template(
        "administrator/plans.html",
        services=services,
        pathways=pathways,
        plans=plans,
        names=names_of(list(plans.values())),
    )


@bp.route("/<uuid:pathway_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLANS)
def plan(pathway_id: UUID) -> ResponseReturnValue:
    """Change what a pathway asks; before it is saved, see what that asks of a person."""
    pathway = pathway_or_404(pathway_id)
    versions = plan_versions(pathway)
    if request.method == "GET":
        return _form(pathway, versions, _first_draft(pathway, versions))
    draft, doing = PlanDraft.typed(request.form), request.form.get("do", "")
    if doing in ("preview", "save"):
        return _check(pathway, versions, draft, save=doing == "save")
    return _form(pathway, versions, _rewritten(draft, doing))


@bp.get("/<uuid:pathway_id>/history")
@requires(Permission.MANAGE_PLANS)
def history(pathway_id: UUID) -> ResponseReturnValue:
    """Every version of the plan: who changed what, when and why."""
    pathway = pathway_or_404(pathway_id)
    versions = plan_versions(pathway)
    pairs = list(zip_longest(versions, versions[1:]))
    return render_template(
        "administrator/plan_history.html", pathway=pathway, pairs=pairs, names=names_of(versions)
    )


def _check(
    pathway: Pathway, versions: list[MeasurePlan], draft: PlanDraft, *, save: bool
) -> ResponseReturnValue:
    """Show what is wrong, or what it comes to, or save it."""
    newest = versions[0] if versions else None
    if draft.changes != (newest.version if newest else 0):
        return _conflict(pathway, draft)
    if faults := draft.faults(newest.plan if newest else None):
        return _form(pathway, versions, draft, faults)
    return _save(pathway, draft) if save else _preview(pathway, newest, draft)


def _form(
    pathway: Pathway, versions: list[MeasurePlan], draft: PlanDraft,
    faults: dict[str, list[str]] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    return render_template(
        "administrator/plan.html",
        pathway=pathway,
        versions=versions,
        draft=draft,
        faults=faults or {},
        occasions=OCCASIONS,
        occasion_names=OCCASION_NAMES,
        occasion_hints=OCCASION_HINTS,
        questions={key: len(instruments.get_instrument(key).items) for key in instruments.keys()},
        locked=_locked(pathway),
        withdrawn=_withdrawn(pathway),
        shipped=scheduling.shipped_plans(),
        suggested=scheduling.shipped_plan_for(pathway.name),
        longest_reason=LONGEST_REASON,
        moved=_moved(request.form.get("do", "")),
    )


def _preview(pathway: Pathway, newest: MeasurePlan | None, draft: PlanDraft) -> ResponseReturnValue:
    course = whole_course(draft.plan, seconds_for)
    return render_template(
        "administrator/plan_preview.html",
        pathway=pathway,
        newest=newest,
        draft=draft,
        occasions=OCCASIONS,
        occasion_names=OCCASION_NAMES,
        course=course,
        locked=sorted(_locked(pathway) & course.measures),
        withdrawn=sorted(_withdrawn(pathway) & course.measures),
    )


def _save(pathway: Pathway, draft: PlanDraft) -> ResponseReturnValue:
    session, known = db_session(), scheduling.askable_keys()
    try:
        actions.change_plan(
            session, pathway.id, draft.plan, known=known, changes=draft.changes,
            reason=draft.reason, by=signed_in_user().actor, at=clock.now(),
        )  # fmt: skip
    except actions.SomebodyChangedIt:
        return _conflict(pathway_or_404(pathway.id), draft)
    flash(gettext("The plan is saved. It counts from now on, for everybody on this pathway."))
    return redirect(url_for(".every"), 303)


def _conflict(pathway: Pathway, draft: PlanDraft) -> ResponseReturnValue:
    """Somebody else has saved a plan since: what they changed, and what was typed here."""
    versions = plan_versions(pathway)
    before = next((v for v in versions if v.version == draft.changes), None)
    page = render_template(
        "administrator/plan_conflict.html",
        pathway=pathway,
        newest=versions[0] if versions else None,
        before=before,
        draft=draft,
        occasions=OCCASIONS,
        names=names_of(versions[:1]),
    )
    return page, 409


def _first_draft(pathway: Pathway, versions: list[MeasurePlan]) -> PlanDraft:
    """The plan in use; the older one that was asked for; or the one that a pathway starts from."""
    shown, reason = begin_with(versions)
    if shown is None:
        return PlanDraft.of(scheduling.shipped_plan_for(pathway.name).plan, changes=0)
    return PlanDraft.of(shown.plan, changes=versions[0].version, reason=reason)


def _rewritten(draft: PlanDraft, doing: str) -> PlanDraft:
    """The form after one of its buttons: a shipped plan in it, or one questionnaire moved."""
    if doing == "fill":
        wanted = request.form.get("shipped")
        found = next((s.plan for s in scheduling.shipped_plans() if s.key == wanted), None)
        if found:
            return PlanDraft.of(found, changes=draft.changes, reason=draft.reason)
    if moved := _moved(doing):
        return draft.moved(*moved)
    return draft


def _moved(doing: str) -> tuple[Occasion, str, int] | None:
    """Which questionnaire of which occasion a button moves, and how far: "up start phq9"."""
    way, _, rest = doing.partition(" ")
    occasion, _, key = rest.partition(" ")
    if way not in STEPS or occasion not in set(OCCASIONS):
        return None
    return Occasion(occasion), key, STEPS[way]


def _locked(pathway: Pathway) -> set[str]:
    """The questionnaires whose owners ask for a licence that the service has not recorded."""
    unlocked = care.unlocked_measures(db_session(), pathway.service_id)
    return set(instruments.keys()) - {i.key for i in unlocked} - _withdrawn(pathway)


def _withdrawn(pathway: Pathway) -> set[str]:
    """The questionnaires that the service has withdrawn."""
    return care.withdrawn_measures(db_session(), pathway.service_id)
