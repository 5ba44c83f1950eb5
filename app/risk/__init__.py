"""Answers that somebody must look at, and whether they have."""

from app.risk.acting import (
    AlertMovedOn,
    NobodyThere,
    NotAnAct,
    NothingDone,
    act,
    close,
    hold_alert,
    pass_on,
    see,
)
from app.risk.alerts import (
    ENDS_NOTHING,
    Alert,
    AlertAnswer,
    AlertIsRecorded,
    AlertState,
    AlertStep,
    ContactWish,
    Deed,
    Rung,
    StepKind,
)
from app.risk.concerns import Concern, concerns_in, unanswered_risk_items
from app.risk.crisis_rules import CrisisFault, crisis_faults, level_words
from app.risk.crisis_words import (
    CrisisText,
    CrisisWords,
    crisis_text,
    crisis_versions,
    hold_crisis_words,
)
from app.risk.notices import BODY, SEND_NOTICE, SUBJECT, AlertNotice, find_notice, tell
from app.risk.open_alerts import (
    alert_before,
    alerts_of,
    find_alert,
    open_alerts_for,
    own_alerts,
)
from app.risk.policy import AlertPolicy, Clock, clock_of
from app.risk.preferences import (
    FollowUp,
    FollowUpPreference,
    may_say_follow_up,
    newest_preference,
)
from app.risk.raising import (
    RiskAnswerGiven,
    find_risk_item,
    note_answer,
    note_wish,
    raise_alert,
)
from app.risk.responsible import ladder_for, responsible_for
from app.risk.routing import LADDER, Waiting, rung_for
from app.risk.watching import alerts_to_watch, bring_up, give_voice, silent_answers

__all__ = [
    "BODY",
    "ENDS_NOTHING",
    "LADDER",
    "SEND_NOTICE",
    "SUBJECT",
    "Alert",
    "AlertAnswer",
    "AlertIsRecorded",
    "AlertMovedOn",
    "AlertNotice",
    "AlertPolicy",
    "AlertState",
    "AlertStep",
    "Clock",
    "Concern",
    "ContactWish",
    "CrisisFault",
    "CrisisText",
    "CrisisWords",
    "Deed",
    "FollowUp",
    "FollowUpPreference",
    "NobodyThere",
    "NotAnAct",
    "NothingDone",
    "RiskAnswerGiven",
    "Rung",
    "StepKind",
    "Waiting",
    "act",
    "alert_before",
    "alerts_of",
    "alerts_to_watch",
    "bring_up",
    "clock_of",
    "close",
    "concerns_in",
    "crisis_faults",
    "crisis_text",
    "crisis_versions",
    "find_alert",
    "find_notice",
    "find_risk_item",
    "give_voice",
    "hold_alert",
    "hold_crisis_words",
    "ladder_for",
    "level_words",
    "may_say_follow_up",
    "newest_preference",
    "note_answer",
    "note_wish",
    "open_alerts_for",
    "own_alerts",
    "pass_on",
    "raise_alert",
    "responsible_for",
    "rung_for",
    "see",
    "silent_answers",
    "tell",
    "unanswered_risk_items",
]
