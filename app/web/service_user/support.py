"""Help beside questions that may speak of danger, and what this browser has said about it.

What was said is kept with the visit, in this browser's session: whoever opens the same link
elsewhere learns neither that such an answer was given nor what was wished for (SEC-17).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request, session, url_for
from flask_babel import gettext

from app import clock, risk
from app.extensions import db_session
from app.risk import ContactWish, FollowUp
from app.web.service_user.asked import Asked
from app.web.ui import (
    Choice,
    Support,
    browser_session,
    language,
    moment_in_words,
    wishes_in_words,
)

NOTES = "danger"
# Beside the address of the page that follows such an answer: the box stands open there.
OPEN = "help"


def note_danger(position: int, seen_by: datetime) -> bool:
    """Remember that an answer of this visit spoke of danger; True for a questionnaire's first."""
    notes = _notes()
    told: list[int] = notes.get("told", [])
    if position not in told or _seen_by(notes) is None:
        session[NOTES] = notes | {"told": [*told, position], "seen_by": seen_by.isoformat()}
    return position not in told


def note_said(name: str, value: str, seen_by: datetime | None = None) -> None:
    """Remember what this visit wished for."""
    promised = {"seen_by": seen_by.isoformat()} if seen_by else {}
    session[NOTES] = _notes() | {name: value} | promised


def is_in_danger() -> bool:
    """Whether this visit gave an answer that spoke of danger, whatever it says now (SAF-07)."""
    return NOTES in session and not browser_session().expired_idle


def seen_by(service_id: UUID) -> datetime:
    """By when the team should have seen what was said, or what would be said now (SAF-04)."""
    promised = _seen_by(_notes())
    return promised or risk.clock_of(db_session(), service_id).acknowledge_by(clock.now())


def support_beside(asked: Asked) -> Support | None:
    """The box beside a questionnaire's questions; None where none of them calls for it."""
    if not (asked.instrument.risk_items or is_in_danger()):
        return None
    facts = asked.assignment
    is_shown = asked.is_in_danger or is_in_danger()
    home = url_for("check_in.home", check_in_id=facts.check_in_id)
    return _support(
        facts.service_id, facts.check_in_id, facts.client_id, is_shown=is_shown,
        is_open=not is_shown or OPEN in request.args, among_questions=True, stop_address=home,
    )  # fmt: skip


def support_after(
    service_id: UUID, check_in_id: UUID, client_id: UUID, *, is_shown: bool, is_open: bool = False
) -> Support | None:
    """The box on a page without questions; None when this visit gave no such answer."""
    if not (is_shown or is_in_danger()):
        return None
    is_open = is_open or OPEN in request.args
    return _support(service_id, check_in_id, client_id, is_shown=True, is_open=is_open)


def seen_in_words(moment: datetime) -> str:
    """The sentence that the page says of such an answer, once it is saved."""
    return gettext("Your team should see it by %(when)s.", when=moment_in_words(moment))


def with_help(address: str) -> str:
    """The address of a page of questions or of checking, with the box open at its top."""
    return f"{address}{'&' if '?' in address else '?'}{OPEN}=open#support"


def wish_said(wish: ContactWish, seen_by: datetime) -> str:
    """What was noted, and when somebody should see it."""
    if wish is ContactWish.NO:
        return gettext("We noted: no thank you. Your team still sees your answer.")
    noted = gettext("We noted: %(wish)s.", wish=wishes_in_words()[wish].lower())
    when = seen_in_words(seen_by)
    how = gettext("They contact you in the way that your team knows is safe.")
    return f"{noted} {when} {how}"


def follow_up_said() -> str:
    """That it was noted, and what it is not."""
    return gettext("We noted it. Your therapist reads it, and you can talk about it together.")


def _support(
    service_id: UUID, check_in_id: UUID, client_id: UUID, *, is_shown: bool, **how: Any
) -> Support:
    moment = seen_by(service_id)
    choices = [_contact(check_in_id, moment)]
    if is_shown and (follow_up := _follow_up(check_in_id, client_id)):
        choices.append(follow_up)
    return Support(
        seen=seen_in_words(moment),
        words=risk.crisis_text(db_session(), service_id, language()),
        is_shown=is_shown,
        back=request.full_path.removesuffix("?"),
        choices=choices,
        **how,
    )


def _contact(check_in_id: UUID, moment: datetime) -> Choice:
    wish = _notes().get("wish")
    return Choice(
        name="wish",
        address=url_for("wishes.contact", check_in_id=check_in_id),
        question=gettext("Would you like us to contact you?"),
        options={wish.value: words for wish, words in wishes_in_words().items()},
        chosen=wish,
        said=wish_said(ContactWish(wish), moment) if wish else "",
    )


def _follow_up(check_in_id: UUID, client_id: UUID) -> Choice | None:
    """One more choice, for who had an alert before. Once said, it is not asked again."""
    said = _notes().get("follow_up")
    if not said and not risk.may_say_follow_up(db_session(), client_id):
        return None
    return Choice(
        name="follow_up",
        address=url_for("wishes.follow_up", check_in_id=check_in_id),
        question=gettext("If you answer like this again, what helps most?"),
        options={
            FollowUp.CALL.value: gettext("Call me"),
            FollowUp.MESSAGE.value: gettext("Send me a message"),
            FollowUp.NEXT_SESSION.value: gettext("Talk about it next time"),
        },
        chosen=said,
        said=follow_up_said() if said else "",
    )


def _notes() -> dict[str, Any]:
    found: dict[str, Any] = session.get(NOTES, {})
    return found


def _seen_by(notes: dict[str, Any]) -> datetime | None:
    """What was promised, unless that moment is over."""
    promised = datetime.fromisoformat(notes["seen_by"]) if "seen_by" in notes else None
    return promised if promised and promised > clock.now() else None
