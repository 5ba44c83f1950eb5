"""Withdrawing a questionnaire, a translation or a message at once, and asking it again (SAF-23)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, instruments, outbox
from app.actions import Withdrawal
from app.care import Service
from app.extensions import db_session
from app.outbox import Channel, MessageKind
from app.security import Permission
from app.web.administrator.records import (
    approved_languages,
    find_withdrawal,
    own_services,
    service_or_404,
    withdrawals_of,
    withdrawers,
)
from app.web.administrator.typed import LONGEST_REASON, reason_in
from app.web.administrator.withdrawal_words import message_name, narrowed_name
from app.web.ui import requires, signed_in_user
from config import LANGUAGES

bp = Blueprint("withdrawals", __name__, url_prefix="/withdrawals")


@dataclass(frozen=True)
class Choice:
    """One thing that can be withdrawn: how the form names it, how people do, and how it is done."""

    value: str
    name: str
    act: Callable[..., Withdrawal]


@bp.get("")
@requires(Permission.MANAGE_SAFETY)
def every() -> ResponseReturnValue:
    """What each service has withdrawn, and what it had."""
    services = own_services()
    found = {service.id: withdrawals_of(service) for service in services}
    return render_template(
        "administrator/withdrawals.html",
        services=services,
        found=found,
        names=withdrawers([one for every in found.values() for one in every]),
    )


@bp.route("/<uuid:service_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SAFETY)
def withdraw(service_id: UUID) -> ResponseReturnValue:
    """A form: what is withdrawn, and why. It counts at once."""
    service = service_or_404(service_id)
    groups = dict(_groups(service))
    what, reason = request.form.get("what", ""), reason_in(request.form)
    chosen = next((c for choices in groups.values() for c in choices if c.value == what), None)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        faults |= {} if chosen else {"what": [gettext("Choose what to withdraw")]}
        faults |= {} if reason else {"reason": [gettext("Say why")]}
        if chosen and reason:
            return _withdraw(service, chosen, reason)
    return render_template(
        "administrator/withdraw.html",
        service=service, groups=groups, what=what, reason=reason, faults=faults,
        longest_reason=LONGEST_REASON,
    )  # fmt: skip


@bp.route("/<uuid:service_id>/<uuid:withdrawal_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SAFETY)
def give_back(service_id: UUID, withdrawal_id: UUID) -> ResponseReturnValue:
    """A form to ask it again, with the reason."""
    service = service_or_404(service_id)
    withdrawal = find_withdrawal(service, withdrawal_id) or abort(404)
    reason = reason_in(request.form)
    faults: dict[str, list[str]] = {}
    if request.method == "POST" and not reason:
        faults["reason"] = [gettext("Say why")]
    if request.method != "POST" or faults:
        return render_template(
            "administrator/give_back.html",
            service=service, withdrawal=withdrawal, reason=reason, faults=faults,
            names=withdrawers([withdrawal]), longest_reason=LONGEST_REASON,
        )  # fmt: skip
    by, at = signed_in_user().actor, clock.now()
    actions.give_back(db_session(), withdrawal, reason=reason, by=by, at=at)
    flash(gettext("It is in use again from now on."))
    return redirect(url_for(".every"), 303)


def _withdraw(service: Service, chosen: Choice, reason: str) -> ResponseReturnValue:
    by, at = signed_in_user().actor, clock.now()
    try:
        chosen.act(db_session(), service.id, reason=reason, by=by, at=at)
    except actions.AlreadyWithdrawn:
        flash(gettext("A colleague has withdrawn it already."))
    else:
        flash(gettext("It is withdrawn from now on."))
    return redirect(url_for(".every"), 303)


def _groups(service: Service) -> Iterator[tuple[str, list[Choice]]]:
    """Everything that can be withdrawn, by kind."""
    measures = [instruments.get_instrument(key) for key in instruments.keys()]
    yield gettext("A questionnaire"), [_measure(m.key) for m in measures]
    yield (
        gettext("Only the version of a questionnaire that there is now"),
        [_measure(m.key, version=m.version) for m in measures],
    )
    if languages := approved_languages(service):
        yield (
            gettext("The words of a questionnaire in one language"),
            [_measure(key, language=language) for key, language in languages],
        )
    yield gettext("The words of a message"), list(_texts(service))


def _measure(key: str, version: int | None = None, language: str | None = None) -> Choice:
    value = f"{key}:{'' if version is None else version}:{language or ''}"
    act = partial(actions.withdraw_measure, measure=key, version=version, language=language)
    return Choice(value, narrowed_name(key, version, language), act)


def _texts(service: Service) -> Iterator[Choice]:
    for kind, channel, language in product(MessageKind, Channel, LANGUAGES):
        version = outbox.live_version(db_session(), service.id, kind, channel, language)
        if version is not None:
            value = f"{kind.value}:{channel.value}:{language}"
            name = message_name(kind, channel, language, version)
            act = partial(actions.withdraw_text, kind=kind, channel=channel, language=language)
            yield Choice(value, name, act)
