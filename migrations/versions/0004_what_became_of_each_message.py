"""What became of each message"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


CHANNEL = _choice("channel", "sms", "email", "letter")
REASON = _choice(
    "reason", "died", "episode_ended", "inpatient", "paused", "link_closed", "completed",
    "opted_out", "unsafe", "no_messages", "refused_channel", "no_contact", "by_letter",
    "no_sender", "address_refused", "not_delivered", "gave_up", "too_late",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", CHANNEL, nullable=True))
        for moment in ("delivered_at", "failed_at", "dropped_at"):
            batch_op.add_column(sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", REASON, nullable=True))
    _give_waiting_messages_a_job()


def _give_waiting_messages_a_job() -> None:
    """What already waits is sent by a job, as everything is from now on."""
    message = sa.table(
        "message", sa.column("id", sa.Uuid()), sa.column("key"),
        sa.column("send_after", sa.DateTime(timezone=True)), sa.column("sent_at"),
    )  # fmt: skip
    job = sa.table(
        "job", sa.column("id", sa.Uuid()), sa.column("key"), sa.column("kind"),
        sa.column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
        sa.column("due_at", sa.DateTime(timezone=True)), sa.column("attempts"),
        sa.column("problem"),
    )  # fmt: skip
    waiting = sa.select(message.c.id, message.c.key, message.c.send_after)
    rows = [
        {
            "id": uuid4(),
            "key": f"send_message:{key}",
            "kind": "send_message",
            "payload": {"message_id": str(message_id)},
            "due_at": send_after,
            "attempts": 0,
            "problem": "",
        }
        for message_id, key, send_after in op.get_bind().execute(
            waiting.where(message.c.sent_at.is_(None))
        )
    ]
    if rows:
        op.bulk_insert(job, rows)
