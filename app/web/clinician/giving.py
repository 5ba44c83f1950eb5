"""Giving a check-in now: choose what to ask, see what it asks of the person, send it or show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, caseload, clock, scheduling
from app.care import Client, Episode
from app.caseload import Askable, Waiting
from app.extensions import db_session
from app.outbox import Channel
from app.scheduling import CheckIn
from app.security import Actor, Permission
from app.web.clinician.kept import keep_choice, keep_link, kept_choice, take_link
from app.web.clinician.records import client_or_404, open_record
from app.web.ui import qr_code, requires, seconds_for, signed_in_user
from config import Settings

# More questions than this are too many for one sitting, unless the person wants them.
MOST_QUESTIONS = 60

# What the address says when "Continue" was pressed with nothing ticked.
NOTHING_CHOSEN = "nothing-chosen"

bp = Blueprint("giving", __name__, url_prefix="/clients/<uuid:client_id>/check-in")


@dataclass(frozen=True)
class OpenCheckIn:
    """A check-in that is not finished, and what can be done about its link."""

    waiting: Waiting
    has_link: bool
    can_send: bool


@bp.get("")
@requires(Permission.GIVE_CHECK_IN)
def choose(client_id: UUID) -> ResponseReturnValue:
    """Which questionnaires, and the check-ins that are open already."""
    _clinician, client = client_or_404(client_id)
    open_record(client, "check_in_form")
    return render_template(
        "clinician/choose.html",
        **_asking(client),
        nothing_chosen=request.args.get("problem") == NOTHING_CHOSEN,
        seconds=seconds,
        open_check_ins=_open(client),
    )


@bp.post("")
@requires(Permission.GIVE_CHECK_IN)
def note_choice(client_id: UUID) -> ResponseReturnValue:
    """Keep what was ticked, and show what it comes to before anything is given."""
    _clinician, client = client_or_404(client_id)
    ticked = _among(_askables(_episode(client), client), request.form.getlist("measures"))
    keep_choice(client.id, [one.instrument.key for one in ticked])
    if not ticked:
        return redirect(url_for(".choose", client_id=client.id, problem=NOTHING_CHOSEN), 303)
    return redirect(url_for(".confirm", client_id=client.id), 303)


@bp.get("/confirm")
@requires(Permission.GIVE_CHECK_IN)
def confirm(client_id: UUID) -> ResponseReturnValue:
    """What the chosen questionnaires ask of the person, and how to hand them over."""
    _clinician, client = client_or_404(client_id)
    asking = _asking(client)
    if not asking["chosen"]:
        return redirect(url_for(".choose", client_id=client.id), 303)
    open_record(client, "check_in_form")
    way = caseload.way_to(db_session(), client)
    return render_template("clinician/confirm.html", **asking, most=MOST_QUESTIONS, way=way)


@bp.post("/give")
@requires(Permission.GIVE_CHECK_IN)
def give(client_id: UUID) -> ResponseReturnValue:
    """Make the check-in, then show or send its link. A second press means the same check-in."""
    _clinician, client = client_or_404(client_id)
    episode = _episode(client)
    if episode is None or client.died_on:
        abort(409)
    asked = _among(_askables(episode, client), request.form.getlist("measures")) or abort(400)
    check_in = _given(episode, asked)
    keep_choice(client.id, [])
    return _shown(client, check_in) if "show" in request.form else _sent(client, check_in)


@bp.post("/<uuid:check_in_id>/show")
@requires(Permission.GIVE_CHECK_IN)
def show(client_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Make a new link, to be scanned in the room."""
    return _shown(*_check_in_or_404(client_id, check_in_id))


