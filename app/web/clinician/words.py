"""What staff read about scores, dates and people: brief, clinical, and never a level of risk."""

from datetime import date, datetime

from babel import Locale
from babel.numbers import get_decimal_symbol
from flask_babel import format_date, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock, instruments
from app.caseload import Course, Meaning, Move, Part, Point, ScoreLine, Waiting
from app.instruments import Change, Instrument
from app.outbox import Reason
from app.scheduling import HelpWanted, Mode
from app.web.ui import language_name

MODES = {
    Mode.SELF: _l("Alone"),
    Mode.HELPED: _l("With help"),
    Mode.INTERPRETER: _l("With an interpreter"),
    Mode.BY_STAFF: _l("Entered by staff"),
    Mode.PAPER: _l("On paper"),
}
PLEAS = {
    HelpWanted.HELP: _l("Asked for help to answer"),
    HelpWanted.INTERPRETER: _l("Asked for an interpreter"),
}
# By whether the score rose, and what that means.
CHANGES = {
    (True, Meaning.WORSE): _l("went up %(by)s (worse)"),
    (True, Meaning.BETTER): _l("went up %(by)s (better)"),
    (False, Meaning.WORSE): _l("went down %(by)s (worse)"),
    (False, Meaning.BETTER): _l("went down %(by)s (better)"),
}
SCORE_CHANGES = {
    (True, Meaning.WORSE): _l("up %(by)s (worse)"),
    (True, Meaning.BETTER): _l("up %(by)s (better)"),
    (False, Meaning.WORSE): _l("down %(by)s (worse)"),
    (False, Meaning.BETTER): _l("down %(by)s (better)"),
}
# Why a link has not arrived.
UNSENT = {
    Reason.DIED: _l("the client has died"),
    Reason.EPISODE_ENDED: _l("the course of care has ended"),
    Reason.INPATIENT: _l("the client is in hospital"),
    Reason.PAUSED: _l("the client takes a break"),
    Reason.LINK_CLOSED: _l("the link was closed"),
    Reason.COMPLETED: _l("it was answered before"),
    Reason.OPTED_OUT: _l("wants no questions"),
    Reason.UNSAFE: _l("messages are not safe"),
    Reason.NO_MESSAGES: _l("does not want to be contacted"),
    Reason.REFUSED_CHANNEL: _l("does not want messages in this way"),
    Reason.NO_CONTACT: _l("no contact on record"),
    Reason.BY_LETTER: _l("wants letters, no postal address yet"),
    Reason.NO_SENDER: _l("this service sends no such messages"),
    Reason.ADDRESS_REFUSED: _l("the number or address was refused"),
    Reason.NOT_DELIVERED: _l("it did not arrive"),
    Reason.GAVE_UP: _l("it could not be delivered"),
    Reason.TOO_LATE: _l("the link grew too old"),
    Reason.SHARED_CONTACT: _l("another client has this number or address too"),
}
COMMAS = {"ar": "\N{ARABIC COMMA}"}
SEMICOLONS = {"ar": "\N{ARABIC SEMICOLON}"}
RULES = {
    Change.IMPROVEMENT: _l("reliable improvement"),
    Change.DETERIORATION: _l("reliable deterioration"),
    Change.NONE: _l("not a reliable change"),
}


def comma() -> str:
    """What stands between the parts of a row, with its space."""
    return COMMAS.get(_locale().language, ",") + " "


def semicolon() -> str:
    """What stands between longer parts, with its space."""
    return SEMICOLONS.get(_locale().language, ";") + " "


def number(figure: object) -> str:
    """A figure with the reader's decimal sign: 15,8 in Polish."""
    sign = get_decimal_symbol(_locale(), numbering_system="latn")
    return str(figure).replace(".", sign)


def day(moment: datetime | date) -> str:
    """12 Mar 2026"""
    on = clock.local(moment).date() if isinstance(moment, datetime) else moment
    return format_date(on, "d MMM yyyy")


def moment(moment: datetime) -> str:
    """Thu 12 Mar, 14:30; with the year where it is another."""
    return _with_year(clock.local(moment))


def as_at(moment: datetime) -> str:
    """12 March 2026, 14:30"""
    local = clock.local(moment)
    return f"{format_date(local.date(), 'd MMMM yyyy')}{comma()}{local:%H:%M}"


def appointment(moment: datetime) -> str:
    """Today 14:30, Tomorrow 9:00, or the day."""
    local = clock.local(moment)
    days = (local.date() - clock.today()).days
    names = {0: gettext("Today"), 1: gettext("Tomorrow")}
    near = names.get(days)
    return f"{near}{comma()}{local:%H:%M}" if near else _with_year(local)


def birth_date(text: str) -> str:
    """17 May 1990, from 1990-05-17."""
    try:
        return format_date(date.fromisoformat(text), "d MMMM yyyy")
    except ValueError:
        return text or gettext("not recorded")


def age(text: str) -> str:
    """How old somebody is who was born then: "35 years"."""
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return ""
    today = clock.today()
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return ngettext("%(num)s year", "%(num)s years", years)


def nhs_number(digits: str) -> str:
    """999 000 0018: in threes and a four, as the NHS prints it.

    The spaces do not break: in a text that runs from right to left, plain ones would let the three
    parts change places.
    """
    if len(digits) != 10:
        return digits or gettext("not recorded")
    return "\N{NO-BREAK SPACE}".join((digits[:3], digits[3:6], digits[6:]))


