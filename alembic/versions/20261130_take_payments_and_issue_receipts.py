"""take payments and issue receipts: taxes, profiles, charges, payments, and receipts without a gap that never change"""

import sqlalchemy as sa

from alembic import op
from owl_app.models.columns import UtcDateTime, new_id

revision = "0009"
down_revision = "0008"

_TEXTS = {"receipt_prefix": 12, "business_number": 40, "receipt_note": 500}
_FLAGS = {
    "prints_date_of_birth": False,
    "prints_attendance": False,
    "prints_next_session": False,
    "receipts_visible": True,
}
_METHODS = "('e_transfer', 'card', 'cash', 'cheque', 'bank_transfer', 'insurer', 'other')"
_NEVER_CHANGES = (
    "number, label, therapist_id, payment_id, replaces_id, issued_on, paid_on, amount, tax, currency, data, sha256, "
    "issued_by, issued_at"
)


def upgrade() -> None:
    for column, length in _TEXTS.items():
        op.add_column("practice", sa.Column(column, sa.String(length), nullable=False, server_default=""))
    for column, default in _FLAGS.items():
        server_default = sa.true() if default else sa.false()
        op.add_column("practice", sa.Column(column, sa.Boolean(), nullable=False, server_default=server_default))
    op.add_column("practice", sa.Column("next_receipt", sa.Integer(), nullable=False, server_default="1"))
    _create_taxes()
    _create_profiles()
    _create_charge()
    _create_payment()
    _create_receipt()
    _create_allocation_and_refund()
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id"),
        sa.UniqueConstraint("token_hash", name="one_feed_of_a_token"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgres()
    else:
        _guard_on_sqlite()
    _charge_what_is_booked()


def downgrade() -> None:
    for name in ("allocation", "refund", "receipt_file", "receipt", "payment", "charge"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("keep_sums_of_money", "refuse_in_billing", "check_allocation", "follow_the_number"):
            op.execute(f"DROP FUNCTION {name}()")
    for name in ("calendar_feed", "signature", "therapist_profile"):
        op.drop_table(name)
    _bring_back_taxes_of_services()
    op.drop_table("tax")
    for column in ("next_receipt", *_FLAGS, *_TEXTS):
        op.drop_column("practice", column)


def _create_taxes() -> None:
    op.create_table(
        "tax",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rate > 0 and rate <= 100000", name="rate_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index_of_some("one_tax_of_a_name", "tax", ["name"], "NOT retired", unique=True)
    op.add_column("service", sa.Column("tax_id", sa.Uuid(), nullable=True))
    bind, taxes, services = op.get_bind(), _taxes(), _services()
    named: set[str] = set()
    found = bind.execute(
        sa.select(services.c.tax_name, services.c.tax_rate).where(services.c.tax_rate > 0).distinct()
    ).all()
    for name, rate in found:
        called = name or "Tax"
        if called in named:
            called = f"{called[:12]} {rate / 1000:g}"
        named.add(called)
        made = new_id()
        bind.execute(taxes.insert().values(id=made, version=1, name=called, rate=rate, number="", retired=False))
        of_it = sa.and_(services.c.tax_name == name, services.c.tax_rate == rate)
        bind.execute(services.update().where(of_it).values(tax_id=made))
    _rebuild_service(
        sa.Column("tax_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["tax_id"], ["tax.id"], name="service_tax"),
    )
    op.create_index("ix_service_tax_id", "service", ["tax_id"])


def _bring_back_taxes_of_services() -> None:
    op.add_column("service", sa.Column("tax_name", sa.String(20), nullable=False, server_default=""))
    op.add_column("service", sa.Column("tax_rate", sa.Integer(), nullable=False, server_default="0"))
    bind, taxes, services = op.get_bind(), _taxes(), _services()
    for tax_id, name, rate in bind.execute(sa.select(taxes.c.id, taxes.c.name, taxes.c.rate)).all():
        bind.execute(services.update().where(services.c.tax_id == tax_id).values(tax_name=name, tax_rate=rate))
    _rebuild_service(
        sa.Column("tax_name", sa.String(20), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.CheckConstraint("tax_rate >= 0 and tax_rate <= 100000", name="tax_rate_known"),
    )


def _rebuild_service(*of_tax: sa.schema.SchemaItem) -> None:
    """The table with only these columns and rules for tax; SQLite drops no column that a rule names."""
    op.create_table(
        "service_anew",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        *of_tax,
        sa.Column("colour", sa.String(20), nullable=False),
        sa.Column("video", sa.Boolean(), nullable=False),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("minutes > 0 and minutes <= 720", name="service_has_a_length"),
        sa.CheckConstraint("fee >= 0", name="fee_is_not_negative"),
        sa.CheckConstraint("video or in_person or phone", name="offered_somewhere"),
        sa.CheckConstraint(
            "colour in ('green', 'teal', 'blue', 'violet', 'rose', 'amber', 'brown', 'grey')", name="colour_known"
        ),
        sa.PrimaryKeyConstraint("id", name="service_anew_pkey"),
    )
    tax = ", ".join(each.name for each in of_tax if isinstance(each, sa.Column))
    columns = f"id, version, name, name_key, minutes, fee, {tax}, colour, video, in_person, phone, retired, created_at"
    op.execute(f"INSERT INTO service_anew ({columns}) SELECT {columns} FROM service")  # noqa: S608
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.drop_constraint("appointment_service_id_fkey", "appointment", type_="foreignkey")
    op.drop_table("service")
    op.rename_table("service_anew", "service")
    if is_postgres:
        op.execute("ALTER INDEX service_anew_pkey RENAME TO service_pkey")
        op.create_foreign_key("appointment_service_id_fkey", "appointment", "service", ["service_id"], ["id"])
    _index_of_some("one_service_of_a_name", "service", ["name_key"], "NOT retired", unique=True)


def _taxes() -> sa.TableClause:
    return sa.table(
        "tax",
        sa.column("id", sa.Uuid()),
        sa.column("version", sa.Integer()),
        sa.column("name", sa.String()),
        sa.column("rate", sa.Integer()),
        sa.column("number", sa.String()),
        sa.column("retired", sa.Boolean()),
    )


def _services() -> sa.TableClause:
    return sa.table(
        "service",
        sa.column("tax_id", sa.Uuid()),
        sa.column("tax_name", sa.String()),
        sa.column("tax_rate", sa.Integer()),
    )


def _create_profiles() -> None:
    op.create_table(
        "therapist_profile",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registered_name", sa.String(200), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("college", sa.String(200), nullable=False),
        sa.Column("registration_number", sa.String(60), nullable=False),
        sa.Column("supervisor", sa.String(200), nullable=False),
        sa.Column("tax_number", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "signature",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id"),
    )


def _create_charge() -> None:
    op.create_table(
        "charge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("tax_name", sa.String(20), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("tax_number", sa.String(60), nullable=False),
        sa.Column("waived", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("fee >= 0 and tax >= 0", name="charge_is_not_negative"),
        sa.CheckConstraint("waived >= 0 and paid >= 0 and paid + waived <= fee + tax", name="never_paid_too_much"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("appointment_id", "client_id", name="charged_once"),
        sa.UniqueConstraint("id", "currency", name="charge_in_its_currency"),
    )
    op.create_index("ix_charge_of_client", "charge", ["client_id", "appointment_id"])
    _index_of_some("ix_charge_open", "charge", ["client_id"], "paid + waived < fee + tax")


def _create_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("payor", sa.String(200), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("refunded", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("voided_at", UtcDateTime(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.CheckConstraint("amount > 0 and amount <= 100000000", name="amount_known"),
        sa.CheckConstraint(
            "allocated >= 0 and refunded >= 0 and allocated + refunded <= amount", name="never_spent_twice"
        ),
        sa.CheckConstraint("voided_at is null or (allocated = 0 and refunded = 0)", name="voided_whole"),
        sa.CheckConstraint(f"method in {_METHODS}", name="method_known"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "currency", name="payment_in_its_currency"),
        sa.UniqueConstraint("key", name="recorded_once"),
    )
    op.create_index("ix_payment_of_client", "payment", ["client_id", "paid_on"])
    op.create_index("ix_payment_by_day", "payment", ["paid_on", "id"])
    op.create_index("ix_payment_recorded_by", "payment", ["recorded_by"])
    credit = "allocated + refunded < amount AND voided_at IS NULL"
    _index_of_some("ix_payment_credit", "payment", ["client_id"], credit)


def _create_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("therapist_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("voided_at", UtcDateTime(), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("void_reason", sa.String(200), nullable=False),
        sa.CheckConstraint("(voided_at is null) = (void_reason = '')", name="voided_with_a_reason"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.ForeignKeyConstraint(["therapist_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"]),
        sa.ForeignKeyConstraint(["replaces_id"], ["receipt.id"]),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["voided_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name="one_receipt_of_a_number"),
        sa.UniqueConstraint("replaces_id", name="replaced_once"),
    )
    op.create_index("ix_receipt_of_client", "receipt", ["client_id", "issued_on"])
    op.create_index("ix_receipt_of_payment", "receipt", ["payment_id"])
    for column in ("therapist_id", "issued_by", "voided_by"):
        op.create_index(f"ix_receipt_{column}", "receipt", [column])
    op.create_table(
        "receipt_file",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"]),
        sa.PrimaryKeyConstraint("receipt_id"),
    )


def _create_allocation_and_refund() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount > 0 and tax >= 0 and tax <= amount", name="allocates_something"),
        sa.ForeignKeyConstraint(["payment_id", "currency"], ["payment.id", "payment.currency"], name="same_money_paid"),
        sa.ForeignKeyConstraint(["charge_id", "currency"], ["charge.id", "charge.currency"], name="same_money_charged"),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_allocation_of_payment", "allocation", ["payment_id"])
    op.create_index("ix_allocation_of_charge", "allocation", ["charge_id"])
    _index_of_some("ix_allocation_of_receipt", "allocation", ["receipt_id"], "receipt_id IS NOT NULL")
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount > 0", name="refunds_something"),
        sa.CheckConstraint(f"method in {_METHODS}", name="refund_method_known"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name="refunded_once"),
    )
    op.create_index("ix_refund_of_payment", "refund", ["payment_id"])
    op.create_index("ix_refund_by_day", "refund", ["refunded_on"])
    op.create_index("ix_refund_recorded_by", "refund", ["recorded_by"])


def _guard_on_postgres() -> None:
    op.execute("""
        CREATE FUNCTION refuse_in_billing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
    """)
    op.execute("""
        CREATE FUNCTION check_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT client_id FROM payment WHERE id = NEW.payment_id)
                <> (SELECT client_id FROM charge WHERE id = NEW.charge_id)
                OR EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id AND voided_at IS NOT NULL) THEN
                RAISE EXCEPTION 'pays_its_own_client' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE FUNCTION keep_sums_of_money() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'refund' THEN
                UPDATE payment SET refunded = refunded + NEW.amount WHERE id = NEW.payment_id;
            ELSIF TG_OP = 'INSERT' THEN
                UPDATE payment SET allocated = allocated + NEW.amount WHERE id = NEW.payment_id;
                UPDATE charge SET paid = paid + NEW.amount WHERE id = NEW.charge_id;
            ELSE
                UPDATE payment SET allocated = allocated - OLD.amount WHERE id = OLD.payment_id;
                UPDATE charge SET paid = paid - OLD.amount WHERE id = OLD.charge_id;
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE FUNCTION follow_the_number() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.number <> COALESCE((SELECT MAX(number) + 1 FROM receipt), NEW.number) THEN
                RAISE EXCEPTION 'follows_the_one_before' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    for name, when, act in (
        ("allocation_pays_its_own_client", "BEFORE INSERT ON allocation", "check_allocation()"),
        ("allocation_is_summed", "AFTER INSERT OR DELETE ON allocation", "keep_sums_of_money()"),
        ("refund_is_summed", "AFTER INSERT ON refund", "keep_sums_of_money()"),
        ("receipt_follows_the_one_before", "BEFORE INSERT ON receipt", "follow_the_number()"),
    ):
        op.execute(f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {act}")
    for name, when in _refusals():
        op.execute(
            f"CREATE TRIGGER {name} {when[0]} FOR EACH ROW {when[1]} EXECUTE FUNCTION refuse_in_billing('{name}')"
        )


def _guard_on_sqlite() -> None:
    op.execute("""
        CREATE TRIGGER allocation_pays_its_own_client BEFORE INSERT ON allocation
        WHEN (SELECT client_id FROM payment WHERE id = NEW.payment_id)
            <> (SELECT client_id FROM charge WHERE id = NEW.charge_id)
            OR EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id AND voided_at IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'pays_its_own_client'); END
    """)
    for name, when, row, sign in (
        ("allocation_is_summed", "AFTER INSERT ON allocation", "NEW", "+"),
        ("allocation_is_taken_back", "AFTER DELETE ON allocation", "OLD", "-"),
    ):
        op.execute(f"""
            CREATE TRIGGER {name} {when} BEGIN
                UPDATE payment SET allocated = allocated {sign} {row}.amount WHERE id = {row}.payment_id;
                UPDATE charge SET paid = paid {sign} {row}.amount WHERE id = {row}.charge_id;
            END
        """)  # noqa: S608
    op.execute("""
        CREATE TRIGGER refund_is_summed AFTER INSERT ON refund BEGIN
            UPDATE payment SET refunded = refunded + NEW.amount WHERE id = NEW.payment_id;
        END
    """)
    op.execute("""
        CREATE TRIGGER receipt_follows_the_one_before BEFORE INSERT ON receipt
        WHEN NEW.number <> COALESCE((SELECT MAX(number) + 1 FROM receipt), NEW.number)
        BEGIN SELECT RAISE(ABORT, 'follows_the_one_before'); END
    """)
    for name, when in _refusals():
        op.execute(f"CREATE TRIGGER {name} {when[0]} {when[1]} BEGIN SELECT RAISE(ABORT, '{name}'); END")


def _refusals() -> list[tuple[str, tuple[str, str]]]:
    """What nobody may do to these rows, as the triggers' names say."""
    return [
        ("receipt_never_changes", (f"BEFORE UPDATE OF {_NEVER_CHANGES} ON receipt", "")),
        (
            "receipt_is_voided_once",
            ("BEFORE UPDATE OF voided_at, voided_by, void_reason ON receipt", "WHEN (OLD.voided_at IS NOT NULL)"),
        ),
        ("receipt_is_never_deleted", ("BEFORE DELETE ON receipt", "")),
        ("receipt_file_never_changes", ("BEFORE UPDATE ON receipt_file", "")),
        ("receipt_file_is_never_deleted", ("BEFORE DELETE ON receipt_file", "")),
        (
            "allocation_never_changes",
            ("BEFORE UPDATE OF payment_id, charge_id, currency, amount, tax ON allocation", ""),
        ),
        ("allocation_on_a_receipt_stays", ("BEFORE DELETE ON allocation", "WHEN (OLD.receipt_id IS NOT NULL)")),
        ("payment_never_changes", ("BEFORE UPDATE OF amount, currency, method, paid_on, payor ON payment", "")),
        ("payment_is_voided_once", ("BEFORE UPDATE OF voided_at ON payment", "WHEN (OLD.voided_at IS NOT NULL)")),
        ("payment_is_never_deleted", ("BEFORE DELETE ON payment", "")),
        ("refund_never_changes", ("BEFORE UPDATE ON refund", "")),
        ("refund_is_never_deleted", ("BEFORE DELETE ON refund", "")),
    ]


def _charge_what_is_booked() -> None:
    """Sessions that are booked already cost what their service costs today; the first of their clients is charged."""
    bind = op.get_bind()
    found = bind.execute(
        sa.text(
            "SELECT a.id, MIN(CAST(c.client_id AS TEXT)), s.fee, t.name, t.rate, a.created_at, p.currency"
            " FROM appointment a JOIN appointment_client c ON c.appointment_id = a.id"
            " JOIN service s ON s.id = a.service_id LEFT JOIN tax t ON t.id = s.tax_id, practice p"
            " GROUP BY a.id, s.fee, t.name, t.rate, a.created_at, p.currency"
        )
    ).all()
    insert = sa.text(
        "INSERT INTO charge (id, appointment_id, client_id, currency, fee, tax, tax_name, tax_rate, tax_number,"
        " waived, paid, created_at) VALUES (:id, :appointment_id, :client_id, :currency, :fee, :tax, :tax_name,"
        " :tax_rate, '', 0, 0, :created_at)"
    )
    is_postgres = bind.dialect.name == "postgresql"
    if is_postgres:
        insert = sa.text(str(insert).replace(":client_id", "CAST(:client_id AS uuid)"))
    for appointment_id, client_id, fee, name, rate, created_at, currency in found:
        made = new_id()
        bind.execute(
            insert,
            {
                "id": made if is_postgres else made.hex,
                "appointment_id": appointment_id,
                "client_id": client_id,
                "currency": currency,
                "fee": fee,
                "tax": (fee * (rate or 0) + 50_000) // 100_000,
                "tax_name": name or "",
                "tax_rate": rate or 0,
                "created_at": created_at,
            },
        )


def _index_of_some(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
