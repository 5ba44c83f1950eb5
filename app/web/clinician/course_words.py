"""What staff read about courses of care, and about who sees a client."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.care import CareRelationship, Correction, CourseFault, Ending, Relation, SharingFault
from app.web.clinician.words import day

ENDINGS = {
    Ending.COMPLETED: _l("Completed as planned"),
    Ending.AGREED: _l("Ended early, by agreement"),
    Ending.STOPPED_COMING: _l("Stopped coming"),
    Ending.REFERRED_ON: _l("Referred on"),
    Ending.MOVED_AWAY: _l("Moved away"),
    Ending.DIED: _l("Died"),
    Ending.OTHER: _l("Another way"),
}
CORRECTIONS = {
    Correction.WRONG_CLIENT: _l("It was meant for another client"),
    Correction.WRONG_COURSE: _l("It was meant for another course"),
    Correction.GOES_ON: _l("The therapy goes on after all"),
    Correction.SLIP: _l("A slip of the hand"),
}
RELATIONS = {
    Relation.OWN: _l("Own clinician"),
    Relation.SUPERVISED: _l("Supervisor"),
    Relation.COVER: _l("Cover"),
}
FAULTS = {
    CourseFault.DIED: _l("This client has died. No course can be opened, ended or corrected."),
    CourseFault.NO_PATHWAY: _l("Choose the pathway"),
    CourseFault.NO_GROUP: _l("Choose the pathway"),
    CourseFault.GROUP_OVER: _l("This group ends before that day. Choose an earlier day."),
    CourseFault.ALREADY_OPEN: _l(
        "The client is in a course on this pathway then. End that one first, or correct it."
    ),
    CourseFault.TOO_LONG_AGO: _l("That is more than five years ago. Check the year."),
    CourseFault.TOO_FAR_AHEAD: _l("That is more than three months ahead. Check the day."),
    CourseFault.BEFORE_BIRTH: _l("That is before the client was born. Check the year."),
    CourseFault.BEFORE_START: _l("That is before the course began. Check the day."),
    CourseFault.NOT_YET: _l("That day is still to come. Come back when it is here."),
    CourseFault.CAME_LATER: _l("The client came to a session after that day. Check the day."),
    CourseFault.ALREADY_ENDED: _l("This course has ended already."),
    CourseFault.NOT_ENDED: _l("There is nothing to correct any more."),
    CourseFault.ENDED_LONG_AGO: _l(
        "This course ended more than three months ago. Open a new one instead."
    ),
}
SHARING_FAULTS = {
    SharingFault.NOT_THEIRS: _l("Only the client’s own clinician or a supervisor can do this."),
    SharingFault.NO_COLLEAGUE: _l("Choose a colleague who works in this service on those days"),
    SharingFault.SEES_ALREADY: _l("The client is this colleague’s own already."),
    SharingFault.CHANGED: _l("This has changed in the meantime. Look again."),
    SharingFault.TOO_EARLY: _l("Enter a day from today on, after the day on which they began"),
    SharingFault.TOO_FAR_AHEAD: _l("That is more than three months ahead. Check the day."),
    SharingFault.BACKWARDS: _l("The last day is before the first. Check both."),
    SharingFault.TOO_LONG: _l("Cover lasts six months at most. For longer, hand over."),
}


def ending(how: Ending | None) -> str:
    """How a course ended."""
    return str(ENDINGS[how]) if how else gettext("Not recorded")


def days(one: CareRelationship) -> str:
    """From when to when somebody sees a client."""
    if one.ends_on is None:
        return gettext("since %(day)s", day=day(one.starts_on))
    return f"{day(one.starts_on)} – {day(one.ends_on)}"


FILTERS = {
    "care_days": days,
    "ending_words": ending,
    "relation": RELATIONS.__getitem__,
}
