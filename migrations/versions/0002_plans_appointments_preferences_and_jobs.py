"""Plans, appointments, preferences and jobs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


ENDING = _choice(
    "ending", "completed", "agreed", "stopped coming", "moved away", "referred on", "died"
)
OLD_KIND = _choice("messagekind", "invitation", "new_link")
KIND = _choice("messagekind", "invitation", "new_link", "reminder")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_claim", ["done_at", "failed_at", "due_at"], unique=False)

    op.create_table(
        "message_text",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "new_link",
                "reminder",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "sms",
                "email",
                "letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text")),
        sa.UniqueConstraint(
            "service_id",
            "kind",
            "channel",
            "language",
            "version",
            name=op.f("uq_message_text_service_id_kind_channel_language_version"),
        ),
    )
    op.create_table(
        "contact_pause",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "wish",
                "inpatient",
                name="pausereason",
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
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_contact_pause_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contact_pause_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_pause")),
    )
    with op.batch_alter_table("contact_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_pause_client_id"), ["client_id"], unique=False)

    op.create_table(
        "contact_preference",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column(
            "refused", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("not_before", sa.Time(), nullable=True),
        sa.Column("not_after", sa.Time(), nullable=True),
        sa.Column("is_plain", sa.Boolean(), nullable=False),
        sa.Column("is_unsafe", sa.Boolean(), nullable=False),
        sa.Column("opted_out_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contact_preference_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_preference")),
        sa.UniqueConstraint("client_id", name=op.f("uq_contact_preference_client_id")),
    )
    op.create_table(
        "measure_plan",
        sa.Column("pathway_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("reason_sealed", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["pathway.id"], name=op.f("fk_measure_plan_pathway_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_plan")),
        sa.UniqueConstraint(
            "pathway_id", "version", name=op.f("uq_measure_plan_pathway_id_version")
        ),
    )
    op.create_table(
        "therapy_group",
        sa.Column("pathway_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["pathway.id"], name=op.f("fk_therapy_group_pathway_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_therapy_group")),
        sa.UniqueConstraint("pathway_id", "name", name=op.f("uq_therapy_group_pathway_id_name")),
    )
    op.create_table(
        "plan_decision",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bring forward",
                "defer",
                "skip",
                "add",
                name="decided",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "occasion",
            sa.Enum(
                "start",
                "routine",
                "middle",
                "end",
                "after",
                "chosen",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "measures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_plan_decision_episode_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_decision")),
    )
    with op.batch_alter_table("plan_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_decision_episode_id"), ["episode_id"], unique=False
        )

    op.create_table(
        "schedule_mark",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_schedule_mark_episode_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_mark")),
        sa.UniqueConstraint("episode_id", name=op.f("uq_schedule_mark_episode_id")),
    )
    with op.batch_alter_table("schedule_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_mark_look_on"), ["look_on"], unique=False)

    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "cancelled_by",
                sa.Enum(
                    "client",
                    "service",
                    name="cancelledby",
                    native_enum=False,
                    create_constraint=True,
                    length=30,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("identifier", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_index(batch_op.f("ix_appointment_episode_id"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_appointment_episode_id_starts_at"), ["episode_id", "starts_at"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_appointment_identifier"), ["identifier"])

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sitting", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "occasion",
                sa.Enum(
                    "start",
                    "routine",
                    "middle",
                    "end",
                    "after",
                    "chosen",
                    name="occasion",
                    native_enum=False,
                    create_constraint=True,
                    length=30,
                ),
                nullable=False,
                server_default="chosen",
            )
        )
        batch_op.add_column(sa.Column("plan_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))

    # What was written by hand becomes one of a list.
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("ended_how", existing_type=sa.String(), nullable=True)
        batch_op.create_index(batch_op.f("ix_episode_group_id"), ["group_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_episode_group_id"), "therapy_group", ["group_id"], ["id"]
        )
    op.execute("UPDATE episode SET ended_how = NULL WHERE ended_how = ''")
    op.execute("UPDATE episode SET ended_how = 'stopped coming' WHERE ended_how = 'dropped out'")
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.alter_column("ended_how", existing_type=sa.String(), type_=ENDING)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("check_in_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_message_check_in_id"), ["check_in_id"], unique=False)
        batch_op.alter_column("kind", existing_type=OLD_KIND, type_=KIND)
    for table, column in (
        ("appointment", "version"),
        ("assignment", "sitting"),
        ("check_in", "occasion"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, server_default=None)
