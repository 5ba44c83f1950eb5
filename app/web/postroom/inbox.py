"""The inbox of a demo: what made-up people would read on their phones."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from babel import Locale
from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from app import clock, outbox
from app.extensions import db_session
from app.outbox import Arrived, DemoInbox
from app.web.ui import public

bp = Blueprint("postroom", __name__, template_folder="templates")


@dataclass(frozen=True)
class Letter:
    """A message with its link apart, so that it can be pressed."""

    message: Arrived
    before: str
    link: str
    after: str
    direction: str


@bp.get("/demo/inbox")
@public("only the demo has it: what made-up people were sent; 404 anywhere else")
def inbox() -> ResponseReturnValue:
    """Every message that a made-up person was sent, the newest first, and what still waits."""
    settings = current_app.config["HEARD"]
    if not settings.demo:
        abort(404)
    arrived = DemoInbox(Path(settings.demo_inbox)).newest()
    waiting = outbox.waiting_messages(db_session())
    later = sorted(one.send_after for one in waiting if one.send_after > clock.now())
    return render_template(
        "postroom/inbox.html",
        letters=[_letter(message, f"{settings.base_url.rstrip('/')}/c/") for message in arrived],
        waiting=len(later),
        waits_until=_day_and_time(later[0]) if later else "",
    )


def _day_and_time(moment: datetime) -> str:
    shown: str = format_datetime(clock.local(moment), "EEEE HH:mm", rebase=False)
    return shown


def _letter(message: Arrived, beginning: str) -> Letter:
    before, found, rest = message.body.partition(beginning)
    token, space, after = rest.partition("\n")
    link = found + token
    direction = Locale.parse(message.language, sep="-").text_direction
    return Letter(message, before, link, space + after, direction)
