"""What staff read about answers that stood on the wrong client."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.actions import MoveFault
from app.caseload import ToldMove
from app.scheduling import MoveReason
from app.web.clinician.words import day, moment

WHY = {
    MoveReason.FORWARDED: _l("The link was passed on, or opened by somebody else"),
    MoveReason.SHARED_PHONE: _l("They share a phone or an e-mail address"),
    MoveReason.WRONG_LINK: _l("We gave or sent the link to the wrong person"),
    MoveReason.WRONG_ENTRY: _l("We entered the answers for the wrong client"),
    MoveReason.OTHER: _l("Another reason"),
}
FAULTS = {
    MoveFault.NOT_THEIRS: _l("You do not see both clients any more. Nothing was moved."),
    MoveFault.SAME_CLIENT: _l("Choose another client"),
    MoveFault.NO_COURSE: _l("This client has no course of care. Open a course first."),
    MoveFault.CHANGED: _l("These answers have been moved in the meantime. Look again."),
}


def told(one: ToldMove) -> str:
    """Answers of the check-in of 4 Mar 2026 were moved from this record to that of another."""
    asked_on, moved_at = day(one.move.check_in.created_at), moment(one.move.moved_at)
    words = {"day": asked_on, "when": moved_at, "name": one.move.mover.name}
    if not one.is_away:
        return gettext(
            "Check-in of %(day)s: its answers stood on another client’s record. They were moved "
            "to this one, %(when)s, %(name)s.", **words,
        )  # fmt: skip
    if one.is_aside:
        return gettext(
            "Check-in of %(day)s: its answers are not this client’s. They were set aside, "
            "%(when)s, %(name)s.", **words,
        )  # fmt: skip
    return gettext(
        "Check-in of %(day)s: its answers are another client’s. They were moved from this "
        "record, %(when)s, %(name)s.", **words,
    )  # fmt: skip


def undone(one: ToldMove) -> str:
    """Undone Thu 5 Mar, 10:00, Robin Therapist; empty while it stands."""
    if one.move.undone_at is None or one.move.undoer is None:
        return ""
    when, name = moment(one.move.undone_at), one.move.undoer.name
    return gettext("This was undone, %(when)s, %(name)s.", when=when, name=name)


FILTERS = {"move_told": told, "move_undone": undone, "move_why": lambda why: str(WHY[why])}
