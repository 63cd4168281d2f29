"""Settings > Practice: what is kept, who may open what from then on, and two people who save at once."""

import pytest

from owl_app.database import transaction
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound
from owl_app.models import AuditEntry, Client, Practice
from owl_app.services import audit, client_list, client_records, own_details, practice, practice_settings
from owl_app.services.listing import Query
from owl_app.services.practice_settings import PracticeForm
from tests.cast import Cast, Person
from tests.door import act, change, read, row, rows, viewer_in
from tests.together import at_once

AS_IT_IS = {
    "version": 1,
    "name": "Willow Street Therapy",
    "time_zone": "America/Toronto",
    "locale": "en_CA",
    "currency": "CAD",
    "therapists_see_all": "no",
}


def save(who: Person, **typed: object) -> None:
    version = row(Practice, 1).version
    act(who, practice_settings.change, form=PracticeForm.read({**AS_IT_IS, "version": version, **typed}))


def errors(**typed: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        PracticeForm.read({**AS_IT_IS, **typed})
    return refused.value.fields


def announced(who: Person, **typed: object) -> list[tuple[str, str]]:
    with transaction() as session:
        form = PracticeForm.read({**AS_IT_IS, **typed})
        practice_settings.change(session, viewer_in(session, who), form=form)
        return list(session.info.get("announced", ()))


def test_what_was_saved_is_there(cast: Cast) -> None:
    typed = {
        "name": "Élan & Sons",
        "street": "4 Barn Street",
        "city": "Québec",
        "region": "QC",
        "postal_code": "G1A 0A2",
        "country": "Canada",
        "phone": "418 555 0134",
        "time_zone": "America/Halifax",
        "locale": "fr_CA",
        "currency": "EUR",
    }
    save(cast.adam, **typed)
    kept = read(cast.olivia, practice_settings.get)
    assert kept.phone == "(418) 555-0134"
    assert {name: getattr(kept, name) for name in typed if name != "phone"} == {
        name: value for name, value in typed.items() if name != "phone"
    }
    assert read(cast.thea, practice.get_frame).practice_name == "Élan & Sons"
    assert read(cast.thea, practice.get_frame).zone == "America/Halifax"
    assert read(cast.thea, practice.get_frame).locale == "fr_CA"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "  ", "Please fill this in."),
        ("name", "x" * 121, "Use at most 120 characters."),
        ("phone", "12", "Write a phone number, like 416 555 0134."),
        ("time_zone", "Atlantis/Capital", "Choose a time zone from the list."),
        ("locale", "tlh_KX", "Choose one from the list."),
        ("currency", "BTC", "Choose one from the list."),
        ("street", "x" * 101, "Use at most 100 characters."),
        ("postal_code", "x" * 21, "Use at most 20 characters."),
        ("therapists_see_all", "perhaps", "This cannot be used here."),
        ("starter_password_days", "9", "This field is not known here. Reload the page and try again."),
    ],
)
def test_what_cannot_be_used_gets_its_sentence(field: str, value: str, sentence: str) -> None:
    assert errors(**{field: value}) == {field: sentence}


def test_the_practices_phone_is_read_and_written_as_in_its_country(cast: Cast) -> None:
    save(cast.olivia, locale="en_GB", phone="020 7946 0958")
    assert row(Practice, 1).phone == "+442079460958"
    assert read(cast.olivia, practice_settings.get).phone == "020 7946 0958"
    assert errors(locale="en_GB", phone="12") == {"phone": "Write a phone number, like 0121 234 5678."}


def test_a_clients_phone_is_written_as_in_the_practices_country(cast: Cast) -> None:
    change(Client, cast.ana.client_id, phone="+14165550134")
    assert read(cast.thea, client_records.get_record, client_id=cast.ana.client_id).phone == "(416) 555-0134"
    save(cast.olivia, locale="en_GB")
    assert read(cast.thea, client_records.get_record, client_id=cast.ana.client_id).phone == "+1 416-555-0134"
    (ana,) = read(cast.thea, client_list.list_clients, query=Query(search="ana")).rows
    assert ana.phone == "+1 416-555-0134"
    own = read(cast.ana, own_details.get_own_details, client_id=cast.ana.client_id)
    assert own.phone == "+1 416-555-0134"


def test_a_clients_phone_is_read_as_in_the_practices_country() -> None:
    typed = {"version": 1, "phone": "020 7946 0958"}
    assert own_details.CorrectionForm.read(typed, locale="en_GB").phone == "+442079460958"
    assert own_details.CorrectionForm.read({**typed, "phone": "416 555 0134"}).phone == "+14165550134"


def test_the_second_to_save_is_told_and_overwrites_nothing(cast: Cast) -> None:
    save(cast.olivia, city="Halifax")
    with pytest.raises(Conflict) as told:
        save(cast.adam, version=1, name="Mine", city="Montréal")
    assert told.value.message == (
        "Somebody else changed this since you opened it. What you typed is still here. "
        "If you save again, you replace: city, name."
    )
    kept = row(Practice, 1)
    assert (kept.name, kept.city, kept.version) == ("Willow Street Therapy", "Halifax", 2)


def test_of_many_who_save_at_the_same_moment_all_but_one_are_told(cast: Cast) -> None:
    forms = [PracticeForm.read({**AS_IT_IS, "city": f"Halifax {number}"}) for number in range(8)]
    saved = at_once(8, lambda number: act(cast.olivia, practice_settings.change, form=forms[number]))
    assert sorted(map(str, saved)) == [*["Conflict"] * 7, "None"]
    assert row(Practice, 1).version == 2


def test_saving_what_is_there_changes_and_says_nothing(cast: Cast) -> None:
    assert announced(cast.olivia) == []
    assert row(Practice, 1).version == 1
    assert rows(AuditEntry, act="practice_changed") == []


def test_a_change_is_logged_by_the_names_of_its_fields_and_told_to_open_pages(cast: Cast) -> None:
    assert announced(cast.adam, city="Halifax", therapists_see_all="yes") == [("practice", "")]
    (entry,) = rows(AuditEntry, act="practice_changed")
    assert (entry.actor_name, entry.detail) == ("Adam Abara", {"fields": ["city", "therapists_see_all"]})
    assert audit.sentence(entry) == "changed the practice's settings: city, what therapists may open"


def test_therapists_see_every_client_or_their_own(cast: Cast) -> None:
    save(cast.adam, therapists_see_all="yes")
    assert read(cast.tom, client_records.get_record, client_id=cast.ana.client_id).name == "Ana Lopez"
    save(cast.adam, therapists_see_all="no")
    with pytest.raises(NotFound):
        read(cast.tom, client_records.get_record, client_id=cast.ana.client_id)


def test_only_an_owner_decides_whether_admins_see_clinical_fields(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Only an Owner"):
        save(cast.adam, admins_see_clinical="yes")
    assert row(Practice, 1).admins_see_clinical is False
    save(cast.olivia, admins_see_clinical="yes")
    with pytest.raises(NotAllowed, match="Only an Owner"):
        save(cast.adam, admins_see_clinical="no")
    assert row(Practice, 1).admins_see_clinical is True


def test_an_admin_who_saves_the_rest_leaves_it_as_it_is(cast: Cast) -> None:
    save(cast.olivia, admins_see_clinical="yes")
    save(cast.adam, city="Halifax")
    save(cast.adam, city="Montréal", admins_see_clinical="yes")
    assert (row(Practice, 1).city, row(Practice, 1).admins_see_clinical) == ("Montréal", True)
    assert read(cast.adam, practice_settings.get).may_change_clinical is False
    assert read(cast.olivia, practice_settings.get).may_change_clinical is True
