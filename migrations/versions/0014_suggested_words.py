"""Whose words an accepted suggestion is, and which words a remark was made about"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("form_comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("form_comment", schema=None) as batch_op:
        batch_op.alter_column("about", server_default=None)
    with op.batch_alter_table("form_edit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suggested_by", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_form_edit_suggested_by", "user", ["suggested_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("form_edit", schema=None) as batch_op:
        batch_op.drop_constraint("fk_form_edit_suggested_by", type_="foreignkey")
        batch_op.drop_column("suggested_by")
    with op.batch_alter_table("form_comment", schema=None) as batch_op:
        batch_op.drop_column("about")
