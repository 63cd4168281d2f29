"""add the practice's settings, invitations, and the words clients are found by"""

from typing import Any

import sqlalchemy as sa

from alembic import op
from owl_app import words
from owl_app.models.columns import UtcDateTime, sorted_text

revision = "0002"
down_revision = "0001"

AT_ONCE = 500
"""Clients whose words are written in one go."""

_PRACTICE = {
    "street": 200,
    "city": 100,
    "region": 100,
    "postal_code": 20,
    "country": 100,
    "phone": 40,
    "portal_name": 200,
    "accent": 7,
}
_CLIENT = {
    "other_phone": 40,
    "emergency_name": 200,
    "emergency_relationship": 100,
    "emergency_phone": 40,
    "bill_to_name": 200,
    "bill_to_email": 320,
    "bill_to_address": 500,
}
_SORTED = {
    "ix_client_by_name": ["sort_key", "id"],
    "ix_client_of_status_by_name": ["status", "sort_key", "id"],
    "ix_client_of_therapist_by_name": ["therapist_id", "sort_key", "id"],
    "ix_client_of_status": ["status", "id"],
    "ix_client_of_therapist": ["therapist_id", "id"],
}
"""Those by name are called unique although their ids are already: SQLite prefers them then to look a client up."""


def upgrade() -> None:
    _add("practice", version=(sa.Integer(), "1"), locale=(sa.String(20), "en_CA"), currency=(sa.String(3), "CAD"))
    _add("practice", **{name: (sa.String(length), "") for name, length in _PRACTICE.items()})
    op.create_table(
        "logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name="only_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    _add("account", new_email=(sa.String(320), ""))
    op.add_column("single_use_link", sa.Column("letter_id", sa.Uuid(), nullable=True))
    op.add_column("single_use_link", sa.Column("opened_at", UtcDateTime(), nullable=True))
    op.create_index("ix_audit_entry_act_at", "audit_entry", ["act", "at"])
    _add(
        "client", sort_key=(sorted_text(200), ""), **{name: (sa.String(length), "") for name, length in _CLIENT.items()}
    )
    op.create_table(
        "client_word",
        sa.Column("word", sorted_text(40), nullable=False),
        sa.Column("sort_key", sorted_text(200), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "sort_key", "client_id"),
        sqlite_with_rowid=False,
    )
    _write_words()
    op.create_index("ix_client_word_by_added", "client_word", ["word", "client_id"])
    op.create_index("ix_client_word_of_client", "client_word", ["client_id", "word"])
    if op.get_bind().dialect.name == "postgresql":
        # So that it knows how common the common words are.
        op.execute("ALTER TABLE client_word ALTER COLUMN word SET STATISTICS 1000")
    op.drop_index("ix_client_last_name", table_name="client")
    op.drop_index("ix_client_therapist_id", table_name="client")
    for name, columns in _SORTED.items():
        op.create_index(name, "client", columns, unique="sort_key" in columns)
    _keep_an_owner()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER account_keeps_an_owner ON account")
        op.execute("DROP FUNCTION keep_an_owner()")
    else:
        op.execute("DROP TRIGGER account_keeps_an_owner")
        op.execute("DROP TRIGGER account_keeps_an_owner_undeleted")
    for name in _SORTED:
        op.drop_index(name, table_name="client")
    op.create_index("ix_client_therapist_id", "client", ["therapist_id"])
    op.create_index("ix_client_last_name", "client", ["last_name"])
    op.drop_index("ix_client_word_of_client", table_name="client_word")
    op.drop_index("ix_client_word_by_added", table_name="client_word")
    op.drop_table("client_word")
    op.drop_index("ix_audit_entry_act_at", table_name="audit_entry")
    op.drop_table("logo")
    _drop("client", "sort_key", *_CLIENT)
    _drop("single_use_link", "opened_at", "letter_id")
    _drop("account", "new_email")
    _drop("practice", "version", "locale", "currency", *_PRACTICE)


def _add(table: str, **columns: tuple[Any, str]) -> None:
    for name, (kind, value) in columns.items():
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=value))


def _drop(table: str, *columns: str) -> None:
    for name in columns:
        op.drop_column(table, name)


def _write_words() -> None:
    """Make the clients that are there already sorted and found like new ones."""
    connection = op.get_bind()
    client = sa.table(
        "client",
        sa.column("id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("first_name", "last_name", "sort_key", "email", "phone")),
    )
    word = sa.table("client_word", sa.column("client_id", sa.Uuid()), sa.column("word"), sa.column("sort_key"))
    found = connection.execute(sa.select(client)).all()
    for start in range(0, len(found), AT_ONCE):
        rows = []
        for each in found[start : start + AT_ONCE]:
            key = words.sort_key(each.last_name, each.first_name)
            connection.execute(sa.update(client).where(client.c.id == each.id).values(sort_key=key))
            own = words.found_by(each.first_name, each.last_name, email=each.email, phones=[each.phone])
            rows += [{"client_id": each.id, "word": each_word, "sort_key": key} for each_word in own]
        connection.execute(sa.insert(word), rows)


def _keep_an_owner() -> None:
    """Let the database itself refuse to lose the last Owner who can sign in."""
    can_act = "{0}.role = 'owner' AND {0}.disabled_at IS NULL AND {0}.password_hash IS NOT NULL"
    nobody_left = f"NOT EXISTS (SELECT 1 FROM account a WHERE {can_act.format('a')})"  # noqa: S608
    if op.get_bind().dialect.name == "postgresql":
        # The lock lets two who demote each other at once go one after the other.
        op.execute(
            "CREATE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM 1 FROM practice FOR UPDATE; "
            f"IF {nobody_left} THEN RAISE EXCEPTION 'the last owner stays' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER account_keeps_an_owner AFTER UPDATE OF role, disabled_at, password_hash OR DELETE "
            f"ON account FOR EACH ROW WHEN ({can_act.format('OLD')}) EXECUTE FUNCTION keep_an_owner()"
        )
        return
    for name, verb in (
        ("account_keeps_an_owner", "UPDATE OF role, disabled_at, password_hash"),
        ("account_keeps_an_owner_undeleted", "DELETE"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} AFTER {verb} ON account WHEN {can_act.format('OLD')} "
            f"BEGIN SELECT RAISE(ABORT, 'the last owner stays') WHERE {nobody_left}; END"
        )
