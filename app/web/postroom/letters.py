"""Letters to print and post: clinicians those of their caseload, administrators all of a trust."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from babel import Locale
from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, ngettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app import actions, care, caseload, clock
from app.actions import Letter, LetterPaper
from app.caseload import MOST_LETTERS, WaitingLetter, Whose
from app.extensions import db_session
from app.outbox import MessageKind
from app.security import Permission
from app.web.ui import qr_code, refuse, requires, signed_in_user

bp = Blueprint("letters", __name__, url_prefix="/letters")

KINDS = {
    MessageKind.INVITATION: _l("Link to a check-in"),
    MessageKind.NEW_LINK: _l("New link, asked for"),
    MessageKind.REMINDER: _l("Reminder"),
    MessageKind.LEAVING: _l("How it was, asked once"),
}
# What the address says when the button was pressed with nothing ticked.
NOTHING_CHOSEN = "nothing-chosen"


@dataclass(frozen=True)
class Sheet:
    """A letter on its page."""

    letter: Letter
    picture: Markup
    direction: str

    @property
    def before(self) -> list[list[str]]:
        """Paragraphs above the picture, each with its lines."""
        return _paragraphs(self.letter.before)

    @property
    def after(self) -> list[list[str]]:
        """Paragraphs below it."""
        return _paragraphs(self.letter.after)


@bp.get("")
@requires(Permission.POST_LETTERS)
def waiting() -> ResponseReturnValue:
    """Every letter that waits, the oldest first. Names and addresses, nothing else."""
    session, at = db_session(), clock.now()
    letters = caseload.letters_to_post(session, _whose(), at=at)
    _write_down()
    return render_template(
        "postroom/letters.html",
        letters=letters,
        now=at,
        kinds=KINDS,
        most=MOST_LETTERS,
        nothing_chosen=request.args.get("problem") == NOTHING_CHOSEN,
    )


@bp.get("/print")
@requires(Permission.POST_LETTERS)
def print_all() -> ResponseReturnValue:
    """All of them, each on a page of its own."""
    return _printed(caseload.letters_to_post(db_session(), _whose(), at=clock.now()))


@bp.get("/print/<uuid:letter_id>")
@requires(Permission.POST_LETTERS)
def print_one(letter_id: UUID) -> ResponseReturnValue:
    """One of them. A letter of somebody else's client is the same as none (SEC-34)."""
    letters = caseload.letters_to_post(db_session(), _whose(), at=clock.now())
    mine = [letter for letter in letters if letter.message.id == letter_id]
    if not mine:
        refuse(letter_id)
    return _printed(mine)


@bp.post("/posted")
@requires(Permission.POST_LETTERS)
def posted() -> ResponseReturnValue:
    """They are in a letter box: only now are they sent."""
    ids = set(request.form.getlist("letters", type=UUID))
    if not ids:
        return redirect(url_for(".waiting", problem=NOTHING_CHOSEN), 303)
    session, at = db_session(), clock.now()
    letters = caseload.find_letters(session, _whose(), ids, at=at)
    done = actions.mark_posted(session, letters, _paper(), by=signed_in_user().actor, at=at)
    flash(ngettext("%(num)s letter is marked as posted.", "%(num)s letters are marked as posted.",
                   done))  # fmt: skip
    if done < len(ids):
        flash(gettext("Others were marked before, or are no longer to be sent: please look again."))
    return redirect(url_for(".waiting"), 303)


def _printed(waiting: list[WaitingLetter]) -> ResponseReturnValue:
    session, by = db_session(), signed_in_user().actor
    try:
        letters = actions.print_letters(session, waiting, _paper(), by=by, at=clock.now())
    except SQLAlchemyError:  # what cannot be written down does not happen (SEC-39)
        session.rollback()
        abort(503)
    return render_template("postroom/letters_print.html", sheets=list(_sheets(letters)))


def _sheets(letters: Iterable[Letter]) -> Iterable[Sheet]:
    for letter in letters:
        direction = Locale.parse(letter.language, sep="-").text_direction
        yield Sheet(letter, qr_code(letter.link), direction)


def _paragraphs(text: str) -> list[list[str]]:
    lines = [line.strip() for line in text.splitlines()]
    return [list(part) for has_words, part in groupby(lines, key=bool) if has_words]


def _whose() -> Whose:
    """Whose letters this member of staff may post."""
    session, user = db_session(), signed_in_user()
    is_clinician = user.may(Permission.READ_CASELOAD)
    looks_after_all = user.may(Permission.POST_EVERY_LETTER)
    return Whose(
        caseload.find_clinician(session, user, on=clock.today()) if is_clinician else None,
        care.services_of(session, user) if looks_after_all else (),
    )


def _write_down() -> None:
    """That they looked at names and addresses. If that cannot be done, none are shown (SEC-39)."""
    session, user = db_session(), signed_in_user()
    try:
        actions.record_view(session, user, "letters", by=user.actor, at=clock.now())
    except SQLAlchemyError:
        session.rollback()
        abort(503)


def _paper() -> LetterPaper:
    settings = current_app.config["HEARD"]
    return LetterPaper(base_url=settings.base_url.rstrip("/"), letter_days=settings.letter_days)


def _waits_since(moment: datetime) -> str:
    day = format_date(clock.local(moment).date(), "d MMM y")
    return gettext("waiting since %(day)s", day=day)


FILTERS = {"waits_since": _waits_since}
