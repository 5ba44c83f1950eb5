"""What a clinician sees of clients: all of them at a glance. Reads only."""

from app.caseload.course import Course, Meaning, Move, Point
from app.caseload.listing import Caseload, Entry, caseload_of
from app.caseload.risk_answers import RiskAnswer
from app.caseload.waiting import Unfinished, Waiting
from app.caseload.words_seen import Said

__all__ = [
    "Caseload",
    "Course",
    "Entry",
    "Meaning",
    "Move",
    "Point",
    "RiskAnswer",
    "Said",
    "Unfinished",
    "Waiting",
    "caseload_of",
]
