"""Settings > Services: what the practice offers; added, changed, retired and brought back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationInfo, field_validator
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from owl_app import money, words
from owl_app.announcements import announce
from owl_app.errors import Invalid
from owl_app.i18n import t
from owl_app.models import Meeting, Service, ServiceColour, Tax
from owl_app.services import audit, forms, taxes, versions
from owl_app.services.access import OWNER_ADMIN, STAFF, Viewer, get_practice
from owl_app.services.appointment_access import get_service_for
from owl_app.services.appointment_forms import LONGEST_MINUTES, SHORTEST_MINUTES, read_minutes
from owl_app.services.listing import PAGE, Page, Query

HIGHEST_FEE = 10_000_00


class ServiceForm(forms.Form):
    """A service as it is typed; `version` says which one was on the screen."""

    version: int = 1
    name: str = ""
    minutes: int = 50
    fee: int = 0
    tax_id: UUID | None = None
    colour: str = ServiceColour.GREEN
    video: bool = False
    in_person: bool = False
    phone: bool = False

    _name = field_validator("name")(lambda value: forms.required(value, 80))
    _colour = field_validator("colour")(lambda value: forms.one_of(set(ServiceColour), value))

    @field_validator("minutes", mode="before")
    @classmethod
    def _minutes(cls, value: Any) -> int:
        return read_minutes(value, SHORTEST_MINUTES, LONGEST_MINUTES)

    @field_validator("fee", mode="before")
    @classmethod
    def _fee(cls, value: Any, info: ValidationInfo) -> int:
        return forms.amount(value, info, least=0, most=HIGHEST_FEE)

    @field_validator("tax_id", mode="before")
    @classmethod
    def _tax_id(cls, value: Any) -> UUID | None:
        try:
            return value if isinstance(value, UUID) else UUID(str(value)) if value else None
        except ValueError:
            raise ValueError(t("Choose one from the list.")) from None

    @field_validator("phone")
    @classmethod
    def _is_held_somewhere(cls, value: bool, info: ValidationInfo) -> bool:
        if not (value or info.data.get("video") or info.data.get("in_person")):
            raise ValueError(t("Choose at least one way to meet."))
        return value


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One line of Settings > Services, and what stands in the fields when it is changed."""

    id: str
    version: int
    name: str
    minutes: int
    fee: str
    amount: str
    """The fee as it is read, with its currency."""
    tax_id: str
    tax: str
    """The tax with its rate; nothing where the service is exempt."""
    colour: str
    video: bool
    in_person: bool
    phone: bool
    state: str
    """`offered` or `retired`."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that can be booked."""

    id: str
    name: str
    minutes: int
    colour: str
    meetings: tuple[str, ...]


def list_services(session: Session, viewer: Viewer, *, query: Query) -> Page[ServiceRow]:
    """The services by name, for everybody on the team; those that are retired only where they are asked for."""
    viewer.must_be(STAFF)
    practice = get_practice(session)
    state = query.filters.get("state", "offered")
    found = select(Service).where(
        col(Service.name_key).contains(words.plain(forms.searched(query.search)), autoescape=True)
    )
    if state in {"offered", "retired"}:
        found = found.where(Service.retired == (state == "retired"))
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    order = col(Service.name_key)
    chosen = session.exec(
        found.order_by(order.desc() if query.descending else order, col(Service.id)).offset(query.offset).limit(PAGE)
    )
    names = taxes.names(session)
    rows = [_row(each, practice.currency, practice.locale, names) for each in chosen]
    return Page(rows, total, has_more=query.offset + len(rows) < total)


def get_for_form(session: Session, viewer: Viewer, *, service_id: object) -> ServiceRow:
    """One service, for everybody on the team."""
    practice = get_practice(session)
    service = get_service_for(session, viewer, service_id)
    return _row(service, practice.currency, practice.locale, taxes.names(session))


