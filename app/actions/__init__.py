"""Everything the portal can be asked to do. Only this package commits."""

from app.actions.approving import (
    AlreadyOnRecord,
    LicenceNumberMissing,
    approve_wording,
    record_licence,
)
from app.actions.asking import (
    NotAChange,
    NotAPlan,
    Pass,
    SomebodyChangedIt,
    change_plan,
    decide,
    run_schedule,
)
from app.actions.browsing import BrowserChange, remember_browser
from app.actions.demonstrating import NotEmpty, View, holds_anything, seed_demo
from app.actions.inviting import (
    give_check_in,
    revoke_link,
    send_link,
    send_new_link,
    show_link,
)
from app.actions.messaging import Delivery, send_due_messages
from app.actions.people import (
    EmailIsTaken,
    NewStaff,
    PasswordTooShort,
    ServiceIsThere,
    ServiceMissing,
    SomebodyWasFaster,
    add_service,
    add_staff,
    import_clients,
)
from app.actions.preferring import (
    LONGEST_PAUSE,
    ContactChoice,
    NotAPause,
    choose_contact,
    pause_contact,
    stop_contact,
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
from app.actions.signing_in import (
    disable_user,
    record_failed_sign_in,
    record_refusal,
    sign_out,
)

__all__ = [
    "LONGEST_PAUSE",
    "AlreadyOnRecord",
    "AlreadySent",
    "BrowserChange",
    "ContactChoice",
    "Delivery",
    "EmailIsTaken",
    "LicenceNumberMissing",
    "LinkIsClosed",
    "NewStaff",
    "NoSuchQuestionnaire",
    "NotAChange",
    "NotAPause",
    "NotAPlan",
    "NotEmpty",
    "Pass",
    "PasswordTooShort",
    "ServiceIsThere",
    "ServiceMissing",
    "SomebodyChangedIt",
    "SomebodyWasFaster",
    "View",
    "add_service",
    "add_staff",
    "approve_wording",
    "ask_for_help",
    "change_plan",
    "choose_contact",
    "decide",
    "disable_user",
    "give_check_in",
    "holds_anything",
    "import_clients",
    "pause_contact",
    "record_failed_sign_in",
    "record_licence",
    "record_refusal",
    "record_view",
    "remember_browser",
    "revoke_link",
    "run_schedule",
    "save_answer",
    "seed_demo",
    "send_due_messages",
    "send_link",
    "send_new_link",
    "show_link",
    "sign_out",
    "start_visit",
    "stop_contact",
    "submit_questionnaire",
]
