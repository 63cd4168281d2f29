"""What clients owe and have paid, worked out by the tests on their own, beside the tables."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from owl_app.database import reading
from owl_app.models import Allocation, Charge, Payment, Receipt, ReceiptFile, Refund
from owl_app.services import charges, payments
from owl_app.services.receipts import data_of
from tests.door import rows

Sums = dict[tuple[str, str], int]
"""Amounts by client and currency; those that are nothing are left out."""


def tax_of(fee: int, rate: int) -> int:
    """By hand, as on paper: half of the smallest unit is a whole one."""
    return int((Decimal(fee) * Decimal(rate) / 100_000).quantize(Decimal(1), ROUND_HALF_UP))


def in_parts(amount: int, count: int) -> list[int]:
    """One unit to each in turn would come to the same."""
    return [len(range(place, amount, count)) for place in range(count)]


@dataclass(eq=False)
class Asked:
    """What one client is asked for one session."""

    session: str
    begun: float
    """In days from now; no two sessions begin together."""
    client: str
    currency: str
    fee: int
    rate: int
    waived: int = 0
    paid: Counter[str] = field(default_factory=Counter)
    """How much of each payment."""

    @property
    def open(self) -> int:
        return self.fee + tax_of(self.fee, self.rate) - self.waived - self.paid.total()


@dataclass(eq=False)
class Came:
    """Money that came in."""

    client: str
    currency: str
    amount: int
    returned: int = 0
    is_void: bool = False


@dataclass(eq=False)
class Joined:
    """Two records that are one, and what came along."""

    id: str
    kept: str
    merged: str
    asked: set[str]
    came: set[str]
    sessions: set[str]
    both: set[str]
    """Sessions that both came to."""


@dataclass
class Books:
    """What the tables must say."""

    clients: list[str]
    asked: dict[str, Asked] = field(default_factory=dict)
    came: dict[str, Came] = field(default_factory=dict)
    coming: dict[str, set[str]] = field(default_factory=dict)
    joined: list[Joined] = field(default_factory=list)
    printed: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    """Each receipt as it was when it was first seen."""

    def of(self, client: str) -> list[str]:
        """The open charges of a client, the oldest session first."""
        found = [key for key, each in self.asked.items() if each.client == client and each.open > 0]
        return sorted(found, key=lambda key: self.asked[key].begun)

    def credit(self, key: str) -> int:
        each = self.came[key]
        used = sum(asked.paid[key] for asked in self.asked.values())
        return 0 if each.is_void else each.amount - each.returned - used

    def spend(self, key: str, chosen: list[str], most: int) -> None:
        """Pay these charges in the order of their sessions."""
        for charge in sorted(chosen, key=lambda each: self.asked[each].begun):
            part = min(self.asked[charge].open, most)
            self.asked[charge].paid[key] += part
            most -= part

    def give_back(self, key: str, amount: int, *, still_owed: bool) -> None:
        """Credit first, then of the newest session first."""
        missing = amount - self.credit(key)
        self.came[key].returned += amount
        for asked in sorted(self.asked.values(), key=lambda each: -each.begun):
            back = max(min(asked.paid[key], missing), 0)
            asked.paid[key] -= back
            asked.waived += 0 if still_owed else back
            missing -= back

    def void(self, key: str) -> None:
        self.came[key].is_void = True
        for asked in self.asked.values():
            asked.paid[key] = 0

    def join(self, merge_id: str, kept: str, merged: str) -> None:
        sessions = {key for key, who in self.coming.items() if merged in who}
        both = {key for key in sessions if kept in self.coming[key]}
        asked = {key for key, each in self.asked.items() if each.client == merged}
        came = {key for key, each in self.came.items() if each.client == merged}
        self.joined.append(Joined(merge_id, kept, merged, asked, came, sessions - both, both))
        self._move(asked, came, kept)
        for key in sessions:
            self.coming[key] = self.coming[key] - {merged} | {kept}
        self.clients.remove(merged)

    def part(self, done: Joined) -> None:
        """Back goes what has nothing to do with money or sessions that were the kept one's from the beginning."""
        stays = self._mixed(done)
        self._move(
            {key for key in done.asked - stays if key in self.asked and self.asked[key].client == done.kept},
            {key for key in done.came - stays if self.came[key].client == done.kept},
            done.merged,
        )
        for key in done.sessions:
            if done.kept in self.coming[key]:
                self.coming[key] = self.coming[key] - {done.kept} | {done.merged}
        for key in done.both:
            if done.kept in self.coming[key]:
                self.coming[key].add(done.merged)
        self.clients.append(done.merged)
        self.joined.remove(done)

    def _move(self, asked: set[str], came: set[str], to: str) -> None:
        for key in asked:
            self.asked[key].client = to
        for key in came:
            self.came[key].client = to

    def _mixed(self, done: Joined) -> set[str]:
        """Everything that money ties to something that did not come along, directly or over others."""
        ties = [(key, payment) for key, each in self.asked.items() for payment, part in each.paid.items() if part]
        own = done.asked | done.came
        found: set[str] = {end for tie in ties for end in tie} - own
        while True:
            more = {end for tie in ties if found & set(tie) for end in tie} - found
            if not more:
                return found
            found |= more

    def check(self) -> None:
        self._check_rows()
        self._check_sums()
        self._check_receipts()

    def _check_rows(self) -> None:
        kept = {str(each.id): each for each in rows(Charge)}
        assert {
            key: (str(each.client_id), each.currency, each.fee, each.tax, each.waived, each.paid)
            for key, each in kept.items()
        } == {
            key: (each.client, each.currency, each.fee, tax_of(each.fee, each.rate), each.waived, each.paid.total())
            for key, each in self.asked.items()
        }
        assert min([each.open for each in kept.values()], default=0) >= 0
        assert {
            str(each.id): (str(each.client_id), each.amount, each.refunded, each.credit, each.voided_at is not None)
            for each in rows(Payment)
        } == {
            key: (each.client, each.amount, each.returned, self.credit(key), each.is_void)
            for key, each in self.came.items()
        }

    def _check_sums(self) -> None:
        """Whatever was asked is open, waived or paid; whatever came in paid something, went back, or is credit."""
        with reading() as session:
            ids = [UUID(each) for each in self.clients]
            owed = {
                (str(client), each.currency): each.amount
                for client, of_client in charges.owed_by(session, ids).items()
                for each in of_client
            }
            credit = {
                (str(client), currency): amount
                for client, of_client in payments.credit_of(session, ids).items()
                for currency, amount in of_client.items()
            }
        assert owed == _summed(
            (each.client, each.currency, each.open) for each in self.asked.values() if each.begun < 0
        )
        assert credit == _summed((each.client, each.currency, self.credit(key)) for key, each in self.came.items())
        used = _summed((each.client, each.currency, each.paid.total()) for each in self.asked.values())
        by_payment = {str(each.id): each for each in rows(Payment)}
        spent = [(by_payment[str(each.payment_id)], each.amount) for each in rows(Allocation)]
        assert used == _summed((str(each.client_id), each.currency, amount) for each, amount in spent)
        back = [(by_payment[str(each.payment_id)], each.amount) for each in rows(Refund)]
        came = _summed(
            (str(each.client_id), each.currency, each.amount) for each in by_payment.values() if not each.voided_at
        )
        returned = _summed((str(each.client_id), each.currency, amount) for each, amount in back)
        for key, amount in came.items():
            assert amount == used.get(key, 0) + credit.get(key, 0) + returned.get(key, 0)

    def _check_receipts(self) -> None:
        found, contents = rows(Receipt), {each.receipt_id: each.content for each in rows(ReceiptFile)}
        assert sorted(each.number for each in found) == list(range(1, len(found) + 1))
        fees = {str(each.id): each.fee for each in rows(Charge)}
        printed = {each.id: {line.fee for line in data_of(each).lines} for each in found}
        on_receipts: Counter[UUID] = Counter()
        taxes: Counter[str] = Counter()
        for allocation in rows(Allocation):
            taxes[str(allocation.charge_id)] += allocation.tax
            if allocation.receipt_id:
                on_receipts[allocation.receipt_id] += allocation.amount
                assert fees[str(allocation.charge_id)] in printed[allocation.receipt_id]
        for each in found:
            now = (each.data, each.sha256, contents[each.id])
            assert self.printed.setdefault(str(each.id), now) == now
            assert on_receipts[each.id] == (0 if each.voided_at else each.amount)
        for key, asked in self.asked.items():
            if not asked.open and not asked.waived:
                assert taxes[key] == tax_of(asked.fee, asked.rate)


def _summed(parts: object) -> Sums:
    sums: Counter[tuple[str, str]] = Counter()
    for client, currency, amount in parts:  # type: ignore[attr-defined]
        sums[client, currency] += amount
    return {key: amount for key, amount in sums.items() if amount}
