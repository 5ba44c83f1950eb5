"""Where Alembic finds the portal's tables, and the connection that `flask db` hands it."""

from alembic import context
from sqlalchemy import text

from app.db import Base  # importing the app has defined every table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot change a column in place
    compare_server_default=True,
    transactional_ddl=True,  # half a migration is worse than none
)
with context.begin_transaction():
    context.run_migrations()
    if connection.dialect.name == "sqlite":
        lost = connection.execute(text("PRAGMA foreign_key_check")).all()
        if lost:
            raise RuntimeError(f"The migration would leave rows that point at nothing: {lost}")
