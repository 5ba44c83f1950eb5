"""One questionnaire of a check-in as this visit may see it: asked how, answered how far."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flask import abort, url_for
from flask_babel import gettext

from app import care, responses, scheduling
from app.care import Offer
from app.extensions import db_session
from app.instruments import Instrument, Item, Wording
from app.responses import Draft, DraftAnswer, GivenAnswer
from app.scheduling import AssignmentFacts, AssignmentState, NoLongerAsked
from app.web.service_user.visit import Visit
from app.web.ui import language as language_of_page
from app.web.ui import seconds_for

DECLINED = "declined"


@dataclass(frozen=True)
class Row:
    """One line of "check your answers"."""

    item: Item
    question: str
    answer: str
    is_own_words: bool
    change: str


class Asked:
    """A questionnaire in the words it is offered in, with what was answered so far."""

    def __init__(
        self, assignment: AssignmentFacts, offer: Offer, draft: Draft, visit: Visit
    ) -> None:
        self.assignment = assignment
        self.offer = offer
        self.draft = draft
        self._own = draft.given_in(visit.id)

    @property
    def instrument(self) -> Instrument:
        return self.offer.instrument

    @property
    def wording(self) -> Wording:
        return self.offer.wording

    @property
    def position(self) -> int:
        return self.assignment.position

    @property
    def sitting(self) -> int:
        """1 is for the first day, 2 for another, and so on."""
        return self.assignment.sitting

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.instrument.items)

    @property
    def seen_to(self) -> int:
        """How many of them were answered or declined, here or elsewhere."""
        return len(self.draft.answers)

    @property
    def declined(self) -> int:
        """How many of them this visit would rather not answer.

        What another visit declined counts as answered, as all that it gave looks alike (SEC-17).
        """
        return sum(row.declined for row in self._own.values())

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return self.seen_to - self.declined

    @property
    def seconds_left(self) -> float:
        """About how long the rest of it takes."""
        return seconds_for(self.instrument.key, self.total - self.seen_to)

    @property
    def is_sent(self) -> bool:
        return self.assignment.state is AssignmentState.SUBMITTED

    @property
    def given(self) -> str:
        """What was answered, for the script: `q1=2&q2=declined&q3=`.

        An answer that another visit gave is only said to be there (SEC-17).
        """
        return "&".join(f"{item}={self.given_to(item) or ''}" for item in self.draft.answers)

    def given_to(self, item_id: str) -> str | None:
        """What this visit chose for the item, as the form writes it."""
        row = self._own.get(item_id)
        return _as_written(row) if row else None

    @property
    def is_in_danger(self) -> bool:
        """Whether this visit gave an answer that calls for showing where to find help (SAF-03)."""
        answers = {item: row.value for item, row in self._own.items()}
        values = ((answers.get(f"q{r.item}"), r.at_least) for r in self.instrument.risk_items)
        return any(value is not None and value >= at_least for value, at_least in values)

    @cached_property
    def address(self) -> str:
        """Where the whole questionnaire is."""
        return url_for(
            "questionnaire.questions",
            check_in_id=self.assignment.check_in_id,
            position=self.position,
        )

    @property
    def next_step(self) -> str:
        """The first question without an answer, or the page where answers are checked."""
        item = self.draft.first_unanswered(self.instrument)
        return f"{self.address}?q={item.number}" if item else f"{self.address}/check"

    def rows(self) -> Iterator[Row]:
        """Every question with what was answered to it, as far as this visit may see it."""
        for item in self.instrument.items:
            row = self._own.get(item.id)
            if row is None or row.value is None:
                answer, is_ours = self._said(item, row is not None), True
            else:
                answer, is_ours = self.wording.choice(item, row.value), False
            change = f"{self.address}?q={item.number}&then=check"
            yield Row(item, self.wording.question(item), answer, is_ours, change)

    def _said(self, item: Item, is_declined: bool) -> str:
        if is_declined:
            return gettext("I’d rather not answer")
        if item.id in self.draft.answers:
            return gettext("Answered earlier")
        return gettext("Not answered")


def get_asked(visit: Visit, position: int) -> Asked:
    """The questionnaire at this place of the visit's check-in, or "not found".

    Raises NoLongerAsked for one that was withdrawn.
    """
    found = scheduling.find_assignment(db_session(), visit.check_in_id, position) or abort(404)
    if found.withdrawn_at:
        raise NoLongerAsked
    return asked_of(found, visit)


def asked_of(assignment: AssignmentFacts, visit: Visit) -> Asked:
    """The questionnaire as this visit may see it."""
    service_id, language = assignment.service_id, language_of_page()
    offer = care.offer(db_session(), service_id, assignment.measure, language)
    draft = responses.draft_of(db_session(), assignment.id)
    return Asked(assignment, offer, draft, visit)


def _as_written(row: DraftAnswer | GivenAnswer) -> str:
    return DECLINED if row.declined else str(row.value)
