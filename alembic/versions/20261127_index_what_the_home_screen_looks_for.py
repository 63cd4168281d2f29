"""index what the home screen looks for: logins that are not settled, and what the trail says of each"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"

_OF_SOME = {
    "ix_account_with_starter": ("account", ["starter_expires_at"], "starter_expires_at IS NOT NULL"),
    "ix_account_without_password": ("account", ["created_at"], "password_hash IS NULL"),
    "ix_single_use_link_unused": ("single_use_link", ["created_at"], "used_at IS NULL"),
}
"""Indexes of the few rows for which a condition holds."""


def upgrade() -> None:
    for name, (table, columns, condition) in _OF_SOME.items():
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_audit_entry_account_act_at", "audit_entry", ["account_id", "act", "at"])
    op.drop_index("ix_audit_entry_account_id", table_name="audit_entry")


def downgrade() -> None:
    op.create_index("ix_audit_entry_account_id", "audit_entry", ["account_id"])
    op.drop_index("ix_audit_entry_account_act_at", table_name="audit_entry")
    for name, (table, _, _) in _OF_SOME.items():
        op.drop_index(name, table_name=table)
