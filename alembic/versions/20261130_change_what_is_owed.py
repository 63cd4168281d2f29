"""change what is owed: versions of charges, and why something is not asked for"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("charge", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("charge", sa.Column("waive_reason", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("charge", "waive_reason")
    op.drop_column("charge", "version")
