"""What people chose in the service's own forms: over time, in the words that they saw (EQ-04).

A question is one series for as long as nothing of it changes: its key, words, options and
condition. Another wording is another series, as it may be answered otherwise for that alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.codesign import Form, FormContent, Question, VersionState, versions_of
from app.feedback import Feedback
from app.reports.experience_counts import Answered, Asked, Given, count_answers
from app.reports.quarters import Period, Quarter, periods_of
from app.reports.suppression import publish

Counted = Mapping[Period, Mapping[Question, Asked]]


@dataclass(frozen=True)
class Series:
    """One question in one wording: which versions asked it so, and what was answered when."""

    question: Question
    versions: tuple[int, ...]
    # Only periods in which something may be shown.
    answered: Mapping[Period, Answered]

    @property
    def last(self) -> Period | None:
        """The newest period in which something may be shown."""
        return max(self.answered, default=None)

    @property
    def newest(self) -> Answered | None:
        """What was answered in it."""
        return self.answered[self.last] if self.last else None


@dataclass(frozen=True)
class ExperienceReport:
    """A form's answers. The questions of its newest version come first, in their order."""

    periods: Sequence[Period] = ()
    # About so many forms came back.
    forms: Mapping[Period, int] = field(default_factory=dict)
    # Each question with its older wordings, the newest first.
    questions: Sequence[Sequence[Series]] = ()
    counted: Counted = field(default_factory=dict)

    def shows_comments_to(self, question: Question, month: date) -> bool:
        """Whether comments may stand beside this question, of forms released in that month.

        Four comments to "What went wrong?" would say of "fewer than five" how many those were.
        """
        if question.show_if is None:
            return True
        period = next((one for one in self.periods if one.holds(month)), None)
        asked = self.counted[period].get(question) if period else None
        return asked is not None and asked.may_be_shown


def experience_report(session: Session, form: Form, *, today: date) -> ExperienceReport:
    """All that may be shown of the anonymous answers to this form."""
    versions = {
        version.id: version
        for version in versions_of(session, form.id)
        if version.state in (VersionState.LIVE, VersionState.RETIRED)
    }
    found = select(Feedback.version_id, Feedback.month, Feedback.answers)
    rows = session.execute(found.where(Feedback.version_id.in_(versions)))
    given = [
        Given(versions[id_].version, month, {key: tuple(one) for key, one in answers.items()})
        for id_, month, answers in rows
    ]
    contents = {version.version: version.content for version in versions.values()}
    return report_of(contents, given, today=today)


def report_of(
    contents: Mapping[int, FormContent], given: Iterable[Given], *, today: date
) -> ExperienceReport:
    """The same, of versions by their number and what was given."""
    by_quarter: dict[Quarter, list[Given]] = {}
    for one in given:
        by_quarter.setdefault(Quarter.of(one.month), []).append(one)
    periods = periods_of({quarter: len(all_) for quarter, all_ in by_quarter.items()}, today=today)
    within = {
        period: [one for quarter in period.quarters() for one in by_quarter.get(quarter, ())]
        for period in periods
    }
    counted = {period: count_answers(contents, every) for period, every in within.items()}
    return ExperienceReport(
        periods,
        {period: publish([len(every)]).total or 0 for period, every in within.items()},
        _questions(contents, counted),
        counted,
    )


def _questions(contents: Mapping[int, FormContent], counted: Counted) -> list[list[Series]]:
    """Every question with options, the newest form's first."""
    wordings: dict[str, dict[Question, list[int]]] = {}
    for version in sorted(contents, reverse=True):
        for question in contents[version].asked:
            if not question.kind.is_text:
                wordings.setdefault(question.key, {}).setdefault(question, []).append(version)
    return [
        [_series(question, versions, counted) for question, versions in every.items()]
        for every in wordings.values()
    ]


def _series(question: Question, versions: Iterable[int], counted: Counted) -> Series:
    shown = {
        period: answered
        for period, every in counted.items()
        if (asked := every.get(question)) and (answered := asked.answered)
    }
    return Series(question, tuple(sorted(versions)), shown)
