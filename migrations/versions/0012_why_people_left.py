"""Why people left: the question, calls by interviewers, and figures"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OLD_KINDS = ("invitation", "new_link", "reminder", "sign_in_code")


def _kinds(*values: str) -> sa.Enum:
    name, how = "messagekind", {"native_enum": False, "create_constraint": True, "length": 30}
    return sa.Enum(*values, name=name, **how)


OLD_KIND, KIND = _kinds(*OLD_KINDS), _kinds(*OLD_KINDS, "leaving")


def upgrade() -> None:
    op.create_table(
        "held_interview",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_held_interview_service_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_held_interview"),
    )
    with op.batch_alter_table("held_interview", schema=None) as batch_op:
        batch_op.create_index("ix_held_interview_service_id", ["service_id"], unique=False)

    op.create_table(
        "leaving_figures",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column(
            "numbers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_leaving_figures_service_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_leaving_figures"),
        sa.UniqueConstraint("service_id", "quarter", name="uq_leaving_figures_service_id_quarter"),
    )
    op.create_table(
        "return_wish",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_return_wish_client_id"),
        sa.ForeignKeyConstraint(["done_by"], ["user.id"], name="fk_return_wish_done_by"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_return_wish_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_return_wish"),
    )
    with op.batch_alter_table("return_wish", schema=None) as batch_op:
        batch_op.create_index("ix_return_wish_service_id", ["service_id"], unique=False)

    op.create_table(
        "interview_request",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_with", sa.Uuid(), nullable=True),
        sa.Column("when_suits_sealed", sa.String(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("may_link", sa.Boolean(), nullable=True),
        sa.Column("notes_so_far_sealed", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_how",
            sa.Enum(
                "held",
                "no_answer",
                "declined",
                "withdrawn",
                "died",
                "unsafe",
                "opted_out",
                "too_late",
                name="interviewend",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(consented_at IS NULL) = (may_link IS NULL)", name="asked_both"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ends_somehow"),
        sa.ForeignKeyConstraint(
            ["agreed_with"], ["user.id"], name="fk_interview_request_agreed_with"
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name="fk_interview_request_client_id"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_interview_request_episode_id"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_interview_request_service_id"
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["user.id"], name="fk_interview_request_taken_by"),
        sa.PrimaryKeyConstraint("id", name="pk_interview_request"),
    )
    with op.batch_alter_table("interview_request", schema=None) as batch_op:
        batch_op.create_index("ix_interview_request_client_id", ["client_id"], unique=False)
        batch_op.create_index(
            "ix_interview_request_open",
            ["episode_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_interview_request_service_id", ["service_id"], unique=False)

    op.create_table(
        "interview",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "barriers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("notes_sealed", sa.String(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["interview_request.id"], name="fk_interview_request_id"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_interview_service_id"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_interview_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.UniqueConstraint("request_id", name="uq_interview_request_id"),
    )
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.create_index("ix_interview_service_id", ["service_id"], unique=False)

    op.create_table(
        "interview_try",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_by", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "no_answer",
                "wrong_number",
                "call_back",
                name="tryoutcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["interview_request.id"], name="fk_interview_try_request_id"
        ),
        sa.ForeignKeyConstraint(["tried_by"], ["user.id"], name="fk_interview_try_tried_by"),
        sa.PrimaryKeyConstraint("id", name="pk_interview_try"),
    )
    with op.batch_alter_table("interview_try", schema=None) as batch_op:
        batch_op.create_index("ix_interview_try_request_id", ["request_id"], unique=False)

    op.create_table(
        "leaving_question",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_leaving_question_episode_id"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["feedback_ticket.id"], name="fk_leaving_question_ticket_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_leaving_question"),
        sa.UniqueConstraint("code_hash", name="uq_leaving_question_code_hash"),
        sa.UniqueConstraint("episode_id", name="uq_leaving_question_episode_id"),
        sa.UniqueConstraint("ticket_id", name="uq_leaving_question_ticket_id"),
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index("ix_episode_ended_on", ["ended_on"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=OLD_KIND, type_=KIND)
        batch_op.add_column(sa.Column("ticket_id", sa.Uuid(), nullable=True))
        batch_op.create_index("ix_message_ticket_id", ["ticket_id"], unique=False)
    with op.batch_alter_table("message_text", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=OLD_KIND, type_=KIND)
