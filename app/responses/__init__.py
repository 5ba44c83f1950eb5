"""Drafts while answers are given, submissions once they are final."""

from app.responses.drafts import (
    Answer,
    Draft,
    DraftAnswer,
    GivenAnswer,
    NotAnAnswer,
    answered_counts,
    check_answer,
    draft_of,
    forget_stale,
    keep_answer,
)
from app.responses.pace import paces
from app.responses.recomputing import Recomputed, recomputed_after
from app.responses.submissions import (
    NothingAnswered,
    Score,
    Submission,
    SubmissionIsFinal,
    final,
    freeze,
    get_submission,
    refile,
    submissions_of,
)

__all__ = [
    "Answer",
    "Draft",
    "DraftAnswer",
    "GivenAnswer",
    "NotAnAnswer",
    "NothingAnswered",
    "Recomputed",
    "Score",
    "Submission",
    "SubmissionIsFinal",
    "answered_counts",
    "check_answer",
    "draft_of",
    "final",
    "forget_stale",
    "freeze",
    "get_submission",
    "keep_answer",
    "paces",
    "recomputed_after",
    "refile",
    "submissions_of",
]
