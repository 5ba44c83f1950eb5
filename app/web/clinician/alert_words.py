"""What staff read about alerts: what was answered, whose turn it is, by when, and what was done.

An alert has no level: it repeats what somebody answered, and what became of it (SAF-06).
"""

from datetime import timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.caseload import OpenAlert, WhyTheirs
from app.risk import Alert, AlertState, AlertStep, ContactWish, Deed, FollowUp, Rung, StepKind
from app.web.clinician.words import moment, semicolon

DEEDS = {
    Deed.CALLING: _l("I am calling the client"),
    Deed.NO_ANSWER: _l("Called, no answer"),
    Deed.SPOKE: _l("Spoke with the client"),
    Deed.SAFETY_PLAN: _l("Went through the safety plan"),
    Deed.SESSION_SOONER: _l("Arranged an earlier session"),
    Deed.TALK_IN_SESSION: _l("Will talk about it in the next session"),
    Deed.CRISIS_TEAM: _l("Contacted the crisis team"),
    Deed.EMERGENCY: _l("Called emergency services"),
    Deed.GP: _l("Contacted the GP"),
    Deed.FAMILY: _l("Contacted family or carer"),
    Deed.OTHER: _l("Something else, as noted"),
}
RUNGS = {
    Rung.OWNER: _l("own clinician"),
    Rung.COVER: _l("cover"),
    Rung.DUTY: _l("duty team"),
    Rung.LEAD: _l("service lead"),
}
# What the button says that passes it there.
PASSING = {
    Rung.DUTY: _l("Pass to the duty team"),
    Rung.LEAD: _l("Pass to the service lead"),
}
STATES = {
    AlertState.OPEN: _l("not opened yet"),
    AlertState.SEEN: _l("opened, not taken up"),
    AlertState.ACTING: _l("in hand"),
    AlertState.CLOSED: _l("closed"),
}
WISHES = {
    ContactWish.ANY_TIME: _l("Please call, at any time"),
    ContactWish.MORNING: _l("Please call in the morning"),
    ContactWish.AFTERNOON: _l("Please call in the afternoon"),
    ContactWish.NO: _l("Please do not contact me"),
}
STEPS = {
    StepKind.RAISED: _l("Raised"),
    StepKind.ANSWERED: _l("Answered again"),
    StepKind.WISHED: _l("The client said:"),
    StepKind.PASSED_ON: _l("Passed on"),
    StepKind.SEEN: _l("Opened"),
    StepKind.ACTING: _l("Acting on it"),
    StepKind.CLOSED: _l("Closed"),
    StepKind.MOVED: _l("The answers were moved"),
}
FOLLOW_UPS = {
    FollowUp.CALL: _l("a call"),
    FollowUp.MESSAGE: _l("a message"),
    FollowUp.NEXT_SESSION: _l("talking about it in the next session"),
}
TURNS = {
    Rung.OWNER: _l("With the own clinician"),
    Rung.COVER: _l("With the cover"),
    Rung.DUTY: _l("With the duty team"),
    Rung.LEAD: _l("With the service lead"),
}
REASONS = {
    WhyTheirs.OWN: "",
    WhyTheirs.AWAY: _l("nobody nearer to the client is at work"),
    WhyTheirs.LATE: _l("it was not taken up in time"),
    WhyTheirs.PASSED_ON: _l("a colleague passed it on"),
}


def turn(one: OpenAlert) -> str:
    """With the duty team: it was not taken up in time"""
    where, why = str(TURNS[one.rung]), str(REASONS[one.why])
    return f"{where}: {why}" if why else where


def due(one: OpenAlert) -> str:
    """Take up by Wed 4 Mar, 14:00, in 2 h 10 min of working time"""
    when, time = moment(one.alert.acknowledge_by), duration(one.working_time)
    if one.is_overdue:
        return gettext(
            "Was to be taken up by %(when)s, %(time)s of working time ago", when=when, time=time
        )
    return gettext("Take up by %(when)s, in %(time)s of working time", when=when, time=time)


def duration(time: timedelta) -> str:
    """2 h 10 min"""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    if not hours:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if not minutes:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)


def step_words(step: AlertStep) -> str:
    """What happened: "Passed on: duty team"."""
    if step.wish:
        return f"{STEPS[step.kind]} {wish(step.wish)}"
    return f"{STEPS[step.kind]}: {RUNGS[step.rung]}" if step.rung else str(STEPS[step.kind])


def deeds(step: AlertStep) -> str:
    """Called, no answer; Contacted the GP"""
    return semicolon().join(str(DEEDS[Deed(value)]) for value in step.deeds)


def wish(wish: ContactWish) -> str:
    """What they said of being contacted, as a quotation."""
    return f"“{WISHES[wish]}”"


def ending(alert: Alert) -> str:
    """What was done in the end: the deeds of the step that closed it."""
    closing = next((s for s in reversed(alert.steps) if s.kind is StepKind.CLOSED), None)
    return deeds(closing) if closing else ""


FILTERS = {
    "alert_deeds": deeds,
    "alert_due": due,
    "alert_ending": ending,
    "alert_rung": RUNGS.__getitem__,
    "alert_state": lambda alert: str(STATES[alert.state]),
    "alert_step": step_words,
    "alert_turn": turn,
    "alert_wish": wish,
    "duration_words": duration,
    "follow_up_words": FOLLOW_UPS.__getitem__,
    "passing_words": PASSING.__getitem__,
}
