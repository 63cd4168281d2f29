"""The Billing tab of the client record in the address: what is open, what came in, and what is done about it."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

import reflex as rx

from owl_app import money
from owl_app.choices import LOCALE
from owl_app.errors import Invalid, NotFound
from owl_app.i18n import t
from owl_app.services import billing, charge_changes, payments, receipts
from owl_app.services.access import STAFF
from owl_app.services.billing import ClientBilling, PaymentRow, ReceiptRow
from owl_app.services.charge_changes import ALL, EQUALLY, LESS, NO_MORE, ChargeForm, Payers
from owl_app.services.charges import ChargeRow, written_sums
from owl_app.services.payments import PaymentForm, ReasonForm, RefundForm
from owl_app.web.billing_words import method_names
from owl_app.web.live import live
from owl_app.web.routes import client_in
from owl_app.web.screen import Frame, Screen, handler
from owl_app.web.session import act, read, viewer_of
from owl_app.written import written_date, written_day

NOTHING = ClientBilling(
    may_bill=False,
    payor="",
    has_address=True,
    owed=[],
    credit=[],
    charges=[],
    waived=[],
    payers={},
    payments=[],
    has_more=False,
)
CHOSEN = "charge-"
"""Begins the names of the boxes that choose sessions; the charge's id follows."""


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A session that is not paid, in words; `field` is the name of its box."""

    id: str
    field: str
    label: str
    session_id: str
    day: str
    service: str
    therapist: str
    total: str
    paid: str
    open: str
    is_due: bool
    is_ticked: bool
    """Whether the window offers to pay it: what is due, in one currency."""
    version: int
    fee: str
    """Without tax, as it stands in a field."""
    pays: str
    payers: list[list[str]]
    """Who could pay, where several come."""
    asks: str
    ways: list[list[str]]
    """What can be asked for of it."""
    waived: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt of a payment, in words."""

    id: str
    label: str
    href: str
    note: str
    is_void: bool


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment, in words."""

    id: str
    amount: str
    text: str
    """The day, by whom, and how."""
    notes: list[str]
    """Credit that is left, what was given back, why it is void."""
    is_void: bool
    may_refund: bool
    may_void: bool
    lacks_receipt: bool
    receipts: list[ReceiptLine]


class ClientBillingState(Screen, rx.State):
    """What the tab shows, and the questions its windows ask."""

    about: str = ""
    may_bill: bool = False
    has_address: bool = True
    owed: str = ""
    credit: str = ""
    payor: str = ""
    due: str = ""
    """What is owed by now, as it stands in a field."""
    charges: list[ChargeLine] = []
    amounts: dict[str, int] = {}
    """What is open of each session, by the name of its box."""
    waived: list[ChargeLine] = []
    payments: list[PaymentLine] = []
    has_more: bool = False
    pages: int = 1
    key: str = ""
    """Of the payment or refund that is recorded next."""
    credit_asked: str = ""
    credit_seen: str = ""

    @handler(STAFF, loads=True)
    async def load(self) -> None:
        client_id = client_in(self.router.url.path)
        viewer = await viewer_of(self)
        live.watch(self, viewer, ClientBillingState.load)
        if client_id != self.about:
            self.about, self.pages, self.key = client_id, 1, token_urlsafe(16)
            self.credit_asked = self.credit_seen = ""
        try:
            await self._show()
            live.watch(self, viewer, ClientBillingState.load, ("client", client_id))
        except NotFound:
            self._put(NOTHING, "UTC", LOCALE)
        self.loaded = True

    @handler(STAFF)
    async def show_more(self) -> None:
        self.pages += 1
        await self._show()

    @handler(STAFF)
    async def begin(self) -> None:
        """A window opens: nothing is left of the one before."""
        self.key, self.credit_asked, self.credit_seen, self.errors = token_urlsafe(16), "", "", {}

    @handler(STAFF)
    async def record(self, form: dict) -> None:
        chosen, typed = _apart(form)
        typed = {**typed, "charges": " ".join(chosen), "credit_seen": self.credit_seen}
        read_form = PaymentForm.read(typed, locale=await self._locale())
        made = await act(self, payments.record, client_id=client_in(self.router.url.path), form=read_form)
        self.errors = {}
        if not made.payment_id:
            amount = money.written_amount(made.credit, made.currency, await self._locale())
            self.credit_seen = str(made.credit)
            self.credit_asked = t(
                "{amount} more than these sessions cost would be left as credit. Record it again to agree.",
                amount=amount,
            )
            return
        await self._done()
        count = len(made.receipt_ids)
        self._say(
            t("The payment is recorded, and its receipt is issued.")
            if count == 1
            else t("The payment is recorded, and {count} receipts are issued.", count=count)
            if count
            else t("The payment is recorded.")
        )

    @handler(STAFF)
    async def pay_from_credit(self, form: dict) -> None:
        chosen, _ = _apart(form)
        await act(self, payments.use_credit, client_id=client_in(self.router.url.path), charge_ids=chosen)
        await self._done()
        self._say(t("Paid out of credit. Issue the receipt at the payment it came from."))

    @handler(STAFF)
    async def change_charge(self, form: dict) -> None:
        charge_id = str(form.pop("charge", ""))
        typed = ChargeForm.read(form, locale=await self._locale())
        await self._save(charge_changes.change, charge_id=charge_id, form=typed)

    @handler(STAFF)
    async def issue(self, payment_id: str) -> None:
        await act(self, receipts.issue, payment_id=payment_id)
        await self._done()
        self._say(t("The receipt is issued."))

    @handler(STAFF)
    async def refund(self, form: dict) -> None:
        payment_id = str(form.pop("payment", ""))
        typed = RefundForm.read(form, locale=await self._locale())
        await act(self, payments.refund, payment_id=payment_id, form=typed)
        await self._done()
        self._say(t("The refund is recorded."))

    @handler(STAFF)
    async def void_payment(self, form: dict) -> None:
        payment_id = str(form.pop("payment", ""))
        await act(self, payments.void, payment_id=payment_id, form=ReasonForm.read(form))
        await self._done()
        self._say(t("The payment is voided, and its sessions are owed again."))

    @handler(STAFF)
    async def void_receipt(self, form: dict) -> None:
        receipt_id, replace = str(form.pop("receipt", "")), form.pop("then", "replace") == "replace"
        typed = ReasonForm.read(form)
        made = await act(self, receipts.void, receipt_id=receipt_id, reason=typed.reason, replace=replace)
        await self._done()
        self._say(t("The receipt is void, and another takes its place.") if made else t("The receipt is void."))

    async def _done(self) -> None:
        self.errors, self.key = {}, token_urlsafe(16)
        self.credit_asked = self.credit_seen = ""
        self.saves += 1
        await self._show()

    async def _show(self) -> None:
        client_id = client_in(self.router.url.path)
        found = await read(self, billing.get_for_client, client_id=client_id, pages=self.pages)
        frame = await self.get_state(Frame)
        self._put(found, frame.zone, frame.locale)

    def _put(self, found: ClientBilling, zone: str, locale: str) -> None:
        self.may_bill, self.has_address, self.payor = found.may_bill, found.has_address, found.payor
        self.owed, self.credit = written_sums(found.owed, locale), written_sums(found.credit, locale)
        due = [each for each in found.charges if each.is_due]
        ticked = [each for each in due if each.currency == due[0].currency]
        self.due = money.plain_amount(sum(each.open for each in ticked)) if ticked else ""
        self.charges, self.waived = (
            [_charge(each, found.payers, zone, locale, is_ticked=each in ticked) for each in of_them]
            for of_them in (found.charges, found.waived)
        )
        self.amounts = {CHOSEN + each.id: each.open for each in found.charges}
        self.payments = [_payment(each, locale) for each in found.payments]
        self.has_more = found.has_more


def _apart(form: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The charges whose boxes are ticked, and everything else."""
    chosen = [name.removeprefix(CHOSEN) for name in form if name.startswith(CHOSEN)]
    if len(chosen) > 250:
        raise Invalid({"": t("Choose fewer sessions at once.")})
    return chosen, {name: value for name, value in form.items() if not name.startswith(CHOSEN)}


