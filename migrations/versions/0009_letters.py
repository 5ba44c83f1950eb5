"""Letters: postal addresses, codes to type, and messages that somebody has to post"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address_sealed", sa.String(), nullable=True))
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_hash", sa.String(), nullable=True))
        batch_op.create_unique_constraint("uq_invitation_code_hash", ["code_hash"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_post_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_message_to_post_since", ["to_post_since"])
