"""Alerts, who must act on them, and the working time by which they are counted

A weekday of the contract is new for each clinician: everybody works Monday to Friday until told
otherwise. Answers and steps of an alert get the second lock that other final rows have.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FINAL = ("alert_answer", "alert_step")


def upgrade() -> None:
    op.create_table(
        "alert_policy",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("acknowledge_hours", sa.Integer(), nullable=False),
        sa.Column("escalate_hours", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "acknowledge_hours > 0", name=op.f("ck_alert_policy_acknowledged_some_day")
        ),
        sa.CheckConstraint(
            "escalate_hours >= acknowledge_hours", name=op.f("ck_alert_policy_escalated_after_that")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_alert_policy_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_policy")),
        sa.UniqueConstraint("service_id", name=op.f("uq_alert_policy_service_id")),
    )
    op.create_table(
        "crisis_words",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("line_name", sa.String(), nullable=False),
        sa.Column("line_phone", sa.String(), nullable=False),
        sa.Column("line_hours", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL)",
            name=op.f("ck_crisis_words_approved_has_a_name"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> made_by",
            name=op.f("ck_crisis_words_approved_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user.id"], name=op.f("fk_crisis_words_approved_by")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_crisis_words_made_by")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_crisis_words_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_words")),
        sa.UniqueConstraint(
            "service_id",
            "language",
            "version",
            name=op.f("uq_crisis_words_service_id_language_version"),
        ),
    )
    op.create_table(
        "follow_up_preference",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column(
            "follow_up",
            sa.Enum(
                "call",
                "message",
                "next_session",
                name="followup",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name=op.f("ck_follow_up_preference_reviewed_has_a_name"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_follow_up_preference_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["user.id"], name=op.f("fk_follow_up_preference_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_preference")),
    )
    with op.batch_alter_table("follow_up_preference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_up_preference_client_id"), ["client_id"], unique=False
        )

    op.create_table(
        "service_calendar",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nation",
            sa.Enum(
                "ENG",
                "WLS",
                "SCT",
                "NIR",
                name="nation",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "hours", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "closed_on", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_calendar_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_calendar")),
        sa.UniqueConstraint("service_id", name=op.f("uq_service_calendar_service_id")),
    )
    op.create_table(
        "absence",
        sa.Column("clinician_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "leave",
                "sickness",
                "training",
                "other",
                name="absencereason",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_absence_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_absence_clinician_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_clinician_id"), ["clinician_id"], unique=False)

    op.create_table(
        "alert",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalate_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "rung",
            sa.Enum(
                "owner",
                "cover",
                "duty",
                "lead",
                name="rung",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "wish",
            sa.Enum(
                "any_time",
                "morning",
                "afternoon",
                "no",
                name="contactwish",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("acting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acting_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(acting_at IS NULL) = (acting_by IS NULL)", name=op.f("ck_alert_acting_has_a_name")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_alert_closed_has_a_name")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR acting_at IS NOT NULL", name=op.f("ck_alert_closed_after_acting")
        ),
        sa.ForeignKeyConstraint(["acting_by"], ["user.id"], name=op.f("fk_alert_acting_by")),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_alert_check_in_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_alert_client_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_alert_closed_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["clinician.id"], name=op.f("fk_alert_owner_id")),
        sa.ForeignKeyConstraint(["seen_by"], ["user.id"], name=op.f("fk_alert_seen_by")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_alert_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            "ix_alert_of_service", ["service_id", "closed_at", "raised_at"], unique=False
        )
        batch_op.create_index(
            "uq_alert_waiting",
            ["check_in_id"],
            unique=True,
            sqlite_where=sa.text("acting_at IS NULL AND closed_at IS NULL"),
            postgresql_where=sa.text("acting_at IS NULL AND closed_at IS NULL"),
        )

    op.create_table(
        "alert_answer",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_answer_alert_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_alert_answer_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_answer")),
        sa.UniqueConstraint("alert_id", "number", name=op.f("uq_alert_answer_alert_id_number")),
    )
    with op.batch_alter_table("alert_answer", schema=None) as batch_op:
        batch_op.create_index("ix_alert_answer_item", ["assignment_id", "item"], unique=False)

    op.create_table(
        "alert_notice",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(
                "owner",
                "cover",
                "duty",
                "lead",
                name="rung",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_notice_alert_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_alert_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_notice")),
        sa.UniqueConstraint(
            "alert_id", "user_id", "rung", name=op.f("uq_alert_notice_alert_id_user_id_rung")
        ),
    )
    op.create_table(
        "alert_step",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "raised",
                "answered",
                "wished",
                "passed_on",
                "seen",
                "acting",
                "closed",
                name="stepkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column(
            "rung",
            sa.Enum(
                "owner",
                "cover",
                "duty",
                "lead",
                name="rung",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "wish",
            sa.Enum(
                "any_time",
                "morning",
                "afternoon",
                "no",
                name="contactwish",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "deeds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("note_sealed", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_step_alert_id")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_alert_step_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_step")),
        sa.UniqueConstraint("alert_id", "number", name=op.f("uq_alert_step_alert_id_number")),
    )
    with op.batch_alter_table("clinician", schema=None) as batch_op:
        batch_op.add_column(sa.Column("works_on", sa.String(), nullable=True))
    op.execute("UPDATE clinician SET works_on = '01234'")
    with op.batch_alter_table("clinician", schema=None) as batch_op:
        batch_op.alter_column("works_on", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("draft_answer", schema=None) as batch_op:
        batch_op.create_index("ix_draft_answer_answered_at", ["answered_at"])
    _lock()


def _lock() -> None:
    for table in FINAL:
        if op.get_bind().dialect.name == "sqlite":
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is final'); END"
                )
        elif op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION heard_refuse()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION heard_refuse()"
            )