def mode(mode: Mode) -> str:
    """Who put the answers in."""
    return str(MODES[mode])


def help_wanted(wanted: HelpWanted) -> str:
    """What the person asked for."""
    return str(PLEAS[wanted])


def change(move: Move) -> str:
    """went up 4 (worse) — by the measure's own direction (SAF-16)."""
    if move.meaning is Meaning.SAME:
        return gettext("no change")
    return str(CHANGES[move.amount > 0, move.meaning]) % {"by": number(move.shown)}


def short_change(move: Move) -> str:
    """up 4 (worse), where many of them stand below each other."""
    if move.meaning is Meaning.SAME:
        return gettext("no change")
    return str(SCORE_CHANGES[move.amount > 0, move.meaning]) % {"by": number(move.shown)}


def change_marks(move: Move) -> str:
    """What somebody must know who compares the two: a course has ended between, or prorating."""
    notes = [gettext("compared with an earlier course")] if move.is_across_episodes else []
    match move.since.is_prorated, move.until.is_prorated:
        case True, True:
            notes.append(gettext("both scores prorated"))
        case True, False:
            notes.append(gettext("earlier score prorated"))
        case False, True:
            notes.append(gettext("latest score prorated"))
    return f"({comma().join(notes)})" if notes else ""


def unsent(one: Waiting) -> str:
    """That the link to a check-in has not left, and why, as far as that is known."""
    if one.unsent is None:
        return ""
    asked, reason = day(one.asked_at), one.unsent.reason
    if one.unsent.to_post_since:
        since = day(one.unsent.to_post_since)
        return gettext("Letter to print and post, since %(day)s", day=since)
    if reason is None:
        return gettext("Asked %(day)s, link not sent yet", day=asked)
    return gettext("Asked %(day)s, no link received: %(why)s", day=asked, why=UNSENT[reason])


def part(part: Part) -> str:
    """Course 2: CBT for psychosis, since 12 Oct 2026"""
    episode = part.episode
    about = {"number": part.number, "name": episode.pathway.name, "from": day(episode.started_on)}
    if episode.ended_on is None:
        return gettext("Course %(number)s: %(name)s, since %(from)s", **about)
    return gettext(
        "Course %(number)s: %(name)s, %(from)s to %(to)s", to=day(episode.ended_on), **about
    )


def reliable(move: Move) -> str:
    """What the published rule says of the change; empty where the measure has no rule."""
    return str(RULES[move.rule]) if move.rule else ""


def score_change(line: ScoreLine) -> str:
    """The change of one score of a form: "up 2 (worse)"."""
    if line.meaning in (None, Meaning.SAME):
        return gettext("no change") if line.change else ""
    changed = str(SCORE_CHANGES[line.rose, line.meaning]) % {"by": number(line.change.lstrip("-"))}
    return f"{changed} ({gettext('earlier score prorated')})" if line.was_prorated else changed


def score(point: Point) -> str:
    """The score; or, where there is none, how much was answered (SAF-15)."""
    if not point.shown:
        return gettext("no score, %(n)s of %(of)s answered", n=point.answered, of=point.asked)
    if point.is_prorated:
        return gettext("%(score)s (prorated)", score=number(point.shown))
    return number(point.shown)


def measure_names() -> dict[str, str]:
    """What each measure is called in short."""
    every = map(instruments.get_instrument, instruments.keys())
    return {instrument.key: instrument.short_name for instrument in every}


def direction(instrument: Instrument) -> str:
    """Which way is better."""
    if instrument.better == "higher":
        return gettext("Higher is better.")
    return gettext("Lower is better.")


def course(course: Course) -> str:
    """The whole course in one sentence, for who does not see the chart (ACC-04)."""
    scored = [point for point in course.points if point.shown]
    if not scored:
        return gettext("No score yet: too few questions were answered.")
    first, last = scored[0], scored[-1]
    if first is last:
        return gettext(
            "One score: %(score)s on %(day)s.", score=number(first.shown), day=day(first.at)
        )
    return gettext(
        "%(n)s scores from %(from)s to %(to)s: first %(first)s, latest %(last)s.",
        n=len(scored),
        first=number(first.shown),
        last=number(last.shown),
        **{"from": day(first.at), "to": day(last.at)},
    )


def _with_year(local: datetime) -> str:
    years = "" if local.year == clock.today().year else " yyyy"
    return f"{format_date(local.date(), 'EEE d MMM' + years)}{comma()}{local:%H:%M}"


def _locale() -> Locale:
    return get_locale() or Locale("en")


SIGNS = {"comma": comma, "semicolon": semicolon}


FILTERS = {
    "age": age,
    "appointment": appointment,
    "as_at": as_at,
    "birth_date": birth_date,
    "change_marks": change_marks,
    "change_words": change,
    "course_words": course,
    "day": day,
    "direction_words": direction,
    "help_words": help_wanted,
    "language_name": language_name,
    "mode_words": mode,
    "moment": moment,
    "nhs_number": nhs_number,
    "number": number,
    "part_words": part,
    "reliable_words": reliable,
    "score_change_words": score_change,
    "score_words": score,
    "short_change_words": short_change,
    "unsent_reason": UNSENT.__getitem__,
    "unsent_words": unsent,
}