def list_offered(session: Session, viewer: Viewer) -> list[Offered]:
    """What can be booked, by name."""
    viewer.must_be(STAFF)
    found = session.exec(select(Service).where(col(Service.retired).is_(False)).order_by(col(Service.name_key)))
    return [
        Offered(
            str(each.id),
            each.name,
            each.minutes,
            each.colour.value,
            tuple(meeting.value for meeting in Meeting if getattr(each, meeting)),
        )
        for each in found
    ]


def add(session: Session, viewer: Viewer, *, form: ServiceForm) -> str:
    """Add a service and return its id.

    Raises:
        Invalid: one of this name is offered, or the tax is none of ours.
    """
    viewer.must_be(OWNER_ADMIN)
    _must_know(session, form.tax_id)
    service = Service(**form.model_dump(exclude={"version", "colour"}), name_key="", colour=ServiceColour(form.colour))
    service.name_key = words.plain(form.name)[:80]
    with _one_of_a_name(session):
        session.add(service)
    audit.record(session, viewer, "service_added", name=service.name)
    announce(session, "services")
    return str(service.id)


def change(session: Session, viewer: Viewer, *, service_id: object, form: ServiceForm) -> None:
    """Change a service; sessions that are booked keep their length, and are called by its new name.

    Raises:
        Conflict: somebody else saved since this version.
        Invalid: another of this name is offered.
    """
    viewer.must_be(OWNER_ADMIN)
    service = get_service_for(session, viewer, service_id, to_change=True)
    if form.tax_id != service.tax_id:
        _must_know(session, form.tax_id)
    typed = form.model_dump(exclude={"version", "colour"}) | {"colour": ServiceColour(form.colour)}
    with _one_of_a_name(session):
        changed = versions.change(service, form.version, typed)
        service.name_key = words.plain(service.name)[:80]
        session.add(service)
    if changed:
        audit.record(session, viewer, "service_changed", name=service.name, fields=changed)
        announce(session, "services")
        announce(session, "appointments")


def retire(session: Session, viewer: Viewer, *, ids: list[str]) -> int:
    """Offer these services no more, and return how many were; what is booked stays."""
    return _set_retired(session, viewer, ids, retired=True)


def bring_back(session: Session, viewer: Viewer, *, ids: list[str]) -> int:
    """Offer these services again, and return how many were not.

    Raises:
        Invalid: one of the name of one of them is offered.
    """
    return _set_retired(session, viewer, ids, retired=False)


def _set_retired(session: Session, viewer: Viewer, ids: list[str], *, retired: bool) -> int:
    viewer.must_be(OWNER_ADMIN)
    if not ids:
        raise Invalid({"": t("Nothing is chosen.")})
    chosen = [get_service_for(session, viewer, each, to_change=True) for each in sorted(set(ids))]
    changed = [each for each in chosen if each.retired != retired]
    with _one_of_a_name(session, ""):
        for service in changed:
            service.retired, service.version = retired, service.version + 1
            session.add(service)
    for service in changed:
        audit.record(session, viewer, "service_retired" if retired else "service_back", name=service.name)
    announce(session, "services")
    return len(changed)


def _must_know(session: Session, tax_id: UUID | None) -> None:
    tax = session.get(Tax, tax_id) if tax_id else None
    if tax_id is not None and (tax is None or tax.retired):
        raise Invalid({"tax_id": t("Choose one from the list.")})


@contextmanager
def _one_of_a_name(session: Session, field: str = "name") -> Iterator[None]:
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        if "name" not in str(error.orig):
            raise
        raise Invalid({field: t("There is a service with this name already.")}) from None


def _row(service: Service, currency: str, locale: str, names: Mapping[UUID, str]) -> ServiceRow:
    return ServiceRow(
        id=str(service.id),
        version=service.version,
        name=service.name,
        minutes=service.minutes,
        fee=money.plain_amount(service.fee),
        amount=money.written_amount(service.fee, currency, locale),
        tax_id=str(service.tax_id or ""),
        tax=names[service.tax_id] if service.tax_id else "",
        colour=service.colour.value,
        video=service.video,
        in_person=service.in_person,
        phone=service.phone,
        state="retired" if service.retired else "offered",
    )
