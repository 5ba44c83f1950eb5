"""What staff may know of how somebody left: what was asked and when, and never what is answered.

Only what was said in a call is shown, and only where the client wanted their team to read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import current_app

from app import actions, clock, codesign, feedback, scheduling
from app.care import Client, Ending, Episode
from app.codesign import Purpose
from app.extensions import db_session
from app.feedback import BARRIERS, REASONS, Interview, InterviewRequest
from app.web.ui import language


@dataclass(frozen=True)
class Departure:
    """How it stands with one course that has ended."""

    # When they were asked how it was.
    asked_on: date | None
    call: InterviewRequest | None
    may_offer: bool
    # What they said in a call, in the form's words, and the interviewer's notes.
    said: Sequence[str]
    notes: str


def departures_of(client: Client, episodes: Sequence[Episode]) -> dict[UUID, Departure]:
    """By course."""
    session, at = db_session(), clock.now()
    asked = scheduling.leaving_questions_of(session, client.id)
    calls = feedback.interview_requests_of(session, client.id)
    interviews = feedback.linked_interviews_of(session, client.id)
    return {
        one.id: Departure(
            asked_on=asked.get(one.id),
            call=calls.get(one.id),
            may_offer=actions.why_not_offer(session, one, at=at) is None,
            said=_in_words(interviews[one.id]) if one.id in interviews else (),
            notes=interviews[one.id].notes if one.id in interviews else "",
        )
        for one in episodes
        if one.ended_on
    }


def asked_why_on(episode: Episode | None, how: Ending, on: date) -> date | None:
    """When they would be asked how it was; None when they are not."""
    if episode is None or how is not Ending.STOPPED_COMING:
        return None
    service_id = episode.pathway.service_id
    if codesign.live_version(db_session(), service_id, Purpose.LEAVING) is None:
        return None
    days = current_app.config["HEARD"].leaving_after_days
    return max(on + timedelta(days=days), clock.today())


def _in_words(interview: Interview) -> list[str]:
    content, _language = codesign.content_in(db_session(), interview.version, language())
    said = {REASONS: interview.reasons, BARRIERS: interview.barriers}
    options = {
        key: {option.key: option.text for option in question.options}
        for key in said
        if (question := feedback.codes_in(content, key))
    }
    return [options.get(key, {}).get(code, code) for key, codes in said.items() for code in codes]