def _charge(row: ChargeRow, payers: dict[str, Payers], zone: str, locale: str, *, is_ticked: bool) -> ChargeLine:
    def amount(value: int) -> str:
        return money.written_amount(value, row.currency, locale)

    day, is_open = written_day(row.starts_at, zone, locale), amount(row.open)
    of_several = payers.get(row.appointment_id)
    ways = [[ALL, t("All of it: {amount}", amount=amount(row.fee + row.tax))]]
    if row.waived:
        ways.append([LESS, t("As it is: {amount} is waived", amount=amount(row.waived))])
    if row.open:
        ways.append([NO_MORE, t("No more than was paid: {amount} is waived", amount=amount(row.open + row.waived))])
    return ChargeLine(
        id=row.id,
        field=CHOSEN + row.id,
        label=t("{day}, {service}: {amount}", day=day, service=row.service, amount=is_open),
        session_id=row.appointment_id,
        day=day,
        service=row.service,
        therapist=row.therapist,
        total=amount(row.fee + row.tax),
        paid=amount(row.paid) if row.paid else "",
        open=is_open,
        is_due=row.is_due,
        is_ticked=is_ticked,
        version=row.version,
        fee=money.plain_amount(row.fee),
        pays=of_several.pays if of_several else "",
        payers=_who_could_pay(of_several) if of_several else [],
        asks=LESS if row.waived else ALL,
        ways=ways,
        waived=amount(row.waived),
        reason=row.waive_reason,
    )


