"""keep connection tests: how camera, microphone and line of a portal login did when they were tried"""

import sqlalchemy as sa

from alembic import op
from owl_app.models.columns import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "connection_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.CheckConstraint("result in ('good', 'poor', 'failed')", name="test_result_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_connection_test_of_account", "connection_test", ["account_id", "at"])


def downgrade() -> None:
    op.drop_table("connection_test")
