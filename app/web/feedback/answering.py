"""Somebody who is answering a form in this browser: which form, how far, and what they wrote.

The web session knows the ticket, which says nothing about answers. What was answered only the
secret in this browser's own cookie opens; so nothing on the server joins the two (EQ-05).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, session
from markupsafe import Markup

from app import clock, codesign, feedback, scheduling
from app.codesign import FormAnswers, FormContent, FormVersion, Question
from app.extensions import db_session
from app.feedback import GivenSoFar
from app.scheduling import FeedbackTicket
from app.web.feedback.promises import Promise, beside_a_box, promises_about_wishes, promises_of
from app.web.ui import NoVisit, browser_session, find_secret, form_tongue, language, our_tongue


@dataclass(frozen=True)
class Answering:
    """A form in the words that this person reads, and their ticket for it."""

    ticket: FeedbackTicket
    version: FormVersion
    content: FormContent
    language: str
    given: GivenSoFar

    @property
    def answers(self) -> FormAnswers:
        """What they answered so far."""
        return self.given.answers

    @property
    def asked(self) -> list[Question]:
        """What they are shown, after what they answered so far."""
        return codesign.questions_for(self.content, self.answers)

    @property
    def tongue(self) -> Markup:
        """The language and direction of the form's own words."""
        return form_tongue(self.language)

    @property
    def ours(self) -> Markup:
        """The same for our words among them."""
        return our_tongue(self.language)

    def promises(self) -> list[Promise]:
        """Who reads it, in what form, and whether anybody can know that it was them (EQ-06)."""
        return [*promises_of(_audience(self)), *promises_about_wishes(self.content)]

    def beside(self) -> Markup:
        """What stands at every box that they write in."""
        return beside_a_box(_audience(self), self.ticket.form.service)


@dataclass(frozen=True)
class Sent:
    """A form that was sent from this browser: what it says at the end, and nothing of answers."""

    ticket: FeedbackTicket
    content: FormContent
    language: str

    @property
    def tongue(self) -> Markup:
        """The language and direction of the form's own words."""
        return form_tongue(self.language)


def remember_answering(ticket: FeedbackTicket) -> None:
    """This browser answers with this ticket now; its check-in, if it is on it, stays open."""
    visit: dict[str, Any] = session.get("visit", {})
    is_theirs = visit.get("check_in") == str(ticket.check_in_id)
    kept = ("visit", "danger") if is_theirs else ()
    browser_session().rotate(keep=kept)
    session["feedback"] = {"ticket": str(ticket.id)}


def remember_sent(answering: Answering) -> None:
    """All that is left to show is "thank you"."""
    session["feedback"] = {
        "ticket": str(answering.ticket.id), "sent": str(answering.version.id)
    }  # fmt: skip


def find_answering(*, only_adds: bool = False) -> Answering | None:
    """What is being answered in this browser; None once it was sent.

    After a quiet time nothing is shown any more, but what is still sent may be added.
    """
    notes = _notes(only_adds=only_adds)
    if "sent" in notes:
        return None
    ticket, secret = _ticket(notes), find_secret()
    given = feedback.open_draft(db_session(), secret) if secret else None
    if given is None or given.ticket_id != ticket.id:
        raise NoVisit
    version = codesign.find_version(db_session(), given.version_id)
    if version is None:
        raise NoVisit
    content, language_of_form = codesign.content_in(db_session(), version, language())
    return Answering(ticket, version, content, language_of_form, given)


def find_sent() -> Sent | None:
    """What was sent from this browser last; None while it is being answered."""
    notes = _notes(only_adds=True)
    if "sent" not in notes:
        return None
    version = codesign.find_version(db_session(), UUID(notes["sent"]))
    if version is None:
        raise NoVisit
    return Sent(_ticket(notes), *codesign.content_in(db_session(), version, language()))


def check_in_of(ticket: FeedbackTicket) -> UUID | None:
    """The check-in to go back to, where this browser is on it."""
    visit: dict[str, Any] = session.get("visit", {})
    is_theirs = visit.get("check_in") == str(ticket.check_in_id)
    return ticket.check_in_id if is_theirs else None


def ticket_here() -> FeedbackTicket:
    """The ticket of this browser."""
    return _ticket(_notes(only_adds=True))


def _audience(answering: Answering) -> feedback.Audience:
    ticket = answering.ticket
    return feedback.audience_of(
        db_session(), ticket.form.service, ticket.client_id, answering.content.privacy,
        group=current_app.config["HEARD"].feedback_group, on=clock.today(),
    )  # fmt: skip


def _notes(*, only_adds: bool) -> dict[str, str]:
    if "feedback" not in session or (browser_session().expired_idle and not only_adds):
        raise NoVisit
    notes: dict[str, str] = session["feedback"]
    return notes


def _ticket(notes: dict[str, str]) -> FeedbackTicket:
    ticket = scheduling.read_ticket(db_session(), UUID(notes["ticket"]))
    if ticket is None:
        raise NoVisit
    return ticket
