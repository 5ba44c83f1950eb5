"""Drafts while answers are given, submissions once they are final."""

from app.responses.drafts import (
    Answer,
    Draft,
    DraftAnswer,
    NotAnAnswer,
    answered_counts,
    check_answer,
    draft_of,
    forget_stale,
    keep_answer,
)
from app.responses.submissions import (
    NothingAnswered,
    Score,
    Submission,
    SubmissionIsFinal,
    find_submission,
    freeze,
    submissions_of,
)

__all__ = [
    "Answer",
    "Draft",
    "DraftAnswer",
    "NotAnAnswer",
    "NothingAnswered",
    "Score",
    "Submission",
    "SubmissionIsFinal",
    "answered_counts",
    "check_answer",
    "draft_of",
    "find_submission",
    "forget_stale",
    "freeze",
    "keep_answer",
    "submissions_of",
]
