"""The words of messages: to read as people see them, to change, and to go back to.

New words are sent to nobody before a clinician or lead, who did not write them, has agreed.
"""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, outbox
from app.care import Service
from app.extensions import db_session
from app.outbox import Channel, MessageKind, MessageText, Words
from app.security import Permission
from app.web.administrator.records import (
    TextPlace,
    names_of,
    newest_versions,
    own_services,
    service_or_404,
    text_versions,
    waiting_versions,
    withdrawn_places,
)
from app.web.administrator.text_words import (
    CHANNEL_NAMES,
    KIND_NAMES,
    direction,
    faults_in_words,
    named_language,
    preview,
)
from app.web.administrator.typed import LONGEST_REASON, begin_with, reason_in, whole_number
from app.web.ui import requires, signed_in_user
from config import LANGUAGES

bp = Blueprint("texts", __name__, url_prefix="/texts")


@dataclass(frozen=True)
class TextDraft:
    """Words while they are written. `changes` is the version they were begun from, 0 for none."""

    subject: str
    body: str
    reason: str = ""
    changes: int = 0

    @classmethod
    def typed(cls, channel: Channel) -> Self:
        """The form as it was sent. Browsers send new lines in another way than we keep them."""
        form = request.form
        return cls(
            subject="" if channel is Channel.SMS else form.get("subject", "").strip(),
            body="\n".join(form.get("body", "").splitlines()).strip(),
            reason=reason_in(form),
            changes=whole_number(form.get("changes", "")) or 0,
        )


@bp.get("")
@requires(Permission.MANAGE_TEXTS)
def every() -> ResponseReturnValue:
    """Every message of every service, and whether its words are the service's own."""
    services = own_services()
    return render_template(
        "administrator/texts.html",
        services=services,
        kinds=KIND_NAMES,
        channels=CHANNEL_NAMES,
        may_travel=outbox.may_travel,
        languages={code: named_language(code) for code in LANGUAGES},
        newest=newest_versions(services),
        waiting=waiting_versions(services),
        withdrawn=withdrawn_places(services),
    )


@bp.route(
    "/<uuid:service_id>/<message_kind>/<message_channel>/<message_language>",
    methods=["GET", "POST"],
)
@requires(Permission.MANAGE_TEXTS)
def text(
    service_id: UUID, message_kind: str, message_channel: str, message_language: str
) -> ResponseReturnValue:
    """One message in one language: its words as they arrive, and a form to change them."""
    service = service_or_404(service_id)
    place = _place(service, message_kind, message_channel, message_language)
    versions = text_versions(place)
    if request.method == "GET":
        return _page(service, place, versions, _first_draft(place, versions))
    draft = TextDraft.typed(place[2])
    if draft.changes != (versions[0].version if versions else 0):
        return _conflict(service, place, draft)
    faults = _faults(place, draft, versions)
    if request.form.get("do") != "save":
        faults.pop("reason", None)
        return _page(service, place, versions, draft, faults)
    return (
        _page(service, place, versions, draft, faults) if faults else _save(service, place, draft)
    )


def _save(service: Service, place: TextPlace, draft: TextDraft) -> ResponseReturnValue:
    try:
        actions.change_message_text(
            db_session(), *place, subject=draft.subject, body=draft.body, changes=draft.changes,
            reason=draft.reason, by=signed_in_user().actor, at=clock.now(),
        )  # fmt: skip
    except actions.SomebodyChangedIt:
        return _conflict(service_or_404(place[0]), place, draft)
    flash(gettext("Saved. They are sent once a clinician or the lead has approved them."))
    return redirect(_address(place), 303)


def _page(
    service: Service, place: TextPlace, versions: list[MessageText], draft: TextDraft,
    faults: dict[str, list[str]] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    _service_id, kind, channel, language = place
    return render_template(
        "administrator/text.html",
        service=service,
        kind=KIND_NAMES[kind],
        channel=CHANNEL_NAMES[channel],
        is_sms=channel is Channel.SMS,
        is_letter=channel is Channel.LETTER,
        language=language,
        language_name=named_language(language),
        direction=direction(language),
        address=_address(place),
        versions=versions,
        live=next((version for version in versions if version.approved_at), None),
        names=names_of(versions),
        draft=draft,
        shown=preview(kind, channel, draft.subject, draft.body, language),
        sms=outbox.sms_length(language, draft.body),
        faults=faults or {},
        longest_reason=LONGEST_REASON,
    )


def _conflict(service: Service, place: TextPlace, draft: TextDraft) -> ResponseReturnValue:
    """Somebody else has saved these words since: theirs, and what was typed here."""
    _service_id, kind, channel, language = place
    versions, shipped = text_versions(place), _shipped(kind, channel, language)
    newest = versions[0] if versions else None
    saved = newest or shipped
    page = render_template(
        "administrator/text_conflict.html",
        service=service,
        kind=KIND_NAMES[kind],
        channel=CHANNEL_NAMES[channel],
        language=language,
        language_name=named_language(language),
        direction=direction(language),
        address=_address(place),
        newest=newest,
        names=names_of(versions[:1]),
        theirs=preview(kind, channel, saved.subject, saved.body, language),
        draft=draft,
        mine=preview(kind, channel, draft.subject, draft.body, language),
    )
    return page, 409


def _faults(
    place: TextPlace, draft: TextDraft, versions: list[MessageText]
) -> dict[str, list[str]]:
    found = outbox.text_faults(*place[1:], draft.subject, draft.body)
    faults = faults_in_words(found, place[3], draft.subject, draft.body)
    live = _first_draft(place, versions[:1])
    if not faults and (draft.subject, draft.body) == (live.subject, live.body):
        faults["body"] = [gettext("Change something: these words are saved already")]
    if not draft.reason:
        faults["reason"] = [gettext("Say why you change the words")]
    return faults


def _first_draft(place: TextPlace, versions: list[MessageText]) -> TextDraft:
    """The words in use; or the older ones, or the shipped ones, that were asked for."""
    changes = versions[0].version if versions else 0
    shown, reason = begin_with(versions)
    if versions and whole_number(request.args.get("version", "")) == 0:
        shown, reason = None, gettext("Back to the shipped words")
    words = shown or _shipped(*place[1:])
    return TextDraft(words.subject, words.body, reason, changes)


def _place(service: Service, kind: str, channel: str, language: str) -> TextPlace:
    try:
        found = (service.id, MessageKind(kind), Channel(channel), language)
    except ValueError:
        abort(404)
    is_there = language in LANGUAGES and outbox.may_travel(found[1], found[2])
    return found if is_there else abort(404)


def _address(place: TextPlace) -> str:
    service_id, kind, channel, language = place
    return url_for(
        ".text",
        service_id=service_id,
        message_kind=kind.value,
        message_channel=channel.value,
        message_language=language,
    )


def _shipped(kind: MessageKind, channel: Channel, language: str) -> Words:
    """The words that come with Heard, in English where there are no others."""
    return outbox.shipped_words(kind, channel, language) or Words("", "", language)
