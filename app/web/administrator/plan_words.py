"""Plans in words: what one asks, and what changed from one version to the next."""

from collections.abc import Iterator
from datetime import datetime

from babel.lists import format_list
from flask_babel import format_date, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock, instruments, scheduling
from app.scheduling import Occasion, Plan
from app.web.administrator.course import Course, Step
from app.web.administrator.drafts import OCCASIONS
from app.web.administrator.signs import comma, semicolon

CORE = frozenset({"phq9", "gad7", "swemwbs", "core_om"})
OCCASION_NAMES = {
    Occasion.START: _l("At the start"),
    Occasion.ROUTINE: _l("Routine"),
    Occasion.MIDDLE: _l("In the middle"),
    Occasion.END: _l("At the end"),
    Occasion.AFTER: _l("After the end"),
}
OCCASION_HINTS = {
    Occasion.START: _l("Asked once, before the first session."),
    Occasion.ROUTINE: _l("Comes round again. Missed and cancelled sessions do not count."),
    Occasion.MIDDLE: _l("Asked once, after half of the sessions. Needs a number of sessions."),
    Occasion.END: _l("Asked once, with the last session."),
    Occasion.AFTER: _l("Asked once, some days after the end."),
}
EXPERIENCE_FORM = _l("Experience form (asked once your service has released one)")


def measure_name(key: str) -> str:
    """What a questionnaire is called on these pages."""
    if key in scheduling.FORMS:
        return str(EXPERIENCE_FORM)
    return instruments.get_instrument(key).short_name


def short_name(key: str) -> str:
    """The same where there is little room. What is not known any more is named by its key."""
    if key in scheduling.FORMS:
        return gettext("Experience form")
    return instruments.get_instrument(key).short_name if key in instruments.keys() else key


def sentence(plan: Plan) -> str:
    """The plan in one sentence."""
    return semicolon().join(_clauses(plan))


def changes(old: Plan, new: Plan) -> list[str]:
    """What is different in the new one, in as few words as will do."""
    found = [words for o in OCCASIONS if (words := _changed_occasion(o, old, new))]
    if old.sessions != new.sessions:
        was, now = _length(old), _length(new)
        found.append(gettext("Length: %(change)s", change=_arrow(was, now)))
    if old.days_after != new.days_after and new.after:
        was, now = (_days(plan.days_after) for plan in (old, new))
        found.append(gettext("After the end: %(change)s", change=_arrow(was, now)))
    return found


def occasion_at(step: Step, course: Course, plan: Plan) -> str:
    """When somebody is asked, or is not: "After session 4"."""
    if step.last == 0:
        return gettext("Before session 1")
    if step.occasion is Occasion.AFTER:
        return _after_the_end(plan)
    if step.first != step.last:
        return gettext("Sessions %(first)s to %(last)s", first=step.first, last=step.last)
    if step.occasion is None:
        return gettext("Session %(number)s", number=step.first)
    return gettext("After session %(number)s", number=step.first)


def on_day(moment: datetime) -> str:
    """12 March 2026, 14:30"""
    local = clock.local(moment)
    return f"{format_date(local.date(), 'd MMMM yyyy')}{comma()}{local:%H:%M}"


def _clauses(plan: Plan) -> Iterator[str]:
    if plan.routine:
        yield ngettext(
            "%(what)s every %(num)s attended session",
            "%(what)s every %(num)s attended sessions",
            plan.every,
            what=_set_name(plan.routine),
        )
    yield from _rare_clauses(plan)
    if occasions := [o for o in OCCASIONS if set(plan.asks(o)) & set(scheduling.FORMS)]:
        yield gettext("experience form: %(when)s", when=_times(plan, occasions))
    yield _length(plan)


def _rare_clauses(plan: Plan) -> Iterator[str]:
    """What is asked once, occasions with as many questionnaires together."""
    by_number: dict[int, list[Occasion]] = {}
    for occasion in OCCASIONS:
        number = len(_without_forms(plan.asks(occasion)))
        if occasion is not Occasion.ROUTINE and number:
            by_number.setdefault(number, []).append(occasion)
    for number, occasions in by_number.items():
        yield ngettext(
            "%(num)s questionnaire: %(when)s",
            "%(num)s questionnaires: %(when)s",
            number,
            when=_times(plan, occasions),
        )


def _set_name(keys: tuple[str, ...]) -> str:
    if set(keys) == CORE:
        return gettext("Core set")
    return _listed([short_name(key) for key in keys])


def _times(plan: Plan, occasions: list[Occasion]) -> str:
    return _listed([_time(plan, occasion) for occasion in occasions])


def _time(plan: Plan, occasion: Occasion) -> str:
    if occasion is Occasion.MIDDLE and plan.middle_session:
        return gettext("middle (session %(number)s)", number=plan.middle_session)
    if occasion is Occasion.AFTER:
        return _after_the_end(plan)
    words = {
        Occasion.START: gettext("start"),
        Occasion.ROUTINE: gettext("each routine set"),
        Occasion.MIDDLE: gettext("middle"),
        Occasion.END: gettext("end"),
    }
    return words[occasion]


def _after_the_end(plan: Plan) -> str:
    return ngettext(
        "%(num)s day after the end", "%(num)s days after the end", plan.days_after
    )  # fmt: skip


def _length(plan: Plan) -> str:
    if plan.sessions is None:
        return gettext("as long as needed")
    return ngettext("%(num)s session", "%(num)s sessions", plan.sessions)


def _days(days: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", days)


def _changed_occasion(occasion: Occasion, old: Plan, new: Plan) -> str:
    """ "Routine: + S-WEMWBS, every 4 → every 6"; empty when nothing is different."""
    was, now = old.asks(occasion), new.asks(occasion)
    parts = [f"+ {short_name(key)}" for key in now if key not in was]
    parts += [f"− {short_name(key)}" for key in was if key not in now]
    if not parts and was != now:
        parts.append(gettext("in another order"))
    if occasion is Occasion.ROUTINE and old.every != new.every:
        each = [gettext("every %(number)s", number=plan.every) for plan in (old, new)]
        parts.append(_arrow(*each))
    if not parts:
        return ""
    return f"{OCCASION_NAMES[occasion]}: {comma().join(parts)}"


def _arrow(was: str, now: str) -> str:
    arrow = "←" if get_locale().text_direction == "rtl" else "→"
    return f"{was} {arrow} {now}"


def _without_forms(keys: tuple[str, ...]) -> list[str]:
    return [key for key in keys if key not in scheduling.FORMS]


def _listed(words: list[str]) -> str:
    language = get_locale()
    # British lists have no comma before "and".
    return format_list(words, locale="en_GB" if language.language == "en" else language)


FILTERS = {
    "changed_words": changes,
    "measure_name": measure_name,
    "on_day": on_day,
    "plan_words": sentence,
    "short_measure_name": short_name,
    "step_words": occasion_at,
}
