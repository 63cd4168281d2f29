"""let people sign themselves up: terms, sign-ups, prospects, associations and merges"""

import sqlalchemy as sa

from alembic import op
from owl_app.models.columns import UtcDateTime, sorted_text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("practice", sa.Column("allow_sign_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("practice", sa.Column("terms_version", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("hears_of_sign_ups", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("account", sa.Column("heard_of_sign_ups_at", UtcDateTime(), nullable=True))
    op.create_index("ix_client_date_of_birth", "client", ["date_of_birth"])
    op.create_table(
        "terms",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_terms_created_by", "terms", ["created_by"])
    _create_sign_up()
    _create_prospect()
    op.create_table(
        "not_same_person",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("account_id", "client_id"),
    )
    for column in ("client_id", "decided_by"):
        op.create_index(f"ix_not_same_person_{column}", "not_same_person", [column])
    _create_association()
    _create_merge()


def downgrade() -> None:
    op.execute("DELETE FROM single_use_link WHERE purpose = 'verify'")
    for name in ("client_merge", "association", "not_same_person", "prospect", "sign_up", "terms"):
        op.drop_table(name)
    op.drop_index("ix_client_date_of_birth", "client")
    for table_name, column in (
        ("account", "heard_of_sign_ups_at"),
        ("account", "hears_of_sign_ups"),
        ("practice", "terms_version"),
        ("practice", "allow_sign_up"),
    ):
        op.drop_column(table_name, column)


def _create_sign_up() -> None:
    op.create_table(
        "sign_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("email_key", sa.String(320), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_up_account_id", "sign_up", ["account_id"])
    op.create_index("ix_sign_up_browser_hash", "sign_up", ["browser_hash"])
    _index_of_some("ix_sign_up_unsettled", "sign_up", ["created_at"], "settled_at IS NULL")
    _index_of_some("ix_sign_up_holder", "sign_up", ["account_id"], "holds", unique=True)


def _create_prospect() -> None:
    op.create_table(
        "prospect",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("sort_key", sorted_text(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("terms_version", sa.Integer(), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.Column("dismissed_at", UtcDateTime(), nullable=True),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("matched_at", UtcDateTime(), nullable=True),
        sa.Column("match_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("signs", sa.String(200), nullable=False),
        sa.CheckConstraint("verdict in ('', 'likely', 'possible', 'unlikely')", name="verdict_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["match_id"], ["client.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_index("ix_prospect_waiting", "prospect", ["waiting"])
    here, dismissed = "dismissed_at IS NULL", "dismissed_at IS NOT NULL"
    _index_of_some("ix_prospect_here", "prospect", ["waiting", "since", "account_id"], here)
    _index_of_some("ix_prospect_here_by_name", "prospect", ["waiting", "sort_key", "account_id"], here)
    _index_of_some("ix_prospect_dismissed", "prospect", ["waiting", "since", "account_id"], dismissed)
    op.create_index("ix_prospect_match_id", "prospect", ["match_id"])
    _index_of_some("ix_prospect_unmatched", "prospect", ["since"], "matched_at IS NULL")


def _create_association() -> None:
    op.create_table(
        "association",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("tie_id", sa.Uuid(), nullable=False),
        sa.Column("relationship", sa.String(20), nullable=False),
        sa.Column("made_client", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("welcomed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("account_id", "client_id", "at", "by_id"):
        op.create_index(f"ix_association_{column}", "association", [column])


def _create_merge() -> None:
    op.create_table(
        "client_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("merged_name", sa.String(201), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["client.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("kept_id", "merged_id", "by_id"):
        op.create_index(f"ix_client_merge_{column}", "client_merge", [column])


def _index_of_some(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
