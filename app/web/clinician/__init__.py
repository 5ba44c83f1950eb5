"""The pages of clinicians and of those on duty: caseload, one client, alerts, absences."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.clinician import (
    absence_words,
    absences,
    address,
    alert_words,
    alerts,
    appointment_words,
    appointments,
    attendance,
    colleagues,
    contact,
    course_words,
    courses,
    crisis_words,
    giving,
    interviews,
    moving,
    moving_words,
    record_words,
    records_of_one,
    schedule,
    schedule_words,
    undelivered,
    views,
)
from app.web.clinician.chart import SHAPES
from app.web.clinician.records import waiting_alerts
from app.web.clinician.words import FILTERS, SIGNS, measure_names
from app.web.ui import Place, add_place

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.context_processor(
    lambda: {
        "names": measure_names(),
        "shapes": SHAPES,
        "waiting_alerts": waiting_alerts,
    }
)
views.bp.register_blueprint(giving.bp)
views.bp.register_blueprint(schedule.bp)
views.bp.register_blueprint(contact.bp)
views.bp.register_blueprint(address.bp)
views.bp.register_blueprint(appointments.bp)
views.bp.register_blueprint(attendance.bp)
views.bp.register_blueprint(undelivered.bp)
views.bp.register_blueprint(courses.bp)
views.bp.register_blueprint(interviews.bp)
views.bp.register_blueprint(colleagues.bp)
views.bp.register_blueprint(crisis_words.bp)
views.bp.register_blueprint(alerts.bp)
views.bp.register_blueprint(moving.bp)
views.bp.register_blueprint(records_of_one.bp)
views.bp.register_blueprint(absences.bp)


def init_clinician(app: Flask) -> None:
    """Add the therapist's pages."""
    app.jinja_env.filters |= FILTERS | schedule_words.FILTERS | contact.FILTERS
    app.jinja_env.filters |= appointment_words.FILTERS | course_words.FILTERS
    app.jinja_env.filters |= undelivered.FILTERS | alert_words.FILTERS
    app.jinja_env.filters |= absence_words.FILTERS | interviews.FILTERS
    app.jinja_env.filters |= moving_words.FILTERS | record_words.FILTERS
    app.jinja_env.globals |= SIGNS
    app.register_blueprint(views.bp)
    add_place(app, Place("clinician.home", _l("Caseload"), Permission.READ_CASELOAD))
    alerts_place = Place(
        "clinician.alerts.duty", _l("Alerts"), Permission.READ_ALERTS, count=waiting_alerts
    )
    add_place(app, alerts_place)
