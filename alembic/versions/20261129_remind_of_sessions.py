"""remind of sessions: files that go with letters, who wants reminders and in which language, and which were written"""

import sqlalchemy as sa

from alembic import op
from owl_app.models.columns import UtcDateTime

revision = "0008"
down_revision = "0007"

_LONG_AGO = "'1970-01-01T00:00:00.000000+00:00'"


def upgrade() -> None:
    for column in ("reminds_day_before", "reminds_hour_before"):
        op.add_column("practice", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("account", sa.Column("language", sa.String(10), nullable=False, server_default=""))
    op.add_column("account", sa.Column("wants_reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
    for column in ("file_name", "file_type"):
        op.add_column("letter", sa.Column(column, sa.String(100), nullable=False, server_default=""))
    op.add_column("letter", sa.Column("file", sa.LargeBinary(), nullable=True))
    op.add_column(
        "appointment", sa.Column("timed_at", UtcDateTime(), nullable=False, server_default=sa.text(_LONG_AGO))
    )
    op.execute("UPDATE appointment SET timed_at = created_at")
    op.create_table(
        "reminder",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind in ('day_before', 'hour_before')", name="kind_known"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("appointment_id", "account_id", "kind", "starts_at"),
    )
    op.create_index("ix_reminder_account_id", "reminder", ["account_id"])


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_column("appointment", "timed_at")
    for column in ("file", "file_type", "file_name"):
        op.drop_column("letter", column)
    for column in ("wants_reminders", "language"):
        op.drop_column("account", column)
    for column in ("reminds_hour_before", "reminds_day_before"):
        op.drop_column("practice", column)
