"""Where Alembic finds the portal's tables, and the connection that `flask db` hands it."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, text

from app.db import Base, UtcDateTime


def plain_type(kind: str, item: object, step: AutogenContext) -> str | bool:
    """Name column types by SQLAlchemy's own names: a migration must not change with the app."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        step.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot change a column in place
    compare_server_default=True,
    render_item=plain_type,
    transactional_ddl=True,  # half a migration is worse than none
)
with context.begin_transaction():
    context.run_migrations()
    if connection.dialect.name == "sqlite":
        lost = connection.execute(text("PRAGMA foreign_key_check")).all()
        if lost:
            raise RuntimeError(f"The migration would leave rows that point at nothing: {lost}")
