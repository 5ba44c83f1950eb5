"""What a clinician sees of clients: all of them at a glance, one of them in depth. Reads only."""

from app.caseload.alert_answers import AlertForm, Asked, Reply
from app.caseload.alerts import (
    AlertRecord,
    DutyList,
    OpenAlert,
    WhyTheirs,
    alert_record,
    duty_list,
)
from app.caseload.answer_lines import AnswerLine, Given
from app.caseload.answer_sheet import AnswerSheet
from app.caseload.clinicians import find_clinician
from app.caseload.coming_round import CourseSchedule, Decided, schedules_of
from app.caseload.contact import Contact, contact_of
from app.caseload.course import Course, Meaning, Move, Point
from app.caseload.episodes import Part, current_episode
from app.caseload.giving import (
    Askable,
    askables,
    find_open_link,
    find_same_today,
    open_check_ins,
    way_to,
)
from app.caseload.letters import (
    MOST_LETTERS,
    WaitingLetter,
    Whose,
    find_letters,
    letters_to_post,
)
from app.caseload.listing import Caseload, Entry, caseload_of
from app.caseload.misfiled import (
    AnsweredCheckIn,
    ToldMove,
    answered_check_ins,
    told_moves,
)
from app.caseload.outlook import Closing, Opening, closing, opening
from app.caseload.record import MeasureRecord, Record, find_sheet, record_of
from app.caseload.risk_answers import RiskAnswer
from app.caseload.score_lines import ScoreLine
from app.caseload.stand_ins import (
    StandIns,
    away_today,
    coming_absences,
    stand_ins,
    team_of,
)
from app.caseload.undelivered import DealtWith, Lost, dealt_with_lately, lost_messages
from app.caseload.unsent import UnsentLink
from app.caseload.waiting import Unfinished, Waiting
from app.caseload.words_seen import Said

__all__ = [
    "MOST_LETTERS",
    "AlertForm",
    "AlertRecord",
    "AnswerLine",
    "AnswerSheet",
    "AnsweredCheckIn",
    "Askable",
    "Asked",
    "Caseload",
    "Closing",
    "Contact",
    "Course",
    "CourseSchedule",
    "DealtWith",
    "Decided",
    "DutyList",
    "Entry",
    "Given",
    "Lost",
    "Meaning",
    "MeasureRecord",
    "Move",
    "OpenAlert",
    "Opening",
    "Part",
    "Point",
    "Record",
    "Reply",
    "RiskAnswer",
    "Said",
    "ScoreLine",
    "StandIns",
    "ToldMove",
    "Unfinished",
    "UnsentLink",
    "Waiting",
    "WaitingLetter",
    "Whose",
    "WhyTheirs",
    "alert_record",
    "answered_check_ins",
    "askables",
    "away_today",
    "caseload_of",
    "closing",
    "coming_absences",
    "contact_of",
    "current_episode",
    "dealt_with_lately",
    "duty_list",
    "find_clinician",
    "find_letters",
    "find_open_link",
    "find_same_today",
    "find_sheet",
    "letters_to_post",
    "lost_messages",
    "open_check_ins",
    "opening",
    "record_of",
    "schedules_of",
    "stand_ins",
    "team_of",
    "told_moves",
    "way_to",
]
