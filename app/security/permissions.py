"""Who may do what. Every page names one permission; every role is a fixed set of them."""

from enum import StrEnum


class Role(StrEnum):
    """What someone is in the service. A person may be more than one."""

    CLINICIAN = "clinician"
    DUTY = "duty"
    CO_DESIGNER = "co_designer"
    SERVICE_LEAD = "service_lead"
    ADMINISTRATOR = "administrator"
    # Trained to read what people write in forms before anybody else does (EQ-08).
    FEEDBACK_READER = "feedback_reader"
    # Calls people who stopped coming and agreed to be called; somebody with lived experience.
    INTERVIEWER = "interviewer"


class Permission(StrEnum):
    """Something a page lets its reader do."""

    USE_ACCOUNT = "use_account"
    READ_CASELOAD = "read_caseload"
    READ_ANSWERS = "read_answers"
    GIVE_CHECK_IN = "give_check_in"
    KEEP_APPOINTMENTS = "keep_appointments"
    KEEP_COURSES = "keep_courses"
    SHARE_CLIENTS = "share_clients"
    MOVE_ANSWERS = "move_answers"
    MERGE_CLIENTS = "merge_clients"
    READ_ALERTS = "read_alerts"
    ACT_ON_ALERTS = "act_on_alerts"
    KEEP_ABSENCES = "keep_absences"
    READ_FIGURES = "read_figures"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    MANAGE_PLANS = "manage_plans"
    MANAGE_TEXTS = "manage_texts"
    MANAGE_JOBS = "manage_jobs"
    MANAGE_SAFETY = "manage_safety"
    APPROVE_CRISIS_WORDS = "approve_crisis_words"
    APPROVE_TEXTS = "approve_texts"
    # Letters of one's own caseload, and those of a whole trust.
    POST_LETTERS = "post_letters"
    POST_EVERY_LETTER = "post_every_letter"
    MANAGE_CALENDAR = "manage_calendar"
    # The workshop where forms are written: to look and comment; to change words; to agree.
    READ_WORKSHOP = "read_workshop"
    WRITE_FORMS = "write_forms"
    APPROVE_FORMS = "approve_forms"
    RELEASE_FORMS = "release_forms"
    # What people said: totals and released comments; what nobody else has read yet.
    READ_EXPERIENCE = "read_experience"
    REVIEW_EXPERIENCE = "review_experience"
    READ_FEEDBACK = "read_feedback"
    HOLD_INTERVIEWS = "hold_interviews"
    # Who would like to come back, by name: they said that the service may know it.
    WELCOME_BACK = "welcome_back"


# Who answers for alerts: each sees those that `risk` lets them see, and no others.
_ALERTS = frozenset({Permission.READ_ALERTS, Permission.ACT_ON_ALERTS, Permission.KEEP_ABSENCES})

# Who writes the service's forms together, and reads what they bring.
_WORKSHOP = frozenset(
    {
        Permission.READ_WORKSHOP,
        Permission.WRITE_FORMS,
        Permission.APPROVE_FORMS,
        # Messages and the words for people in danger: a clinician or the lead approves them.
        Permission.MANAGE_TEXTS,
        Permission.READ_EXPERIENCE,
        Permission.REVIEW_EXPERIENCE,
    }
)

_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLINICIAN: frozenset(
        {
            Permission.READ_CASELOAD,
            Permission.READ_ANSWERS,
            Permission.GIVE_CHECK_IN,
            Permission.KEEP_APPOINTMENTS,
            Permission.KEEP_COURSES,
            Permission.SHARE_CLIENTS,
            Permission.MOVE_ANSWERS,
            Permission.MERGE_CLIENTS,
            Permission.APPROVE_CRISIS_WORDS,
            Permission.APPROVE_TEXTS,
            Permission.POST_LETTERS,
            Permission.READ_WORKSHOP,
            Permission.APPROVE_FORMS,
        }
    )
    | _ALERTS,
    # Duty clinicians see the alerts of their team, and nothing else of the record.
    Role.DUTY: _ALERTS,
    # Never a client's data: none of these leads to any (SEC-37).
    Role.CO_DESIGNER: _WORKSHOP,
    Role.SERVICE_LEAD: _ALERTS
    | _WORKSHOP
    | {
        Permission.APPROVE_CRISIS_WORDS,
        Permission.APPROVE_TEXTS,
        Permission.READ_FIGURES,
        Permission.RELEASE_FORMS,
        Permission.WELCOME_BACK,
    },
    Role.FEEDBACK_READER: frozenset({Permission.READ_FEEDBACK}),
    Role.INTERVIEWER: frozenset({Permission.HOLD_INTERVIEWS}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_PEOPLE,
            Permission.READ_AUDIT,
            Permission.MANAGE_PLANS,
            Permission.MANAGE_TEXTS,
            Permission.MANAGE_JOBS,
            Permission.MANAGE_SAFETY,
            # A name and an address, as on any envelope: no answers.
            Permission.POST_LETTERS,
            Permission.POST_EVERY_LETTER,
            Permission.MANAGE_CALENDAR,
        }
    ),
}


def permissions_of(roles: list[Role]) -> frozenset[Permission]:
    """All that someone with these roles may do. Everyone may look after their own account."""
    granted = frozenset[Permission]().union(*(_GRANTS[role] for role in roles))
    return granted | {Permission.USE_ACCOUNT}
