"""Everything the portal can be asked to do. Only this package commits."""

from app.actions.approving import LicenceNumberMissing, approve_wording, record_licence
from app.actions.inviting import (
    give_check_in,
    revoke_link,
    send_link,
    send_new_link,
    show_link,
)
from app.actions.reading import record_view
from app.actions.responding import (
    AlreadySent,
    LinkIsClosed,
    NoSuchQuestionnaire,
    ask_for_help,
    save_answer,
    start_visit,
    submit_questionnaire,
)

__all__ = [
    "AlreadySent",
    "LicenceNumberMissing",
    "LinkIsClosed",
    "NoSuchQuestionnaire",
    "approve_wording",
    "ask_for_help",
    "give_check_in",
    "record_licence",
    "record_view",
    "revoke_link",
    "save_answer",
    "send_link",
    "send_new_link",
    "show_link",
    "start_visit",
    "submit_questionnaire",
]
