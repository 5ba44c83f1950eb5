"""Codes to sign in with, clients found by their number or address, and where messages went"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


OLD_KINDS = ("invitation", "new_link", "reminder")
OLD_REASONS = (
    "died", "episode_ended", "inpatient", "paused", "link_closed", "completed", "opted_out",
    "unsafe", "no_messages", "refused_channel", "no_contact", "by_letter", "no_sender",
    "address_refused", "not_delivered", "gave_up", "too_late",
)  # fmt: skip
OLD_KIND, KIND = (
    _choice("messagekind", *OLD_KINDS),
    _choice("messagekind", *OLD_KINDS, "sign_in_code"),
)
OLD_REASON, REASON = (
    _choice("reason", *OLD_REASONS),
    _choice("reason", *OLD_REASONS, "shared_contact"),
)


def upgrade() -> None:
    op.create_table(
        "sign_in_code",
        sa.Column("contact_lookup", sa.String(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    op.create_index(op.f("ix_sign_in_code_client_id"), "sign_in_code", ["client_id"])
    op.create_index(op.f("ix_sign_in_code_asked_at"), "sign_in_code", ["asked_at"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_to_sealed", sa.String(), nullable=True))
        batch_op.alter_column("kind", existing_type=OLD_KIND, type_=KIND)
        batch_op.alter_column("reason", existing_type=OLD_REASON, type_=REASON)
    with op.batch_alter_table("message_text", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=OLD_KIND, type_=KIND)
    with op.batch_alter_table("client", schema=None) as batch_op:
        for contact in ("phone", "email"):
            batch_op.add_column(sa.Column(f"{contact}_lookup", sa.String(), nullable=True))
            batch_op.create_index(
                batch_op.f(f"ix_client_{contact}_lookup"), [f"{contact}_lookup"], unique=False
            )
    _find_those_who_are_here_already()


def _find_those_who_are_here_already() -> None:
    client = sa.table(
        "client",
        sa.column("id", sa.Uuid()),
        *(sa.column(f"{c}_{kind}") for c in ("phone", "email") for kind in ("sealed", "lookup")),
    )
    for row in op.get_bind().execute(sa.select(client)).mappings().all():
        found = {contact: _lookup(contact, row) for contact in ("phone", "email")}
        values = {f"{contact}_lookup": lookup for contact, lookup in found.items() if lookup}
        if values:
            op.execute(sa.update(client).where(client.c.id == row["id"]).values(values))


def _lookup(contact: str, row: sa.RowMapping) -> str | None:
    from app.care import contact_lookup  # with the keys of this copy: only they can read it
    from app.security import keyring

    sealed = row[f"{contact}_sealed"]
    if not sealed:
        return None
    return contact_lookup(keyring().unseal(sealed, f"client.{contact}.{row['id']}"))
