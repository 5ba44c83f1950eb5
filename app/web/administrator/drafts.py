"""A plan while it is being written: all of it as it was typed, right or wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app import scheduling
from app.scheduling import Occasion, Plan, PlanFault
from app.web.administrator.typed import reason_in, whole_number

# In the order of a course of care.
OCCASIONS = (Occasion.START, Occasion.ROUTINE, Occasion.MIDDLE, Occasion.END, Occasion.AFTER)
USUAL = Plan()
# What a number is asked for, should it be none.
NUMBERS = {
    "every": _l("Write how many sessions apart, as a whole number"),
    "sessions": _l("Write the number of sessions as a whole number"),
    "days_after": _l("Write the number of days as a whole number"),
}

# The field that a fault is shown beside, and what to do about it.
FAULTS = {
    PlanFault.ASKS_NOTHING: ("start", _l("Choose at least one questionnaire on one occasion")),
    PlanFault.TOO_OFTEN: ("every", _l("Write 2 or more. After every session is too often")),
    PlanFault.TOO_SELDOM: ("every", _l("Write 20 or fewer sessions")),
    PlanFault.UNKNOWN: ("start", _l("Leave out the questionnaire that Heard does not have")),
    PlanFault.TWICE: ("start", _l("Choose each questionnaire once on an occasion")),
    PlanFault.NO_LENGTH: (
        "sessions",
        _l("Write a number of sessions, or choose nothing for the middle"),
    ),
    PlanFault.LENGTH: ("sessions", _l("Write a number of sessions from 1 to 200")),
    PlanFault.DAYS: ("days_after", _l("Write a number of days from 0 to 365")),
}


@dataclass(frozen=True, kw_only=True)
class PlanDraft:
    """What the form holds. `changes` is the version that it was begun from, 0 for none."""

    asked: Mapping[Occasion, tuple[str, ...]]
    every: str
    is_open_ended: bool
    sessions: str
    days_after: str
    reason: str = ""
    changes: int = 0

    @classmethod
    def of(cls, plan: Plan, *, changes: int, reason: str = "") -> Self:
        """The form filled with this plan."""
        return cls(
            asked={o: _known(plan.asks(o)) for o in OCCASIONS},
            every=str(plan.every),
            is_open_ended=plan.sessions is None,
            sessions="" if plan.sessions is None else str(plan.sessions),
            days_after=str(plan.days_after),
            reason=reason,
            changes=changes,
        )

    @classmethod
    def typed(cls, form: "MultiDict[str, str]") -> Self:
        """The form as it was sent. Boxes are sent in the order in which they stand on the page."""
        return cls(
            asked={o: _known(form.getlist(o.value)) for o in OCCASIONS},
            every=form.get("every", ""),
            is_open_ended=form.get("length") == "open",
            sessions=form.get("sessions", ""),
            days_after=form.get("days_after", ""),
            reason=reason_in(form),
            changes=whole_number(form.get("changes", "")) or 0,
        )

    def rows(self, occasion: Occasion) -> list[str]:
        """Every questionnaire in the order of the page: what is asked, then what is not."""
        asked = self.asked[occasion]
        return [*asked, *(key for key in usual_order() if key not in asked)]

    def moved(self, occasion: Occasion, key: str, by: int) -> Self:
        """The same with one questionnaire asked so many places later."""
        asked = list(self.asked[occasion])
        if key not in asked:
            return self
        place = max(0, asked.index(key) + by)
        asked.remove(key)
        asked.insert(place, key)
        return replace(self, asked={**self.asked, occasion: tuple(asked)})

    @property
    def plan(self) -> Plan:
        """What it comes to. What is no number counts as the usual one: `faults` says so."""
        asked = {occasion.value: keys for occasion, keys in self.asked.items()}
        every, days = whole_number(self.every), whole_number(self.days_after)
        return Plan(
            every=USUAL.every if every is None else every,
            sessions=None if self.is_open_ended else whole_number(self.sessions),
            days_after=USUAL.days_after if days is None else days,
            **asked,
        )

    def faults(self, in_use: Plan | None) -> dict[str, list[str]]:
        """What is wrong with it, by the field that it is wrong in; the first thing for each."""
        found = self._number_faults()
        known = scheduling.askable_keys()
        # How often also counts where nothing is routine: then an unanswered set is given up.
        with_routine = replace(self.plan, routine=tuple(known[:1]))
        for fault in (
            *scheduling.plan_faults(self.plan, known),
            *scheduling.plan_faults(with_routine, known),
        ):
            field, words = FAULTS[fault]
            found.setdefault(field, [str(words)])
        if not found and self.plan == in_use:
            found["start"] = [gettext("Change something: this is the plan that is in use")]
        if not self.reason:
            found["reason"] = [gettext("Say why you change the plan")]
        return found

    def _number_faults(self) -> dict[str, list[str]]:
        """Numbers that are none. Those of occasions that ask nothing may be left empty."""
        wanted = {
            "every": (self.every, bool(self.asked[Occasion.ROUTINE])),
            "sessions": ("" if self.is_open_ended else self.sessions, not self.is_open_ended),
            "days_after": (self.days_after, bool(self.asked[Occasion.AFTER])),
        }
        return {
            name: [str(NUMBERS[name])]
            for name, (text, is_needed) in wanted.items()
            if whole_number(text) is None and (text.strip() or is_needed)
        }


def usual_order() -> list[str]:
    """Every questionnaire in the order of the fullest shipped plan, then what it leaves out."""
    fullest = max((shipped.plan.middle for shipped in scheduling.shipped_plans()), key=len)
    return [*fullest, *(key for key in scheduling.askable_keys() if key not in fullest)]


def _known(keys: Iterable[str]) -> tuple[str, ...]:
    """Those that there are, each once."""
    known = scheduling.askable_keys()
    return tuple(dict.fromkeys(key for key in keys if key in known))
