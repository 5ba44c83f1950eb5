"""How a course ends, and messages that somebody dealt with"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = ("completed", "agreed", "stopped coming", "moved away", "referred on", "died")
NOW = ("completed", "agreed", "stopped coming", "referred on", "moved away", "died", "other")


def _ending(*values: str) -> sa.Enum:
    return sa.Enum(*values, name="ending", native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.alter_column("ended_how", existing_type=_ending(*BEFORE), type_=_ending(*NOW))
    op.create_table(
        "message_follow_up",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("note_sealed", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_follow_up_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_follow_up")),
    )
    op.create_index(
        op.f("ix_message_follow_up_message_id"), "message_follow_up", ["message_id"], unique=False
    )
