"""book sessions: services, appointments, who comes, and that no therapist is booked twice"""

import sqlalchemy as sa

from alembic import op
from owl_app.models.columns import UtcDateTime

revision = "0006"
down_revision = "0005"

_HOLDS = "attendance NOT IN ('cancelled', 'late_cancelled')"


def upgrade() -> None:
    for column in ("join_minutes_before", "join_minutes_after"):
        op.add_column("practice", sa.Column(column, sa.Integer(), nullable=False, server_default="30"))
    op.add_column("audit_entry", sa.Column("about_id", sa.Uuid(), nullable=True))
    _index_of_some("ix_audit_entry_about", "audit_entry", ["about_id", "at"], "about_id IS NOT NULL")
    _create_service()
    _create_appointment()
    op.create_table(
        "appointment_client",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("appointment_id", "client_id"),
    )
    op.create_index("ix_appointment_client_by_start", "appointment_client", ["client_id", "starts_at"])
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgres()
    else:
        _refuse_on_sqlite()


def downgrade() -> None:
    for name in ("appointment_client", "appointment", "service"):
        op.drop_table(name)
    op.drop_index("ix_audit_entry_about", table_name="audit_entry")
    op.drop_column("audit_entry", "about_id")
    for column in ("join_minutes_after", "join_minutes_before"):
        op.drop_column("practice", column)


def _create_service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("tax_name", sa.String(20), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(20), nullable=False),
        sa.Column("video", sa.Boolean(), nullable=False),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("minutes > 0 and minutes <= 720", name="service_has_a_length"),
        sa.CheckConstraint("fee >= 0", name="fee_is_not_negative"),
        sa.CheckConstraint("tax_rate >= 0 and tax_rate <= 100000", name="tax_rate_known"),
        sa.CheckConstraint("video or in_person or phone", name="offered_somewhere"),
        sa.CheckConstraint(
            "colour in ('green', 'teal', 'blue', 'violet', 'rose', 'amber', 'brown', 'grey')", name="colour_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    _index_of_some("one_service_of_a_name", "service", ["name_key"], "NOT retired", unique=True)


def _create_appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("free_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("meeting", sa.String(20), nullable=False),
        sa.Column("attendance", sa.String(20), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("drop_in_hash", sa.String(64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint("free_at >= ends_at", name="free_after_it_ends"),
        sa.CheckConstraint("meeting in ('video', 'in_person', 'phone')", name="meeting_known"),
        sa.CheckConstraint(
            "attendance in ('booked', 'attended', 'cancelled', 'late_cancelled', 'no_show', 'non_billable')",
            name="attendance_known",
        ),
        sa.ForeignKeyConstraint(["therapist_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appointment_by_start", "appointment", ["starts_at"])
    op.create_index("ix_appointment_of_therapist", "appointment", ["therapist_id", "starts_at"])
    op.create_index("ix_appointment_of_service", "appointment", ["service_id"])
    _index_of_some("ix_appointment_busy", "appointment", ["therapist_id", "free_at"], _HOLDS)
    _index_of_some("ix_appointment_of_series", "appointment", ["series_id", "starts_at"], "series_id IS NOT NULL")
    _index_of_some("ix_appointment_drop_in", "appointment", ["drop_in_hash"], "drop_in_hash IS NOT NULL", unique=True)


def _refuse_on_postgres() -> None:
    """GiST compares no UUIDs without an extension, which a role may not be allowed to create.

    It does compare IPv6 addresses, and those are the same 128 bits.
    """
    bits = r"regexp_replace(replace(therapist_id::text, '-', ''), '(....)(?=.)', '\1:', 'g')"
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT never_booked_twice EXCLUDE USING gist"
        f" (({bits}::inet) inet_ops WITH =, tstzrange(starts_at, free_at) WITH &&) WHERE ({_HOLDS})"
    )


def _refuse_on_sqlite() -> None:
    """Those that hold time lie one after the other, so the first that ends later is the only one to look at."""
    trigger = """
        CREATE TRIGGER {name} BEFORE {when} ON appointment
        WHEN NEW.{holds} AND NEW.free_at > (
            SELECT starts_at FROM appointment
            WHERE therapist_id = NEW.therapist_id AND {holds} AND free_at > NEW.starts_at AND id <> NEW.id
            ORDER BY free_at LIMIT 1
        )
        BEGIN SELECT RAISE(ABORT, 'never_booked_twice'); END
    """
    op.execute(trigger.format(name="never_booked_twice_new", when="INSERT", holds=_HOLDS))
    op.execute(
        trigger.format(
            name="never_booked_twice_changed",
            when="UPDATE OF therapist_id, starts_at, free_at, attendance",
            holds=_HOLDS,
        )
    )


def _index_of_some(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