@bp.get("/<uuid:check_in_id>/link")
@requires(Permission.GIVE_CHECK_IN)
def link(client_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """The new link as a picture, once. After that, the way to another."""
    client, check_in = _any_check_in_or_404(client_id, check_in_id)
    token = take_link(check_in.id)
    open_record(client, "check_in_link")
    address = f"{_settings().base_url.rstrip('/')}/c/{token}" if token else ""
    return render_template(
        "clinician/show_link.html",
        client=client,
        now=clock.now(),
        check_in=check_in,
        address=address,
        picture=qr_code(address) if address else "",
    )


@bp.post("/<uuid:check_in_id>/send")
@requires(Permission.GIVE_CHECK_IN)
def send(client_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Send a new link to the client's stored contact."""
    return _sent(*_check_in_or_404(client_id, check_in_id))


@bp.post("/<uuid:check_in_id>/revoke")
@requires(Permission.GIVE_CHECK_IN)
def revoke(client_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Take the link away. What was answered stays."""
    client, check_in = _check_in_or_404(client_id, check_in_id)
    link = caseload.find_open_link(db_session(), check_in, at=clock.now())
    if link:
        actions.revoke_link(db_session(), link, by=_actor(), at=clock.now())
    flash(gettext("The link no longer works. What was answered is kept."))
    return redirect(url_for(".choose", client_id=client.id), 303)


def minutes(askables: Sequence[Askable]) -> int:
    """About how long they take together."""
    return scheduling.minutes(sum(map(seconds, askables)))


def seconds(askable: Askable) -> float:
    """About how long one takes."""
    return seconds_for(askable.instrument.key, askable.questions)


def _shown(client: Client, check_in: CheckIn) -> ResponseReturnValue:
    if client.died_on:
        abort(409)
    token = actions.show_link(
        db_session(), check_in, by=_actor(), at=clock.now(), days=_settings().invitation_days
    )
    keep_link(check_in.id, token)
    return redirect(url_for(".link", client_id=client.id, check_in_id=check_in.id), 303)


def _sent(client: Client, check_in: CheckIn) -> ResponseReturnValue:
    way = caseload.way_to(db_session(), client) or abort(409)
    actions.send_link(
        db_session(), check_in, by=_actor(), at=clock.now(), days=_settings().invitation_days
    )
    if way is Channel.LETTER:
        flash(gettext("The letter is being made. It is among the letters to print in a minute."))
    else:
        flash(gettext("The link is on its way. Older links to this check-in no longer work."))
    return redirect(url_for(".choose", client_id=client.id), 303)


def _given(episode: Episode, chosen: Sequence[Askable]) -> CheckIn:
    session, at = db_session(), clock.now()
    keys = [one.instrument.key for one in chosen]
    if same := caseload.find_same_today(session, episode, keys, at=at):
        return same
    measures = [one.instrument for one in chosen]
    return actions.give_check_in(session, episode, measures, by=_actor(), at=at)


def _check_in_or_404(client_id: UUID, check_in_id: UUID) -> tuple[Client, CheckIn]:
    """A check-in of this client that is not finished."""
    client, check_in = _any_check_in_or_404(client_id, check_in_id)
    if check_in.completed_at:
        abort(404)
    return client, check_in


def _any_check_in_or_404(client_id: UUID, check_in_id: UUID) -> tuple[Client, CheckIn]:
    """A check-in of this client, finished or not."""
    _clinician, client = client_or_404(client_id)
    check_in = scheduling.find_check_in(db_session(), check_in_id)
    if check_in is None or check_in.client_id != client.id:
        abort(404)
    return client, check_in


def _asking(client: Client) -> dict[str, Any]:
    """What both pages of asking show: what could be asked, and what was chosen so far."""
    episode = _episode(client)
    askables = _askables(episode, client)
    return {
        "client": client,
        "now": clock.now(),
        "episode": episode,
        "askables": askables,
        "chosen": _among(askables, kept_choice(client.id)),
        "minutes": minutes,
    }


def _episode(client: Client) -> Episode | None:
    return caseload.current_episode(db_session(), client, on=clock.today())


def _askables(episode: Episode | None, client: Client) -> list[Askable]:
    if episode is None:
        return []
    return caseload.askables(db_session(), episode.pathway.service_id, client.language)


def _among(askables: Sequence[Askable], keys: Sequence[str]) -> list[Askable]:
    """Those with these keys, in the usual order; a locked measure cannot be chosen."""
    return [a for a in askables if a.instrument.key in keys and not a.is_locked]


def _open(client: Client) -> list[OpenCheckIn]:
    session, at = db_session(), clock.now()
    return [
        OpenCheckIn(
            waiting=one,
            has_link=caseload.find_open_link(session, one.check_in, at=at) is not None,
            can_send=caseload.way_to(session, client) is not None,
        )
        for one in caseload.open_check_ins(session, client, at=at)
    ]


def _actor() -> Actor:
    return signed_in_user().actor


def _settings() -> Settings:
    return current_app.config["HEARD"]
