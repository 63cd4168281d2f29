"""Services: what is typed for one, who may, and what is offered."""

import pytest

from owl_app.errors import Conflict, Invalid, NotAllowed
from owl_app.models import Service
from owl_app.money import read_amount, written_amount
from owl_app.services import offered_services, taxes
from owl_app.services.listing import Query
from owl_app.services.offered_services import ServiceForm
from owl_app.services.taxes import TaxForm
from tests.booking import EVERYWHERE, add_service
from tests.cast import Cast
from tests.door import act, read, row


def names(who: object, **asked: object) -> list[str]:
    return [each.name for each in read(who, offered_services.list_services, query=Query(**asked)).rows]  # type: ignore[arg-type]


def errors(**typed: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        ServiceForm.read({"name": "Couples", **EVERYWHERE, **typed})
    return refused.value.fields


def test_a_service_is_kept_as_it_was_typed(cast: Cast) -> None:
    tax = act(cast.adam, taxes.add, form=TaxForm.read({"name": "QST", "rate": "9,975"}))
    made = add_service(cast.adam, "Couples", minutes="80", fee="$1,210.5", tax_id=tax, phone="off")
    kept = row(Service, made)
    assert (kept.minutes, kept.fee, str(kept.tax_id), kept.video, kept.phone) == (80, 121050, tax, True, False)
    (shown,) = read(cast.thea, offered_services.list_services, query=Query()).rows
    assert (shown.amount, shown.fee, shown.tax) == ("$1,210.50", "1210.50", "QST 9.975 %")


def test_a_tax_that_is_none_of_the_practice_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        add_service(cast.adam, "Couples", tax_id=str(cast.adam.account_id))
    assert set(refused.value.fields) == {"tax_id"}


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"name": ""}, {"name": "Please fill this in."}),
        ({"minutes": "0"}, {"minutes": "Write a number of minutes from 5 to 720."}),
        ({"minutes": "fifty"}, {"minutes": "Write a number of minutes from 5 to 720."}),
        ({"fee": "-5"}, {"fee": "Write an amount, like 140.00."}),
        ({"fee": "12.345"}, {"fee": "Write an amount, like 140.00."}),
        ({"fee": "10000.01"}, {"fee": "This amount is too large."}),
        ({"tax_id": "13"}, {"tax_id": "Choose one from the list."}),
        ({"colour": "#ff0000"}, {"colour": "Choose one from the list."}),
        ({"video": "off", "in_person": "off", "phone": "off"}, {"phone": "Choose at least one way to meet."}),
        ({"owner": "me"}, {"owner": "This field is not known here. Reload the page and try again."}),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_beside_its_field(typed: dict[str, str], fields: dict[str, str]) -> None:
    assert errors(**typed) == fields


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("140", 14000),
        ("140.5", 14050),
        ("140,50", 14050),
        ("1 250,00", 125000),
        ("CA$1,250.00", 125000),
        ("1’250.00", 125000),
        ("120 €", 12000),
        ("0", 0),
        ("1.250", None),
        ("12.3456", None),
        ("1,25,0", None),
        ("one", None),
        ("", None),
        ("٣", None),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, hundredths: int | None) -> None:
    assert read_amount(typed) == hundredths


def test_an_amount_is_written_in_the_way_of_the_practice() -> None:
    assert written_amount(125050, "CAD", "en_CA") == "$1,250.50"
    assert written_amount(125050, "CAD", "fr_CA") == "1\u00a0250,50\u00a0$"


def test_two_services_that_are_offered_never_have_one_name(cast: Cast) -> None:
    add_service(cast.olivia, "Thérapie")
    with pytest.raises(Invalid, match="There is a service with this name already"):
        add_service(cast.olivia, "therapie")


def test_a_retired_service_gives_its_name_back_and_is_found_by_the_filter(cast: Cast) -> None:
    first = add_service(cast.olivia, "Couples")
    assert act(cast.adam, offered_services.retire, ids=[first]) == 1
    add_service(cast.olivia, "Couples")
    assert names(cast.thea) == ["Couples"]
    assert names(cast.thea, filters={"state": "retired"}) == ["Couples"]
    assert len(names(cast.thea, filters={"state": "all"})) == 2
    with pytest.raises(Invalid, match="There is a service with this name already"):
        act(cast.olivia, offered_services.bring_back, ids=[first])


def test_the_second_of_two_savers_is_told(cast: Cast) -> None:
    made = add_service(cast.olivia, "Couples")
    form = ServiceForm.read({"name": "Couples", **EVERYWHERE, "version": "1", "fee": "150"})
    act(cast.olivia, offered_services.change, service_id=made, form=form)
    with pytest.raises(Conflict, match="you replace: fee"):
        act(
            cast.adam,
            offered_services.change,
            service_id=made,
            form=form.model_copy(update={"fee": 16000}),
        )


def test_therapists_see_services_and_change_none_and_clients_see_none(cast: Cast) -> None:
    made = add_service(cast.olivia)
    assert names(cast.thea) == ["Individual therapy"]
    form = ServiceForm.read({"name": "Mine", **EVERYWHERE, "version": "1"})
    for call in (
        lambda: add_service(cast.thea, "Mine"),
        lambda: act(cast.thea, offered_services.change, service_id=made, form=form),
        lambda: act(cast.thea, offered_services.retire, ids=[made]),
        lambda: act(cast.thea, offered_services.bring_back, ids=[made]),
        lambda: names(cast.ana),
        lambda: read(cast.ana, offered_services.get_for_form, service_id=made),
        lambda: read(cast.mallory, offered_services.list_offered),
    ):
        with pytest.raises(NotAllowed):
            call()
