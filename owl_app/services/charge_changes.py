"""What one session costs a client, changed by hand: the fee, who pays it, and what of it is not asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationInfo, field_validator
from sqlmodel import Session, col, select

from owl_app import money
from owl_app.announcements import announce
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models import Allocation, AppointmentClient, Charge, Client
from owl_app.services import audit, forms, versions
from owl_app.services.access import Viewer
from owl_app.services.appointment_access import get_appointment_to_change_for, may_change
from owl_app.services.billing_access import get_charge_for
from owl_app.services.charges import ChargeRow, parted

EQUALLY = "equally"
ALL, LESS, NO_MORE = "all", "less", "no_more"
"""What is asked for: all of it, as much less as it is already, or no more than was paid."""


class ChargeForm(forms.Form):
    """The window Change what is owed."""

    version: int = 0
    fee: int = 0
    """Without tax."""
    pays: str = ""
    """The id of one of those who come, or `EQUALLY`; nothing leaves it as it is."""
    asks: str = ""
    reason: str = ""

    _asks = field_validator("asks")(lambda value: forms.one_of({ALL, LESS, NO_MORE}, value))

    @field_validator("fee", mode="before")
    @classmethod
    def _fee(cls, value: Any, info: ValidationInfo) -> int:
        if value == "":
            raise ValueError(t("Please fill this in."))
        return forms.amount(value, info, least=0)

    @field_validator("reason")
    @classmethod
    def _reason(cls, value: str, info: ValidationInfo) -> str:
        return forms.required(value, 200) if info.data.get("asks") in {LESS, NO_MORE} else ""


@dataclass(frozen=True, slots=True)
class Payers:
    """Those who come to a session together, and who of them pays for it."""

    pays: str
    """The id of the one who does, or `EQUALLY`; nothing where they share it in another way."""
    coming: list[tuple[str, str]]
    """Their ids and names."""


def payers_of(session: Session, viewer: Viewer, found: Sequence[ChargeRow]) -> dict[str, Payers]:
    """Who could pay, by the session's id, for sessions of several that this viewer may change."""
    ids = {
        UUID(each.appointment_id) for each in found if each.with_others and may_change(viewer, UUID(each.therapist_id))
    }
    coming: dict[UUID, list[tuple[str, str]]] = {each: [] for each in ids}
    charges: dict[UUID, list[Charge]] = {each: [] for each in ids}
    for appointment_id, client in session.exec(
        select(AppointmentClient.appointment_id, Client)
        .join(Client, col(Client.id) == AppointmentClient.client_id)
        .where(col(AppointmentClient.appointment_id).in_(ids))
        .order_by(col(Client.sort_key), col(Client.id))
    ):
        coming[appointment_id].append((str(client.id), client.full_name))
    for charge in session.exec(select(Charge).where(col(Charge.appointment_id).in_(ids))):
        charges[charge.appointment_id].append(charge)
    return {str(each): Payers(_pays(charges[each], len(coming[each])), coming[each]) for each in ids}


def change(session: Session, viewer: Viewer, *, charge_id: object, form: ChargeForm) -> None:
    """Ask of a client for one session what the form says.

    Raises:
        Conflict: somebody else changed it meanwhile.
        Invalid: what was paid already, or stands on a receipt, does not go together with it.
    """
    charge = get_charge_for(session, viewer, charge_id)
    is_other_fee = charge.fee != form.fee
    tax = money.tax_on(form.fee, charge.tax_rate) if is_other_fee else charge.tax
    left = form.fee + tax - charge.paid
    if is_other_fee and (left < 0 or _stands_on_receipt(session, charge)):
        raise Invalid({"fee": t("It is paid, or stands on a receipt. Void the receipt first.")})
    if form.asks == NO_MORE and left == 0:
        raise Invalid({"asks": t("Nothing is open for this session.")})
    waived = {ALL: 0, LESS: min(charge.waived, left), NO_MORE: left}[form.asks]
    typed = {"fee": form.fee, "waived": waived, "waive_reason": form.reason}
    was_waived = charge.waived
    if versions.change(charge, form.version, typed):
        charge.tax = tax
        session.add(charge)
        session.flush()
        act = "fee_changed" if is_other_fee else "charge_waived" if waived else "charge_asked_again"
        _note(session, viewer, charge, act)
        if is_other_fee and waived != was_waived:
            _note(session, viewer, charge, "charge_waived" if waived else "charge_asked_again")
    if form.pays:
        _share(session, viewer, charge, form.pays)


def _share(session: Session, viewer: Viewer, charge: Charge, pays: str) -> None:
    """Say who of those who come to a charge's session pays for it, the whole of what is asked of all of them."""
    appointment_id = charge.appointment_id
    of_session = select(Charge).where(Charge.appointment_id == appointment_id).order_by(col(Charge.id))
    coming = session.exec(
        select(AppointmentClient.client_id)
        .where(AppointmentClient.appointment_id == appointment_id)
        .order_by(col(AppointmentClient.client_id))
    ).all()
    if _pays(session.exec(of_session).all(), len(coming)) == pays:
        return
    get_appointment_to_change_for(session, viewer, appointment_id)
    payers = [each for each in coming if pays in {EQUALLY, str(each)}]
    if not payers:
        raise Invalid({"pays": t("Choose one of those who come.")})
    found = {each.client_id: each for each in session.exec(of_session.with_for_update())}
    if any(each.paid or each.waived for each in found.values()):
        raise Invalid({"pays": t("Some of this session is paid, or not asked for. Take that back first.")})
    parts = dict(zip(payers, parted(sum(each.fee for each in found.values()), len(payers)), strict=True))
    for client_id in found.keys() - parts.keys():
        session.delete(found[client_id])
    for client_id, fee in parts.items():
        of_client = found.get(client_id) or Charge(
            version=0,
            appointment_id=appointment_id,
            client_id=client_id,
            currency=charge.currency,
            fee=0,
            tax_name=charge.tax_name,
            tax_rate=charge.tax_rate,
            tax_number=charge.tax_number,
        )
        of_client.fee, of_client.tax = fee, money.tax_on(fee, charge.tax_rate)
        of_client.version += 1
        session.add(of_client)
    session.flush()
    for client_id in coming:
        audit.record(session, viewer, "session_shared", client_id=client_id, about_id=appointment_id)
        announce(session, "client", client_id)
    announce(session, "appointment", appointment_id)
    announce(session, "billing")


def _pays(charges: Sequence[Charge], coming: int) -> str:
    if len(charges) == 1:
        return str(charges[0].client_id)
    fees = sorted((each.fee for each in charges), reverse=True)
    return EQUALLY if len(fees) == coming and fees == parted(sum(fees), coming) else ""


def _stands_on_receipt(session: Session, charge: Charge) -> bool:
    on_one = select(Allocation.id).where(Allocation.charge_id == charge.id, col(Allocation.receipt_id).is_not(None))
    return session.exec(on_one.limit(1)).first() is not None


def _note(session: Session, viewer: Viewer, charge: Charge, act: str) -> None:
    audit.record(session, viewer, act, client_id=charge.client_id, about_id=charge.appointment_id)
    announce(session, "client", charge.client_id)
    announce(session, "appointment", charge.appointment_id)
    announce(session, "billing")
