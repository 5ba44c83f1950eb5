"""What a service has withdrawn, and what people reported"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_withdrawal",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        *_withdrawn(),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_measure_withdrawal_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_withdrawal")),
    )
    op.create_table(
        "text_withdrawal",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_withdrawn(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_withdrawal")),
    )
    for table in ("measure_withdrawal", "text_withdrawal"):
        op.create_index(op.f(f"ix_{table}_service_id"), table, ["service_id"])
    op.create_table(
        "safety_report",
        sa.Column("happened_sealed", sa.String(), nullable=True),
        sa.Column("contact_sealed", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hazard", sa.String(), nullable=True),
        sa.Column("outcome_sealed", sa.String(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_report")),
    )
    op.create_index(op.f("ix_safety_report_reported_at"), "safety_report", ["reported_at"])
    op.add_column(
        "assignment", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    )


def _withdrawn() -> list[sa.Column]:
    return [
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
    ]
