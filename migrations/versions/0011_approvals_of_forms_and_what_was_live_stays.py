"""Approvals of forms that are kept when they count no more, and locks on what was live

Like those of the audit trail the triggers are a second lock, for whoever changes rows by hand.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RELEASED = "OLD.state IN ('live', 'retired')"
# What a live version says and who released it; to be retired is all that can happen to it.
KEPT = ("id", "form_id", "version", "content", "reason", "made_at", "made_by", "submitted_at",
        "released_at", "released_by")  # fmt: skip


def upgrade() -> None:
    roles = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    counting = sa.text("dropped_at IS NULL")
    with op.batch_alter_table("form_approval", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("role_names", roles, nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint("uq_form_approval_version_id_user_id", type_="unique")
        batch_op.create_index(
            "uq_form_approval_counting",
            ["version_id", "user_id"],
            unique=True,
            sqlite_where=counting,
            postgresql_where=counting,
        )
    with op.batch_alter_table("form_approval", schema=None) as batch_op:
        batch_op.alter_column("role_names", existing_type=roles, server_default=None)
    if op.get_bind().dialect.name == "sqlite":
        _lock_sqlite()
    elif op.get_bind().dialect.name == "postgresql":
        _lock_postgresql()


def _lock_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, '{} is final'); END"
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER form_wording_refuses_{change.lower()} "
            f"BEFORE {change} ON form_wording {refuse.format('form_wording')}"
        )
    op.execute(
        "CREATE TRIGGER form_version_refuses_delete BEFORE DELETE ON form_version "
        f"WHEN {RELEASED} {refuse.format('form_version')}"
    )
    op.execute(
        "CREATE TRIGGER form_version_refuses_update BEFORE UPDATE ON form_version "
        f"WHEN {_changes('IS NOT')} {refuse.format('form_version')}"
    )


def _lock_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER form_wording_refuses_change BEFORE UPDATE OR DELETE ON form_wording "
        "FOR EACH ROW EXECUTE FUNCTION heard_refuse()"
    )
    op.execute(
        "CREATE TRIGGER form_version_refuses_delete BEFORE DELETE ON form_version "
        f"FOR EACH ROW WHEN ({RELEASED}) EXECUTE FUNCTION heard_refuse()"
    )
    op.execute(
        "CREATE TRIGGER form_version_refuses_update BEFORE UPDATE ON form_version "
        f"FOR EACH ROW WHEN ({_changes('IS DISTINCT FROM')}) EXECUTE FUNCTION heard_refuse()"
    )
    for table in ("form_wording", "form_version"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION heard_refuse()"
        )


def _changes(differs: str) -> str:
    """Whether more happens to a released version than that it is retired."""
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in KEPT)
    return (
        f"{RELEASED} AND ({changed} OR NEW.state <> 'retired' "
        f"OR (OLD.state = 'retired' AND NEW.retired_at {differs} OLD.retired_at))"
    )
