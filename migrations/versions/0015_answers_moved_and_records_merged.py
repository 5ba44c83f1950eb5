"""Answers that stood on the wrong client, and two records of one person

A submission is filed where its check-in is, and its trigger lets that follow and nothing else. On
SQLite the rebuilt tables lose their triggers and are given them again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STEPS = ("raised", "answered", "wished", "passed_on", "seen", "acting", "closed")
WHY = ("forwarded", "shared phone", "wrong link", "wrong entry", "other")
# What a submission may not change. Where it is filed follows its check-in.
ANSWERED = (
    "id", "assignment_id", "measure", "version", "language", "other_languages", "mode", "answers",
    "declined", "started_at", "submitted_at", "n_missing", "prorated", "band", "caseness",
)  # fmt: skip
POINTS = (
    ("check_in_id", "check_in"),
    ("from_episode_id", "episode"),
    ("to_episode_id", "episode"),
    ("moved_by", "user"),
    ("undone_by", "user"),
)
MOVED = (
    "id",
    "check_in_id",
    "from_episode_id",
    "to_episode_id",
    "why",
    "note_sealed",
    "moved_at",
    "moved_by",
)
# It moves, and to where its check-in is.
IS_FILED = (
    "(NOT (NEW.client_id {same} OLD.client_id AND NEW.episode_id {same} OLD.episode_id) AND "
    "EXISTS (SELECT 1 FROM assignment JOIN check_in ON check_in.id = assignment.check_in_id "
    "WHERE assignment.id = NEW.assignment_id AND check_in.client_id {same} NEW.client_id "
    "AND check_in.episode_id {same} NEW.episode_id))"
)


def upgrade() -> None:
    for table in ("check_in", "submission"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in ("client_id", "episode_id"):
                batch_op.alter_column(column, existing_type=sa.Uuid(), nullable=True)
    with op.batch_alter_table("alert_step", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=_steps(*STEPS), type_=_steps(*STEPS, "moved"))
    _add_moves()
    _add_merges()
    if op.get_bind().dialect.name == "sqlite":
        _lock_sqlite()
    elif op.get_bind().dialect.name == "postgresql":
        _lock_postgresql()


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def _steps(*values: str) -> sa.Enum:
    return _choice("stepkind", *values)


def _add_moves() -> None:
    op.create_table(
        "answers_move",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("from_episode_id", sa.Uuid(), nullable=False),
        sa.Column("to_episode_id", sa.Uuid(), nullable=True),
        sa.Column("why", _choice("movereason", *WHY), nullable=False),
        sa.Column("note_sealed", sa.String(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)",
            name=op.f("ck_answers_move_undone_has_a_name"),
        ),
        sa.CheckConstraint(
            "from_episode_id <> to_episode_id", name=op.f("ck_answers_move_goes_elsewhere")
        ),
        *(_points("answers_move", column, table) for column, table in POINTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers_move")),
    )
    for column in ("check_in_id", "from_episode_id", "to_episode_id"):
        op.create_index(op.f(f"ix_answers_move_{column}"), "answers_move", [column])


def _add_merges() -> None:
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_client_merged_into_id"), "client", ["merged_into_id"], ["id"]
        )
    op.create_table(
        "client_merge",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.String(), nullable=True),
        sa.Column(
            "carried", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)",
            name=op.f("ck_client_merge_undone_has_a_name"),
        ),
        sa.CheckConstraint("client_id <> into_id", name=op.f("ck_client_merge_two_records")),
        _points("client_merge", "client_id", "client"),
        _points("client_merge", "into_id", "client"),
        _points("client_merge", "merged_by", "user"),
        _points("client_merge", "undone_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_merge")),
    )
    stands = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_client_merge_standing", "client_merge", ["client_id"], unique=True,
        sqlite_where=stands, postgresql_where=stands,
    )  # fmt: skip
    op.create_index(op.f("ix_client_merge_into_id"), "client_merge", ["into_id"])
    op.create_table(
        "former_number",
        sa.Column("trust_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("nhs_number_sealed", sa.String(), nullable=True),
        sa.Column("nhs_number_lookup", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _points("former_number", "trust_id", "trust"),
        _points("former_number", "client_id", "client"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_number")),
        sa.UniqueConstraint(
            "trust_id",
            "nhs_number_lookup",
            name=op.f("uq_former_number_trust_id_nhs_number_lookup"),
        ),
    )
    op.create_index(op.f("ix_former_number_client_id"), "former_number", ["client_id"])


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _lock_sqlite() -> None:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in ANSWERED)
    _sqlite_trigger("submission", "UPDATE", f"WHEN {changed} OR NOT {IS_FILED.format(same='IS')}")
    _sqlite_trigger("submission", "DELETE")
    for change in ("UPDATE", "DELETE"):
        _sqlite_trigger("alert_step", change)
    moved = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in MOVED)
    _sqlite_trigger("answers_move", "UPDATE", f"WHEN OLD.undone_at IS NOT NULL OR {moved}")
    _sqlite_trigger("answers_move", "DELETE")


def _sqlite_trigger(table: str, change: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is final'); END"
    )


def _lock_postgresql() -> None:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ANSWERED)
    filed = IS_FILED.format(same="IS NOT DISTINCT FROM")
    op.execute(
        "CREATE FUNCTION heard_refuse_but_filing() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {changed} OR NOT {filed} "
        "THEN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is final'; END IF; RETURN NEW; "
        "END $$"
    )
    op.execute("DROP TRIGGER IF EXISTS submission_refuses_change ON submission")
    _postgresql_trigger("submission", "update", "UPDATE", "heard_refuse_but_filing")
    _postgresql_trigger("submission", "delete", "DELETE")
    moved = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in MOVED)
    _postgresql_trigger(
        "answers_move", "update", "UPDATE", when=f"WHEN (OLD.undone_at IS NOT NULL OR {moved})"
    )
    _postgresql_trigger("answers_move", "delete", "DELETE")
    op.execute(
        "CREATE TRIGGER answers_move_refuses_truncate BEFORE TRUNCATE ON answers_move "
        "FOR EACH STATEMENT EXECUTE FUNCTION heard_refuse()"
    )


def _postgresql_trigger(
    table: str, name: str, change: str, function: str = "heard_refuse", when: str = ""
) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{name} BEFORE {change} ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION {function}()"
    )
