"""Whatever is done with money, in whatever order: sums are right, nothing is spent twice, and no receipt changes."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from owl_app.errors import OwlError
from owl_app.models import Charge, Practice, Receipt
from owl_app.services import client_merges, payments, receipts
from owl_app.services.charge_changes import EQUALLY
from tests.billing_model import Asked, Books, Came, in_parts
from tests.booking import add_service, booked_in, changed
from tests.cast import Cast, add_client
from tests.door import act, change, read, rows
from tests.installation import empty, load_snapshot
from tests.paying import give_back, open_the_books, owe, pay, void_payment
from tests.test_taxes import add as add_tax

T = TypeVar("T")
HOW_MUCH = {"sqlite": (8, 25), "postgres": (2, 25)}
"""Examples, and steps of each."""
PRICES = {"Exempt": (14000, 0), "Halves": (5, 10_000), "Thirds": (10001, 9975)}
"""Fee, and tax in thousandths of a percent, of each service."""
CURRENCIES = st.sampled_from(["CAD", "CAD", "CAD", "JPY", "KWD"])
"""With two decimals, none, and three."""
WHICH = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
"""Which of several, the newest first."""
AMOUNTS = st.sampled_from(["a part", "all", "all", "more"])


def one_of(things: Sequence[T], which: int) -> T:
    return things[-1 - which % len(things)]


class Money(RuleBasedStateMachine):
    """Sessions, payments and receipts of three clients."""

    def __init__(self, database: str, cast: Cast, folder: Path) -> None:
        super().__init__()
        if database == "postgres":
            empty()
        load_snapshot(folder)
        open_the_books(cast)
        self.cast, self.services = cast, {}
        for name, (fee, rate) in PRICES.items():
            tax = add_tax(cast.olivia, name, f"{rate / 1000:g}") if rate else ""
            self.services[name] = add_service(cast.olivia, name, fee=_typed(fee), tax_id=tax)
        third = add_client(cast.olivia, "Milo", "Lopez", therapist_id=str(cast.thea.account_id))
        self.books = Books([cast.ana.client_id, cast.ben.client_id, third])
        self.currency = "CAD"
        self.days = 0

    @rule(which=WHICH, several=st.integers(1, 3), service=st.sampled_from(list(PRICES)), ahead=st.booleans())
    def book(self, which: int, several: int, service: str, ahead: bool) -> None:
        self.days += 1
        begins = self.days if ahead else -self.days
        clients = self.books.clients
        coming = [one_of(clients, which + each) for each in range(min(several, len(clients)))]
        typed = {"clients": coming, "therapist_id": str(self.cast.thea.account_id)}
        session = booked_in(self.cast.olivia, self.services[service], coming[0], hours=24 * begins, **typed)
        self.books.coming[session] = set(coming)
        fee, rate = PRICES[service]
        self.books.asked[self._charge_of(session)] = Asked(session, begins, coming[0], self.currency, fee, rate)

    @rule(currency=CURRENCIES)
    def price_in(self, currency: str) -> None:
        change(Practice, 1, currency=currency)
        self.currency = currency

    @precondition(lambda self: self.books.coming)
    @rule(which=WHICH, service=st.sampled_from(list(PRICES)))
    def change_the_service(self, which: int, service: str) -> None:
        session = one_of(list(self.books.coming), which)
        before = {each.id: each.version for each in rows(Charge)}
        changed(self.cast.olivia, session, service_id=self.services[service])
        of_it = sorted(key for key, each in self.books.asked.items() if each.session == session)
        found = [self.books.asked[key] for key in of_it]
        is_other = any(each.version != before[each.id] for each in rows(Charge))
        if any(each.paid.total() or each.waived for each in found):
            assert not is_other
        elif is_other:
            fee, rate = PRICES[service]
            for each, part in zip(found, in_parts(fee, len(found)), strict=True):
                each.fee, each.rate, each.currency = part, rate, self.currency

    @rule(which=WHICH, count=st.integers(0, 3), amount=AMOUNTS, with_receipt=st.booleans())
    def pay(self, which: int, count: int, amount: str, with_receipt: bool) -> None:
        client = one_of(self.books.clients, which)
        chosen = self.books.of(client)[:count]
        money = sum(self.books.asked[each].open for each in chosen) or 2500
        money = {"a part": money // 2 or 1, "all": money, "more": money + 777}[amount]
        typed = _typed(money)
        currencies = {self.books.asked[each].currency for each in chosen}
        if len(currencies) > 1:
            with pytest.raises(OwlError):
                pay(self.cast.olivia, client, chosen, typed)
            return
        made = pay(self.cast.olivia, client, chosen, typed, with_receipt="on" if with_receipt else "off")
        self.books.came[made.payment_id] = Came(client, next(iter(currencies), self.currency), money)
        self.books.spend(made.payment_id, chosen, money)

    @rule(which=WHICH, count=st.integers(1, 3))
    def pay_out_of_credit(self, which: int, count: int) -> None:
        client = one_of(self.books.clients, which)
        chosen = self.books.of(client)[:count]
        with suppress(OwlError):
            act(self.cast.olivia, payments.use_credit, client_id=client, charge_ids=chosen)
            for key in sorted(key for key, each in self.books.came.items() if each.client == client):
                of_it = [each for each in chosen if self.books.asked[each].currency == self.books.came[key].currency]
                self.books.spend(key, of_it, self.books.credit(key))

    @precondition(lambda self: self.books.came)
    @rule(which=WHICH, tenths=st.sampled_from([1, 5, 10, 12]), still_owed=st.booleans())
    def give_money_back(self, which: int, tenths: int, still_owed: bool) -> None:
        key = one_of(list(self.books.came), which)
        amount = self.books.came[key].amount * tenths // 10 or 1
        with suppress(OwlError):
            owed = "on" if still_owed else "off"
            give_back(self.cast.olivia, key, _typed(amount), still_owed=owed)
            self.books.give_back(key, amount, still_owed=still_owed)

    @rule(which=WHICH, service=st.sampled_from(list(PRICES)), tenths=st.sampled_from([5, 8]), still_owed=st.booleans())
    def book_two_and_give_back_a_part(self, which: int, service: str, tenths: int, still_owed: bool) -> None:
        for _ in range(2):
            self.book(which, 1, service, ahead=False)
        before = len(self.books.came)
        self.pay(which, 3, "all", with_receipt=True)
        if len(self.books.came) > before:
            self.give_money_back(0, tenths, still_owed)

    @rule(which=WHICH)
    def pay_for_both_after_a_merge_and_part_them(self, which: int) -> None:
        joined = len(self.books.joined)
        self.book(which + 1, 1, "Exempt", ahead=False)
        if len(self.books.clients) > 1:
            self.make_two_records_one(which)
        if len(self.books.joined) > joined:
            self.pay(which, 3, "a part", with_receipt=False)
            self.part_them(0)

    @precondition(lambda self: self.books.came)
    @rule(which=WHICH)
    def void_the_payment(self, which: int) -> None:
        key = one_of(list(self.books.came), which)
        with suppress(OwlError):
            void_payment(self.cast.olivia, key)
            self.books.void(key)

    @precondition(lambda self: self.books.came)
    @rule(which=WHICH)
    def issue(self, which: int) -> None:
        with suppress(OwlError):
            act(self.cast.olivia, receipts.issue, payment_id=one_of(list(self.books.came), which))

    @precondition(lambda self: self.books.printed)
    @rule(which=WHICH, replace=st.booleans())
    def void_the_receipt(self, which: int, replace: bool) -> None:
        number = max(each.number for each in rows(Receipt)) - which
        for each in rows(Receipt, number=number):
            with suppress(OwlError):
                act(self.cast.olivia, receipts.void, receipt_id=each.id, reason="Wrong", replace=replace)

    @precondition(lambda self: self.books.asked)
    @rule(which=WHICH, fee=st.sampled_from([None, None, 0, 5, 4999]), asks=st.sampled_from(["all", "less", "no_more"]))
    def ask_something_else(self, which: int, fee: int | None, asks: str) -> None:
        key = one_of(list(self.books.asked), which)
        asked = self.books.asked[key]
        with suppress(OwlError):
            owe(self.cast.olivia, key, asks=asks, reason="Agreed", **({} if fee is None else {"fee": fee}))
            waived, asked.waived = asked.waived, 0
            asked.fee = asked.fee if fee is None else fee
            asked.waived = {"all": 0, "less": min(waived, asked.open), "no_more": asked.open}[asks]

    @precondition(lambda self: self.books.asked)
    @rule(which=WHICH, payer=st.none() | WHICH)
    def say_who_pays(self, which: int, payer: int | None) -> None:
        key = one_of(list(self.books.asked), which)
        session = self.books.asked[key].session
        coming = sorted(self.books.coming[session])
        payers = coming if payer is None else [one_of(coming, payer)]
        of_it = {each.client: each for each in self.books.asked.values() if each.session == session}
        fees = in_parts(sum(each.fee for each in of_it.values()), len(payers))
        with suppress(OwlError):
            owe(self.cast.olivia, key, pays=EQUALLY if payer is None else payers[0])
            self.books.asked[key].waived = 0
            if sorted(of_it) == payers and sorted(fees) == sorted(each.fee for each in of_it.values()):
                return
            kept = {str(each.client_id): str(each.id) for each in rows(Charge) if str(each.appointment_id) == session}
            assert sorted(kept) == payers
            like = self.books.asked[key]
            self.books.asked = {key: each for key, each in self.books.asked.items() if each.session != session}
            for client, fee in zip(payers, fees, strict=True):
                asked = Asked(session, like.begun, client, like.currency, fee, like.rate)
                self.books.asked[kept[client]] = asked

    @precondition(lambda self: len(self.books.clients) > 1)
    @rule(which=WHICH)
    def make_two_records_one(self, which: int) -> None:
        kept, merged = (one_of(self.books.clients, which + each) for each in range(2))
        chosen = {"kept_id": kept, "merged_id": merged}
        with suppress(OwlError):
            found = read(self.cast.olivia, client_merges.dry_run, **chosen)
            choices = {each.field: "kept" for each in found.differences}
            seen = str(found.kept_version), str(found.merged_version)
            made = act(self.cast.olivia, client_merges.merge, **chosen, seen=seen, choices=choices)
            self.books.join(made, kept, merged)

    @precondition(lambda self: self.books.joined)
    @rule(which=WHICH)
    def part_them(self, which: int) -> None:
        done = one_of(self.books.joined, which)
        with suppress(OwlError):
            act(self.cast.olivia, client_merges.undo, merge_id=done.id)
            self.books.part(done)

    @invariant()
    def every_sum_is_right_and_no_receipt_has_changed(self) -> None:
        self.books.check()

    def _charge_of(self, session: str) -> str:
        return next(str(each.id) for each in rows(Charge) if str(each.appointment_id) == session)


def _typed(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def test_whatever_is_done_with_money_every_sum_is_right_and_no_receipt_changes(
    database: str, cast: Cast, casts: dict[str, tuple[Cast, Path]]
) -> None:
    examples, steps = HOW_MUCH[database]
    run_state_machine_as_test(
        lambda: Money(database, cast, casts[database][1]),  # type: ignore[arg-type]
        settings=settings(
            deadline=None,
            suppress_health_check=list(HealthCheck),
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            phases=[Phase.generate],
        ),
    )
