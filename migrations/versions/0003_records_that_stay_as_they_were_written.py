"""Records that stay as they were written, and clients found by name and date of birth

The triggers are a second lock, for whoever changes rows by hand. Nothing in the portal relies on
them: it works the same on a database that has none (CockroachDB), and `flask audit verify` shows
what was changed where they were taken off. A later step that rebuilds one of these tables on SQLite
takes its triggers off too, and must put them on again; a test says so.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHAINS = 16
FINAL = ("audit_event", "submission", "score")


def upgrade() -> None:
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_lookup", sa.String(), nullable=True))
        batch_op.create_index("ix_client_person", ["trust_id", "person_lookup"])
        batch_op.create_index(
            "uq_client_person_without_number",
            ["trust_id", "person_lookup"],
            unique=True,
            sqlite_where=sa.text("nhs_number_lookup IS NULL"),
            postgresql_where=sa.text("nhs_number_lookup IS NULL"),
        )
    _begin_the_chains_of_an_older_trail()
    if op.get_bind().dialect.name == "sqlite":
        _lock_sqlite()
    elif op.get_bind().dialect.name == "postgresql":
        _lock_postgresql()


def _begin_the_chains_of_an_older_trail() -> None:
    """A new trail begins all chains with its first row; older ones began each when it was used."""
    chain = sa.table(
        "audit_chain",
        sa.column("id", sa.Uuid()),
        *(sa.column(name) for name in ("number", "length", "head")),
    )
    there = set(op.get_bind().scalars(sa.select(chain.c.number)))
    if not there or len(there) == CHAINS:
        return
    from app.security import keyring  # with the key of this copy: without it they prove nothing

    rows = [
        {
            "id": uuid4(),
            "number": number,
            "length": 0,
            "head": keyring().sign(f"beginning of chain {number}"),
        }
        for number in range(CHAINS)
        if number not in there
    ]
    op.bulk_insert(chain, rows)


def _lock_sqlite() -> None:
    for table in FINAL:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is final'); END"
            )
    op.execute(
        "CREATE TRIGGER audit_chain_refuses_delete BEFORE DELETE ON audit_chain "
        "BEGIN SELECT RAISE(ABORT, 'audit_chain only grows'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_chain_refuses_update BEFORE UPDATE ON audit_chain "
        "WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.length <> OLD.length + 1 "
        "BEGIN SELECT RAISE(ABORT, 'audit_chain only grows'); END"
    )


def _lock_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION heard_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is final'; END $$"
    )
    for table in FINAL:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION heard_refuse()"
        )
    op.execute(
        "CREATE TRIGGER audit_chain_refuses_delete BEFORE DELETE ON audit_chain "
        "FOR EACH ROW EXECUTE FUNCTION heard_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_chain_refuses_update BEFORE UPDATE ON audit_chain FOR EACH ROW "
        "WHEN (NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.length <> OLD.length + 1) "
        "EXECUTE FUNCTION heard_refuse()"
    )
    for table in (*FINAL, "audit_chain"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION heard_refuse()"
        )
