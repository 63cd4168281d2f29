"""keep beside a prospect whether its address is proven, so that an index finds those of one kind"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"

_HERE = sa.text("dismissed_at IS NULL")
_CHANGED = "(OLD.email_proven_at IS NULL) <> (NEW.email_proven_at IS NULL)"
_KEPT = "UPDATE prospect SET verified = (NEW.email_proven_at IS NOT NULL) WHERE account_id = NEW.id"
_PROVEN = "(SELECT email_proven_at IS NOT NULL FROM account WHERE id = NEW.account_id)"
_BEGIN_KEPT = "UPDATE prospect SET verified = {} WHERE account_id = NEW.account_id"


def upgrade() -> None:
    op.add_column("prospect", sa.Column("verified", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE prospect SET verified = "
        "(SELECT email_proven_at IS NOT NULL FROM account WHERE account.id = prospect.account_id)"
    )
    for name, place in (("ix_prospect_verified", "since"), ("ix_prospect_verified_by_name", "sort_key")):
        columns = ["waiting", "verified", place, "account_id"]
        op.create_index(name, "prospect", columns, sqlite_where=_HERE, postgresql_where=_HERE)
    for statement in _postgres() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    for name, table in (("prospect_follows_proof", "account"), ("prospect_begins_with_proof", "prospect")):
        on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER {name}{on}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION follow_proof")
        op.execute("DROP FUNCTION begin_with_proof")
    for name in ("ix_prospect_verified_by_name", "ix_prospect_verified"):
        op.drop_index(name, "prospect")
    op.drop_column("prospect", "verified")


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER prospect_follows_proof AFTER UPDATE OF email_proven_at ON account WHEN {_CHANGED} "
        f"BEGIN {_KEPT}; END",
        f"CREATE TRIGGER prospect_begins_with_proof AFTER INSERT ON prospect BEGIN {_BEGIN_KEPT.format(_PROVEN)}; END",
    ]


def _postgres() -> list[str]:
    function = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    return [
        function.format("follow_proof", f"{_KEPT}; RETURN NULL;"),
        "CREATE TRIGGER prospect_follows_proof AFTER UPDATE OF email_proven_at ON account FOR EACH ROW "
        f"WHEN ({_CHANGED}) EXECUTE FUNCTION follow_proof()",
        function.format("begin_with_proof", f"NEW.verified := {_PROVEN}; RETURN NEW;"),
        "CREATE TRIGGER prospect_begins_with_proof BEFORE INSERT ON prospect FOR EACH ROW "
        "EXECUTE FUNCTION begin_with_proof()",
    ]