def _who_could_pay(payers: Payers) -> list[list[str]]:
    as_it_is = [] if payers.pays else [["", t("As it is now")]]
    return [*as_it_is, *[list(each) for each in payers.coming], [EQUALLY, t("Everybody an equal part")]]


def _payment(row: PaymentRow, locale: str) -> PaymentLine:
    def amount(value: int) -> str:
        return money.written_amount(value, row.currency, locale)

    notes = [t("Void: {reason}", reason=row.void_reason)] if row.void_reason else []
    if row.credit:
        notes.append(t("{amount} of it is credit", amount=amount(row.credit)))
    for each in row.refunds:
        day = written_date(each.refunded_on, locale)
        notes.append(
            t("{amount} given back on {day}: {reason}", amount=amount(each.amount), day=day, reason=each.reason)
        )
    text = t(
        "{day}, by {payor}, {method}",
        day=written_date(row.paid_on, locale),
        payor=row.payor,
        method=method_names()[row.method],
    )
    return PaymentLine(
        id=row.id,
        amount=amount(row.amount),
        text=f"{text} · {row.reference}" if row.reference else text,
        notes=notes,
        is_void=bool(row.void_reason),
        may_refund=not row.void_reason and row.refunded < row.amount,
        may_void=not row.void_reason and not row.refunded,
        lacks_receipt=row.without_receipt > 0,
        receipts=[_receipt(each, row, locale) for each in row.receipts],
    )


def _receipt(row: ReceiptRow, payment: PaymentRow, locale: str) -> ReceiptLine:
    amount = money.written_amount(row.amount, payment.currency, locale)
    note = t("{amount}, sessions with {therapist}", amount=amount, therapist=row.therapist)
    if row.replaces:
        note = t("{note}, replaces {number}", note=note, number=row.replaces)
    if row.void_reason:
        note = t("Void: {reason}", reason=row.void_reason)
    return ReceiptLine(row.id, row.label, f"/receipts/{row.id}.pdf", note, bool(row.void_reason))
