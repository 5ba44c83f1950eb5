"""How people left a service, for boards: to the nearest five, and nothing that is few (EQ-04).

It reads the figures that were counted once for each quarter, and no record of anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import feedback
from app.care import Ending
from app.codesign import Form, FormContent, FormVersion, Purpose, content_in
from app.feedback import BARRIERS, REASONS
from app.reports.quarters import Period, Quarter, periods_of
from app.reports.suppression import Published, percent, publish

# Fewer answers than this show nothing: five who named a thing, and five who did not.
FEWEST_ANSWERS = 10
# Where one more has to be withheld, the last of these is.
GIVEN_UP_LAST = (
    *(Ending.STOPPED_COMING, Ending.COMPLETED, Ending.AGREED, Ending.REFERRED_ON),
    *(Ending.MOVED_AWAY, Ending.OTHER, Ending.DIED),
)


@dataclass(frozen=True)
class Departures:
    """How people left in one period. None is withheld, and never a zero."""

    total: int | None
    endings: Mapping[Ending, int | None]
    asked: int | None
    answered: int | None
    agreed: int | None
    held: int | None


@dataclass(frozen=True)
class Named:
    """How many named one reason or barrier, about."""

    words: str
    number: int | None
    percent: int | None


@dataclass(frozen=True)
class Reasons:
    """Why people left, in forms and calls together, in one period."""

    total: int | None
    forms: int | None
    interviews: int | None
    reasons: Sequence[Named]
    barriers: Sequence[Named]


@dataclass(frozen=True)
class LeavingReport:
    """All that may be shown, by period, the newest first."""

    departures: Mapping[Period, Departures]
    reasons: Mapping[Period, Reasons]


Numbers = Mapping[str, Any]


def leaving_report(session: Session, service_id: UUID, *, language: str) -> LeavingReport:
    """How people left this service, and why; codes in the words of its form, in that language."""
    rows = feedback.leaving_figures_of(session, service_id)
    counted = {Quarter.of(row.quarter): row.numbers for row in rows}
    return report_leaving(counted, _words(session, service_id, language))


def report_leaving(
    counted: Mapping[Quarter, Numbers], words: Mapping[str, Mapping[str, str]]
) -> LeavingReport:
    """The same, of plain numbers."""
    if not counted:
        return LeavingReport({}, {})
    until = max(counted).after.first
    left = {quarter: sum(one["endings"].values()) for quarter, one in counted.items()}
    gave = {quarter: one["forms"] + one["interviews"] for quarter, one in counted.items()}
    return LeavingReport(
        {p: _departures(_in(p, counted)) for p in _newest_first(left, until)},
        {
            p: _reasons(_in(p, counted), words)
            for p in _newest_first(gave, until, fewest=FEWEST_ANSWERS)
        },
    )


def _newest_first(numbers: Mapping[Quarter, int], until: date, **fewest: int) -> Sequence[Period]:
    return periods_of(numbers, today=until, **fewest)[::-1]


def _in(period: Period, counted: Mapping[Quarter, Numbers]) -> Sequence[Numbers]:
    return [one for quarter, one in counted.items() if period.holds(quarter.first)]


def _departures(parts: Sequence[Numbers]) -> Departures:
    endings = _added(parts, "endings")
    left = publish([endings.get(how.value, 0) for how in GIVEN_UP_LAST])
    by_ending = dict(zip(GIVEN_UP_LAST, left.parts, strict=True))
    asked, held = _share(parts, "answered", "asked"), _share(parts, "held", "agreed")
    return Departures(
        total=left.total,
        endings={how: by_ending[how] for how in Ending},
        asked=asked.total,
        answered=asked.parts[0],
        agreed=held.total,
        held=held.parts[0],
    )


def _share(parts: Sequence[Numbers], some: str, every: str) -> Published:
    number, of = (sum(one[key] for one in parts) for key in (some, every))
    return publish([number, of - number])


def _reasons(parts: Sequence[Numbers], words: Mapping[str, Mapping[str, str]]) -> Reasons:
    forms, calls = (sum(one[key] for one in parts) for key in ("forms", "interviews"))
    came = publish([forms, calls])
    return Reasons(
        total=came.total,
        forms=came.parts[0],
        interviews=came.parts[1],
        reasons=_named(_added(parts, REASONS), forms + calls, words.get(REASONS, {})),
        barriers=_named(_added(parts, BARRIERS), forms + calls, words.get(BARRIERS, {})),
    )


def _named(counts: Mapping[str, int], of: int, words: Mapping[str, str]) -> Sequence[Named]:
    """Each code in the order of the form; those that it has no more come last.

    Somebody may name several, so that no two add up to anything: each is published by itself, with
    how many did not name it.
    """
    codes = [*words, *sorted(set(counts) - set(words))]
    return [_one(words.get(code, code), counts.get(code, 0), of) for code in codes]


def _one(words: str, number: int, of: int) -> Named:
    shown = publish([number, of - number])
    return Named(words, shown.parts[0], percent(shown.parts[0], shown.total))


def _added(parts: Sequence[Numbers], key: str) -> dict[str, int]:
    codes = {code for one in parts for code in one[key]}
    return {code: sum(one[key].get(code, 0) for one in parts) for code in codes}


def _words(session: Session, service_id: UUID, language: str) -> dict[str, dict[str, str]]:
    """The codes in the words of the newest version that was released; older ones after those."""
    found = (
        select(FormVersion)
        .join(FormVersion.form)
        .where(Form.service_id == service_id, Form.purpose == Purpose.LEAVING)
        .where(FormVersion.released_at.is_not(None))
        .order_by(FormVersion.released_at.desc())
    )
    words: dict[str, dict[str, str]] = {REASONS: {}, BARRIERS: {}}
    for version in session.scalars(found):
        content, _language = content_in(session, version, language)
        for key, known in words.items():
            for code, text in _options(content, key):
                known.setdefault(code, text)
    return words


def _options(content: FormContent, key: str) -> Sequence[tuple[str, str]]:
    question = feedback.codes_in(content, key)
    return [(option.key, option.text) for option in question.options] if question else []
