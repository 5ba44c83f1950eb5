"""What staff read about appointments: what became of them, and why one cannot be."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import care
from app.care import Appointment, Misfit, Outcome, Place
from app.web.clinician.words import appointment as when_words

OUTCOMES = {
    Outcome.BOOKED: _l("Booked"),
    Outcome.ATTENDED: _l("Attended"),
    Outcome.MISSED: _l("Missed"),
    Outcome.CANCELLED_BY_CLIENT: _l("Cancelled by the client"),
    Outcome.CANCELLED_BY_SERVICE: _l("Cancelled by the service"),
    Outcome.CANCELLED: _l("Cancelled"),
}
# The same inside a sentence: "It now says: attended."
OUTCOMES_WITHIN = {
    Outcome.BOOKED: _l("booked"),
    Outcome.ATTENDED: _l("attended"),
    Outcome.MISSED: _l("missed"),
    Outcome.CANCELLED_BY_CLIENT: _l("cancelled by the client"),
    Outcome.CANCELLED_BY_SERVICE: _l("cancelled by the service"),
    Outcome.CANCELLED: _l("cancelled"),
}
# What somebody can choose. Only files leave open who cancelled.
CHOICES = tuple(outcome for outcome in Outcome if outcome is not Outcome.CANCELLED)
MISFITS = {
    Misfit.BEFORE_COURSE: _l("%(when)s is before this course of care began."),
    Misfit.AFTER_COURSE: _l("%(when)s is after this course of care ended."),
    Misfit.AFTER_DEATH: _l("%(when)s is after the client died."),
    Misfit.SAME_TIME: _l("There is a session at this time already: %(when)s. Change that one."),
    Misfit.TOO_NEAR: _l("%(when)s is less than 10 minutes from another session of this client."),
    Misfit.NOT_YET: _l("%(when)s is still to come. Nobody can have attended or missed it yet."),
    Misfit.TOO_FAR: _l("%(when)s is more than ten years ahead."),
    Misfit.TOO_MANY: _l("A series has at most 200 sessions."),
}
MOST_SAID = 5


def outcome_words(appointment: Appointment) -> str:
    """What became of it."""
    return outcome_label(care.outcome_of(appointment))


def outcome_label(outcome: Outcome) -> str:
    """What a button for it says."""
    return str(OUTCOMES[outcome])


def changed_words(appointment: Appointment) -> str:
    """What to say to who was a moment too late."""
    return gettext(
        "Somebody changed this a moment ago. It now says: %(outcome)s. Look again.",
        outcome=str(OUTCOMES_WITHIN[care.outcome_of(appointment)]),
    )


def misfit_words(place: Place, misfit: Misfit) -> str:
    """Why this one cannot be."""
    return str(MISFITS[misfit]) % {"when": when_words(place.starts_at)}


def misfits_words(faults: Sequence[tuple[Place, Misfit]]) -> list[str]:
    """Why these cannot be: the first few, and how many more there are."""
    said = [misfit_words(place, misfit) for place, misfit in faults[:MOST_SAID]]
    if more := len(faults) - len(said):
        said.append(ngettext("%(num)s more has a problem.", "%(num)s more have a problem.", more))
    return said


FILTERS = {
    "outcome_label": outcome_label,
    "outcome_words": outcome_words,
}
