"""Forms that a service writes itself, the right to answer them, and what people say in them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback_admission",
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_admission"),
        sa.UniqueConstraint("secret_hash", name="uq_feedback_admission_secret_hash"),
    )
    op.create_table(
        "form",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "prem",
                "leaving",
                "check_in_words",
                "other",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_form_made_by"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_form_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_form"),
    )
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.create_index("ix_form_service_id", ["service_id"], unique=False)

    op.create_table(
        "jargon",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["user.id"], name="fk_jargon_added_by"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_jargon_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jargon"),
        sa.UniqueConstraint("service_id", "word", name="uq_jargon_service_id_word"),
    )
    op.create_table(
        "reply_wish",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("contact_sealed", sa.String(), nullable=True),
        sa.Column("message_sealed", sa.String(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name="fk_reply_wish_answered_by"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_reply_wish_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reply_wish"),
    )
    with op.batch_alter_table("reply_wish", schema=None) as batch_op:
        batch_op.create_index("ix_reply_wish_service_id", ["service_id"], unique=False)

    op.create_table(
        "form_translation",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_fingerprint", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("translated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("translated_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL)",
            name="approved_has_a_name",
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user.id"], name="fk_form_translation_approved_by"
        ),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name="fk_form_translation_form_id"),
        sa.ForeignKeyConstraint(
            ["translated_by"], ["user.id"], name="fk_form_translation_translated_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_translation"),
        sa.UniqueConstraint(
            "form_id",
            "language",
            "source_fingerprint",
            name="uq_form_translation_form_id_language_source_fingerprint",
        ),
    )
    op.create_table(
        "form_version",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "live",
                "retired",
                name="versionstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(released_at IS NULL) = (state NOT IN ('live', 'retired'))",
            name="released",
        ),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name="fk_form_version_form_id"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_form_version_made_by"),
        sa.ForeignKeyConstraint(["released_by"], ["user.id"], name="fk_form_version_released_by"),
        sa.PrimaryKeyConstraint("id", name="pk_form_version"),
        sa.UniqueConstraint("form_id", "version", name="uq_form_version_form_id_version"),
    )
    with op.batch_alter_table("form_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_form_version_live",
            ["form_id"],
            unique=True,
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )

    op.create_table(
        "held_feedback",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name="fk_held_feedback_form_id"),
        sa.PrimaryKeyConstraint("id", name="pk_held_feedback"),
    )
    with op.batch_alter_table("held_feedback", schema=None) as batch_op:
        batch_op.create_index("ix_held_feedback_form_id", ["form_id"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["form_version.id"], name="fk_feedback_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_version_id", ["version_id"], unique=False)

    op.create_table(
        "feedback_comment",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("text_sealed", sa.String(), nullable=True),
        sa.Column("released_text_sealed", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "unread",
                "released",
                "kept_back",
                name="commentstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'unread') = (read_by IS NULL)",
            name="read_by_somebody",
        ),
        sa.ForeignKeyConstraint(["read_by"], ["user.id"], name="fk_feedback_comment_read_by"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_feedback_comment_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_comment"),
    )
    with op.batch_alter_table("feedback_comment", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_comment_arrived_on", ["arrived_on"], unique=False)
        batch_op.create_index("ix_feedback_comment_version_id", ["version_id"], unique=False)

    op.create_table(
        "feedback_draft",
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_feedback_draft_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_draft"),
        sa.UniqueConstraint("secret_hash", name="uq_feedback_draft_secret_hash"),
    )
    op.create_table(
        "form_approval",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_form_approval_user_id"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_form_approval_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_approval"),
        sa.UniqueConstraint("version_id", "user_id", name="uq_form_approval_version_id_user_id"),
    )
    op.create_table(
        "form_comment",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "comment",
                "suggestion",
                "note",
                name="commentkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("body_sealed", sa.String(), nullable=True),
        sa.Column("suggested", sa.String(), nullable=True),
        sa.Column("reply_to", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'suggestion') = (suggested IS NOT NULL)",
            name="suggests_words",
        ),
        sa.CheckConstraint("kind = 'note' OR made_by IS NOT NULL", name="has_an_author"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_form_comment_made_by"),
        sa.ForeignKeyConstraint(["reply_to"], ["form_comment.id"], name="fk_form_comment_reply_to"),
        sa.ForeignKeyConstraint(["resolved_by"], ["user.id"], name="fk_form_comment_resolved_by"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_form_comment_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_comment"),
    )
    with op.batch_alter_table("form_comment", schema=None) as batch_op:
        batch_op.create_index("ix_form_comment_version_id", ["version_id"], unique=False)

    op.create_table(
        "form_edit",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "words",
                "added",
                "removed",
                "moved",
                "setting",
                "approved_words",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["user.id"], name="fk_form_edit_edited_by"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_form_edit_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_edit"),
    )
    with op.batch_alter_table("form_edit", schema=None) as batch_op:
        batch_op.create_index("ix_form_edit_version_id", ["version_id"], unique=False)

    op.create_table(
        "form_try_link",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_form_try_link_made_by"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_form_try_link_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_try_link"),
        sa.UniqueConstraint("token_hash", name="uq_form_try_link_token_hash"),
    )
    with op.batch_alter_table("form_try_link", schema=None) as batch_op:
        batch_op.create_index("ix_form_try_link_version_id", ["version_id"], unique=False)

    op.create_table(
        "form_wording",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "texts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["released_by"], ["user.id"], name="fk_form_wording_released_by"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_form_wording_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_wording"),
        sa.UniqueConstraint("version_id", "language", name="uq_form_wording_version_id_language"),
    )
    op.create_table(
        "form_vote",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["form_comment.id"], name="fk_form_vote_comment_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_form_vote_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_form_vote"),
        sa.UniqueConstraint("comment_id", "user_id", name="uq_form_vote_comment_id_user_id"),
    )
    op.create_table(
        "feedback_ticket",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("check_in_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "spent",
                "declined",
                "withdrawn",
                name="ticketstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name="fk_feedback_ticket_check_in_id"
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_feedback_ticket_client_id"),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_feedback_ticket_episode_id"
        ),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name="fk_feedback_ticket_form_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_ticket"),
        sa.UniqueConstraint(
            "check_in_id", "form_id", name="uq_feedback_ticket_check_in_id_form_id"
        ),
        sa.UniqueConstraint("token_hash", name="uq_feedback_ticket_token_hash"),
    )
    with op.batch_alter_table("feedback_ticket", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_ticket_check_in_id", ["check_in_id"], unique=False)
        batch_op.create_index("ix_feedback_ticket_client_id", ["client_id"], unique=False)
        batch_op.create_index("ix_feedback_ticket_episode_id", ["episode_id"], unique=False)
        batch_op.create_index("ix_feedback_ticket_form_id", ["form_id"], unique=False)

    op.create_table(
        "feedback_response",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "privacy",
            sa.Enum(
                "anonymous",
                "confidential",
                "named",
                name="privacy",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answers_sealed", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["feedback_ticket.id"], name="fk_feedback_response_ticket_id"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_version.id"], name="fk_feedback_response_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_response"),
        sa.UniqueConstraint("ticket_id", name="uq_feedback_response_ticket_id"),
    )
    with op.batch_alter_table("feedback_response", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_response_version_id", ["version_id"], unique=False)
