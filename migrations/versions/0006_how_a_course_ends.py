"""How a course ends"""

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
