"""The words of messages are sent once a second person has approved them

Those that are sent already stay approved, by nobody: so nothing changes in a running service.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("message_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("approved_by", sa.Uuid(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_message_text_approved_by_another"),
            "approved_by IS NULL OR (approved_at IS NOT NULL AND approved_by <> made_by)",
        )
    text = sa.table("message_text", sa.column("made_at"), sa.column("approved_at"))
    op.execute(sa.update(text).values(approved_at=text.c.made_at))
