"""SEC-37: the database itself shows no client to who only writes forms."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from app.care import Client
from app.codesign import WORKSHOP_GRANTS, Form
from app.db import Base, act_as, session_factory
from app.extensions import db_session
from app.security import Permission, Role
from app.web.ui import requires
from tests.signing_in import sign_in

DESIGNER, LEAD = Role.CO_DESIGNER, Role.SERVICE_LEAD

CLOSED = (
    "client", "episode", "appointment", "check_in", "invitation", "submission", "draft_answer",
    "score", "alert", "alert_answer", "message", "job", "care_relationship", "feedback_response",
    "feedback_ticket", "held_feedback", "feedback_draft", "reply_wish", "safety_report",
    "leaving_question", "interview_request", "interview_try", "interview", "held_interview",
    "return_wish",
)  # fmt: skip


@pytest.fixture
def role(workshop_role):
    """The role on PostgreSQL."""
    return workshop_role or pytest.skip("SQLite knows no roles")


@pytest.mark.parametrize("table", CLOSED)
def test_sec_37_the_role_of_who_writes_forms_sees_no_table_about_clients(engine, role, table):
    with session_factory(engine)() as session:
        act_as(session, role)
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(select(func.count()).select_from(Base.metadata.tables[table]))


def test_sec_37_the_role_holds_from_one_transaction_to_the_next(engine, role):
    with session_factory(engine)() as session:
        assert session.scalar(select(func.count(Client.id))) == 0
        act_as(session, role)
        for _ in range(2):
            assert session.scalar(select(func.count(Form.id))) == 0
            with pytest.raises(ProgrammingError, match="permission denied"):
                session.scalar(select(func.count(Client.id)))
            session.rollback()


@pytest.mark.parametrize(("roles", "sees"), [((DESIGNER,), False), ((DESIGNER, LEAD), True)])
def test_sec_37_a_page_of_a_co_designer_that_asks_for_clients_gets_none(
    new_app, visit_to, make, role, roles, sees
):
    app = new_app(workshop_role=role)
    make.client(given_name="Canary")

    @app.get("/codesign/peek")
    @requires(Permission.READ_WORKSHOP)
    def peek():
        try:
            return ", ".join(client.name for client in db_session().scalars(select(Client)))
        except ProgrammingError:
            return "permission denied"

    visit = visit_to(app)
    sign_in(visit, make.user(*roles))

    shown = visit.get("/codesign/peek").text

    assert ("Canary" in shown) is sees
    assert visit.get("/codesign/").status_code == 200


def test_sec_37_nothing_about_clients_is_granted_by_the_list():
    assert set(CLOSED).isdisjoint(WORKSHOP_GRANTS)
    assert not set(WORKSHOP_GRANTS) - set(Base.metadata.tables)
