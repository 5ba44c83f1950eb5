"""How what people say is read, flagged, themed and reviewed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "experience_review",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=False),
        sa.Column("covers_until", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("findings_sealed", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("covers_from <= covers_until", name="ends_after_start"),
        sa.ForeignKeyConstraint(["begun_by"], ["user.id"], name="fk_experience_review_begun_by"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_experience_review_service_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experience_review"),
    )
    with op.batch_alter_table("experience_review", schema=None) as batch_op:
        batch_op.create_index("ix_experience_review_service_id", ["service_id"], unique=False)

    op.create_table(
        "feedback_theme",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_feedback_theme_made_by"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_feedback_theme_service_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_theme"),
        sa.UniqueConstraint("service_id", "name", name="uq_feedback_theme_service_id_name"),
    )
    op.create_table(
        "experience_decision",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("what_sealed", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("outcome_sealed", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(done_on IS NULL) = (done_by IS NULL)",
            name="done_by_somebody",
        ),
        sa.ForeignKeyConstraint(["done_by"], ["user.id"], name="fk_experience_decision_done_by"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_experience_decision_made_by"),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name="fk_experience_decision_owner_id"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["experience_review.id"], name="fk_experience_decision_review_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experience_decision"),
    )
    with op.batch_alter_table("experience_decision", schema=None) as batch_op:
        batch_op.create_index("ix_experience_decision_review_id", ["review_id"], unique=False)

    op.create_table(
        "experience_edit",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("before_sealed", sa.String(), nullable=True),
        sa.Column("after_sealed", sa.String(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["user.id"], name="fk_experience_edit_edited_by"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["experience_review.id"], name="fk_experience_edit_review_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experience_edit"),
    )
    with op.batch_alter_table("experience_edit", schema=None) as batch_op:
        batch_op.create_index("ix_experience_edit_review_id", ["review_id"], unique=False)

    op.create_table(
        "experience_point",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "texts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR published_on IS NOT NULL",
            name="was_published",
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_experience_point_made_by"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["experience_review.id"], name="fk_experience_point_review_id"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name="fk_experience_point_service_id"
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["user.id"], name="fk_experience_point_withdrawn_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experience_point"),
    )
    with op.batch_alter_table("experience_point", schema=None) as batch_op:
        batch_op.create_index("ix_experience_point_review_id", ["review_id"], unique=False)
        batch_op.create_index("ix_experience_point_service_id", ["service_id"], unique=False)

    op.create_table(
        "experience_signature",
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("as_co_designer", sa.Boolean(), nullable=False),
        sa.Column("as_staff", sa.Boolean(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["experience_point.id"], name="fk_experience_signature_point_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_experience_signature_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_experience_signature"),
        sa.UniqueConstraint("point_id", "user_id", name="uq_experience_signature_point_id_user_id"),
    )
    op.create_table(
        "feedback_comment_theme",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["feedback_comment.id"],
            name="fk_feedback_comment_theme_comment_id",
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["user.id"], name="fk_feedback_comment_theme_given_by"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["feedback_theme.id"], name="fk_feedback_comment_theme_theme_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_comment_theme"),
        sa.UniqueConstraint(
            "comment_id", "theme_id", name="uq_feedback_comment_theme_comment_id_theme_id"
        ),
    )
    with op.batch_alter_table("feedback_comment_theme", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_comment_theme_theme_id", ["theme_id"], unique=False)

    op.create_table(
        "feedback_decision",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
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
        sa.Column("reason_sealed", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["feedback_comment.id"], name="fk_feedback_decision_comment_id"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user.id"], name="fk_feedback_decision_decided_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_decision"),
        sa.UniqueConstraint("comment_id", "number", name="uq_feedback_decision_comment_id_number"),
    )
    op.create_table(
        "feedback_flag",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "danger",
                "safeguarding",
                "complaint",
                name="flagkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("note_sealed", sa.String(), nullable=True),
        sa.Column("flagged_on", sa.Date(), nullable=False),
        sa.Column("flagged_by", sa.Uuid(), nullable=False),
        sa.Column("outcome_sealed", sa.String(), nullable=True),
        sa.Column("dealt_on", sa.Date(), nullable=True),
        sa.Column("dealt_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(comment_id IS NULL) <> (response_id IS NULL)",
            name="about_one_thing",
        ),
        sa.CheckConstraint(
            "(dealt_on IS NULL) = (dealt_by IS NULL)",
            name="dealt_with_by_somebody",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["feedback_comment.id"], name="fk_feedback_flag_comment_id"
        ),
        sa.ForeignKeyConstraint(["dealt_by"], ["user.id"], name="fk_feedback_flag_dealt_by"),
        sa.ForeignKeyConstraint(["flagged_by"], ["user.id"], name="fk_feedback_flag_flagged_by"),
        sa.ForeignKeyConstraint(
            ["response_id"], ["feedback_response.id"], name="fk_feedback_flag_response_id"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_feedback_flag_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_flag"),
    )
    with op.batch_alter_table("feedback_flag", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_flag_comment_id", ["comment_id"], unique=False)
        batch_op.create_index("ix_feedback_flag_response_id", ["response_id"], unique=False)
        batch_op.create_index("ix_feedback_flag_service_id", ["service_id"], unique=False)
