"""What staff read about the plan: which occasion, how it stands, and why."""

from collections.abc import Callable

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.scheduling import Ask, Decided, Occasion, Status, Why
from app.web.clinician.words import day

OCCASIONS = {
    Occasion.START: _l("Start"),
    Occasion.ROUTINE: _l("Every few sessions"),
    Occasion.MIDDLE: _l("Mid-way"),
    Occasion.END: _l("End"),
    Occasion.AFTER: _l("After leaving"),
}
DECISIONS = {
    Decided.BRING_FORWARD: _l("Ask now"),
    Decided.DEFER: _l("Ask later"),
    Decided.SKIP: _l("Skip this time"),
    Decided.ADD: _l("Add questionnaires to the next check-in"),
}
STATUSES = {
    Status.DUE: _l("Due"),
    Status.OPEN: _l("Open"),
    Status.OVERDUE: _l("Overdue"),
    Status.WAITING: _l("Waiting"),
    Status.DONE: _l("Done"),
    Status.SKIPPED: _l("Skipped"),
    Status.STOPPED: _l("Stopped"),
}
# Those whose words need nothing of the ask.
PLAIN = {
    Why.TIME_HAS_COME: _l("Its time has come."),
    Why.BROUGHT_FORWARD: _l("Brought forward by a clinician."),
    Why.ANOTHER_IS_OPEN: _l("After the check-in that is open or due now."),
    Why.ASKED_RECENTLY: _l("All of it was asked a short time ago."),
    Why.CLINICIAN: _l("A clinician decided so."),
    Why.NOT_YET_ENDED: _l("When the course of care ends."),
    Why.TOO_LATE: _l("The end was too long ago."),
    Why.PAUSED: _l("Paused: nothing is asked for now."),
    Why.ENDED: _l("The course of care has ended."),
    Why.DIED: _l("The client has died."),
    Why.OPTED_OUT: _l("The client wants no questions."),
}
DATED: dict[Why, Callable[[str], str]] = {
    Why.DEFERRED: lambda on: gettext("Deferred, not before %(day)s.", day=on),
    Why.DAYS_TO_GO: lambda on: gettext("On %(day)s.", day=on),
    Why.NOT_ANSWERED: lambda on: gettext("Asked %(day)s, not answered.", day=on),
    Why.ANSWERED: lambda on: gettext("Asked %(day)s, answered.", day=on),
}


def why(ask: Ask) -> str:
    """The reason in one short sentence."""
    if ask.why is Why.SESSIONS_TO_GO:
        return ngettext(
            "After %(num)s more attended session.",
            "After %(num)s more attended sessions.",
            ask.sessions_to_go,
        )
    if ask.why in DATED and ask.on:
        return DATED[ask.why](day(ask.on))
    return str(PLAIN[ask.why])


FILTERS = {
    "occasion": OCCASIONS.__getitem__,
    "status_words": STATUSES.__getitem__,
    "why_words": why,
    "decision_words": DECISIONS.__getitem__,
}
