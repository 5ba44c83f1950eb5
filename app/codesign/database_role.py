"""The database role of who writes forms: no table about clients is open to it (SEC-37).

Whatever goes wrong in a page of the workshop, the database itself refuses to show it a client. What
is not listed here is not granted: a new table is closed until somebody thinks about it.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, text

READ = "SELECT"
CHANGE = "SELECT, INSERT, UPDATE"
ANYTHING = "SELECT, INSERT, UPDATE, DELETE"

# Names of tables, or of a table with the only columns that may be read.
WORKSHOP_GRANTS: Mapping[str, str] = {
    # Who works where, and what is offered: nobody in therapy.
    **dict.fromkeys(("trust", "service", "service_calendar", "clinician", "pathway"), READ),
    # How soon a service looks at an alert: the words for people in danger say so.
    "alert_policy": READ,
    **dict.fromkeys(("measure_licence", "measure_withdrawal", "text_withdrawal"), READ),
    "wording_approval": READ,
    # One's own account and session, and the trail of what one did.
    **dict.fromkeys(("user", "audit_chain"), CHANGE),
    **dict.fromkeys(("passkey", "web_session"), ANYTHING),
    "audit_event": "SELECT, INSERT",
    # The words that are written here.
    **dict.fromkeys(("form", "form_version", "form_edit", "form_wording", "jargon"), ANYTHING),
    **dict.fromkeys(("form_approval", "form_comment", "form_vote", "form_try_link"), ANYTHING),
    "form_translation": ANYTHING,
    **dict.fromkeys(("message_text", "crisis_words"), CHANGE),
    # What people said, once nobody can be found in it; what is made of it, together.
    "feedback": READ,
    "feedback_theme": "SELECT, INSERT",
    "feedback_comment_theme": ANYTHING,
    **dict.fromkeys(("experience_review", "experience_decision", "experience_point"), CHANGE),
    "experience_signature": CHANGE,
    "experience_edit": "SELECT, INSERT",
    "leaving_figures": READ,
}
# Of comments only what a feedback reader has let go (EQ-08).
RELEASED = ("id", "version_id", "question", "month", "state", "arrived_on", "released_text_sealed")


def make_workshop_role(connection: Connection, name: str) -> None:
    """Make the role, or bring what it may do up to date. Needs the right to make roles."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    role = quote(name)
    is_there = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
    if not connection.scalar(is_there, {"name": name}):
        connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
    connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    for table, rights in WORKSHOP_GRANTS.items():
        connection.exec_driver_sql(f"GRANT {rights} ON {quote(table)} TO {role}")
    columns = ", ".join(quote(column) for column in RELEASED)
    connection.exec_driver_sql(f"GRANT SELECT ({columns}) ON feedback_comment TO {role}")
