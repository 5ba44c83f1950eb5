"""Colleagues who see a client: handing over, and cover while somebody is away."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, clock
from app.care import (
    CareRelationship,
    Client,
    Clinician,
    Days,
    Relation,
    SharingFault,
    SharingRefused,
)
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.course_forms import ColleagueForm, CoverForm, HandOverForm
from app.web.clinician.course_words import SHARING_FAULTS
from app.web.clinician.records import client_or_404, open_record
from app.web.ui import requires

bp = Blueprint("colleagues", __name__, url_prefix="/clients/<uuid:client_id>/colleagues")


@bp.route("/hand-over", methods=["GET", "POST"])
@requires(Permission.SHARE_CLIENTS)
def hand_over(client_id: UUID) -> ResponseReturnValue:
    """From a day on, the client is a colleague's."""
    clinician, client = client_or_404(client_id)
    form, found = HandOverForm(), _relationships(client)
    form.offer_own([r for r in found if care.can_be_handed_over(r, clock.today())])
    form.offer(_colleagues(clinician, found))
    is_asked = _may_share(clinician, found) and form.validate_on_submit()
    if is_asked and _is_done(form, lambda: _hand_over(clinician, form)):
        return _after(clinician, client, gettext("The client is handed over."))
    return _page(clinician, client, "colleagues_hand_over", form, found)


@bp.route("/cover", methods=["GET", "POST"])
@requires(Permission.SHARE_CLIENTS)
def cover(client_id: UUID) -> ResponseReturnValue:
    """A colleague sees the client too, between two days."""
    clinician, client = client_or_404(client_id)
    form, found = CoverForm(), _relationships(client)
    form.offer(_colleagues(clinician, found))
    is_asked = _may_share(clinician, found) and form.validate_on_submit()
    if is_asked and _is_done(form, lambda: _cover(clinician, client, form)):
        return _after(clinician, client, gettext("Cover is arranged."))
    return _page(clinician, client, "colleagues_cover", form, found)


@bp.post("/<uuid:relationship_id>/withdraw")
@requires(Permission.SHARE_CLIENTS)
def withdraw(client_id: UUID, relationship_id: UUID) -> ResponseReturnValue:
    """Cover ends, or what was planned is called off."""
    clinician, client = client_or_404(client_id)
    shared = care.find_relationship(db_session(), client, relationship_id) or abort(404)
    try:
        actions.withdraw(db_session(), shared, clinician=clinician, at=clock.now())
    except SharingRefused as refused:
        return _after(clinician, client, str(SHARING_FAULTS[refused.fault]))
    return _after(clinician, client, gettext("It is called off."))


def _relationships(client: Client) -> list[CareRelationship]:
    return care.relationships_of(db_session(), client, on=clock.today())


def _colleagues(clinician: Clinician, found: Sequence[CareRelationship]) -> list[Clinician]:
    """Of the service of the client's own clinician, who need not be the one who asks."""
    own = next((one.clinician for one in found if one.relation is Relation.OWN), clinician)
    return care.colleagues_of(db_session(), own, Days(clock.today()))


def _may_share(clinician: Clinician, found: Sequence[CareRelationship]) -> bool:
    return care.may_share(found, clinician, clock.today())


def _hand_over(clinician: Clinician, form: HandOverForm) -> None:
    session, own, on = db_session(), form.handed_over, form.day.data
    actions.hand_over(session, own, form.chosen, on=on, clinician=clinician, at=clock.now())


def _cover(clinician: Clinician, client: Client, form: CoverForm) -> None:
    session, days = db_session(), Days(form.day.data, form.last_day.data)
    actions.arrange_cover(session, client, form.chosen, days, clinician=clinician, at=clock.now())


def _is_done(form: HandOverForm | CoverForm, do: Callable[[], None]) -> bool:
    """Whether it could be done; if not, the form says why."""
    try:
        do()
    except SharingRefused as refused:
        form.refuse(refused.fault)
        return False
    return True


def _after(clinician: Clinician, client: Client, words: str) -> ResponseReturnValue:
    """Back to the client, or to the caseload for who does not see them any more."""
    flash(words)
    today: date = clock.today()
    if care.find_client(db_session(), client.id, seen_by=clinician, on=today):
        return redirect(url_for("clinician.courses.everything", client_id=client.id), 303)
    return redirect(url_for("clinician.home"), 303)


def _page(
    clinician: Clinician,
    client: Client,
    template: str,
    form: ColleagueForm,
    found: Sequence[CareRelationship],
) -> ResponseReturnValue:
    open_record(client, template)
    return render_template(
        f"clinician/{template}.html",
        client=client,
        now=clock.now(),
        form=form,
        may_share=_may_share(clinician, found),
        refusal=SHARING_FAULTS[SharingFault.NOT_THEIRS],
    )
