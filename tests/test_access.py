"""Who may have what: every fetch by id, for every kind of viewer. The expected answers are typed by hand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from owl_app.database import reading, transaction
from owl_app.errors import NotAllowed, NotFound, OwlError
from owl_app.models import Account, Client, ClientAccess, Letter, Practice, Relationship, Role, SignIn
from owl_app.services import access, audit, clients, mail_log, passwords, portal_access, practice, sign_ins
from owl_app.services.access import ViewerKind
from owl_app.services.portal_access import PortalAccessForm
from tests.cast import STARTER, Cast, change_password, give_starter, sign_in
from tests.door import act, change, read, rows, viewer_of

EVERYBODY = ("olivia", "adam", "thea", "tom", "ana", "ben", "chloe", "pat", "mallory", "street")
STAFF = {"olivia", "adam", "thea", "tom"}


def somebody(cast: Cast, name: str) -> object:
    return None if name == "street" else getattr(cast, name)


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except OwlError as error:
        return type(error).__name__
    return "yes"


def outcomes(cast: Cast, call: Callable[[object], object]) -> dict[str, str]:
    return {name: outcome(lambda name=name: call(somebody(cast, name))) for name in EVERYBODY}  # type: ignore[misc]


def answers(yes: str, missing: str = "") -> dict[str, str]:
    """These get it, for those it is missing, and everybody else is not allowed."""
    return {
        name: "yes" if name in yes.split() else "NotFound" if name in missing.split() else "NotAllowed"
        for name in EVERYBODY
    }


SERVICES_ON_ANAS_RECORD: dict[str, Callable[..., Any]] = {
    "get_record": clients.get_record,
    "list_for_client": audit.list_for_client,
    "note_seen": audit.note_seen,
}


@pytest.mark.parametrize("service", SERVICES_ON_ANAS_RECORD.values(), ids=SERVICES_ON_ANAS_RECORD)
def test_anas_record_is_for_the_owner_the_admin_and_her_own_therapist(cast: Cast, service: Callable[..., Any]) -> None:
    found = outcomes(cast, lambda who: act(who, service, client_id=cast.ana.client_id))
    assert found == answers("olivia adam thea", missing="tom")


def test_nobody_elses_client_can_be_changed(cast: Cast) -> None:
    def save(who: object) -> None:
        version = read(cast.olivia, clients.get_record, client_id=cast.ana.client_id).version
        form = clients.AccountDetailsForm.read(
            {"first_name": "Ana", "last_name": "Lopez", "version": version, "city": str(uuid4())}
        )
        act(who, clients.change_account_details, client_id=cast.ana.client_id, form=form)

    assert outcomes(cast, save) == answers("olivia adam", missing="tom thea") | {"thea": "NotFound"}


def test_portal_access_is_given_by_those_who_may_open_the_record(cast: Cast) -> None:
    form = PortalAccessForm.read({"email": cast.ana.email, "password": ""})
    found = outcomes(
        cast,
        lambda who: act(who, portal_access.give_access, client_id=cast.ana.client_id, form=form, password_hash=None),
    )
    assert found == answers("olivia adam thea", missing="tom")


def test_a_slip_is_printed_by_those_who_may_open_the_record(cast: Cast) -> None:
    give_starter(cast.olivia, cast.chloe.client_id, cast.chloe.email)
    found = outcomes(cast, lambda who: act(who, portal_access.get_slip, client_id=cast.chloe.client_id))
    assert found == answers("olivia adam tom", missing="thea") | {"chloe": "NotAllowed"}
    found = outcomes(cast, lambda who: act(who, portal_access.note_slip, client_id=cast.chloe.client_id))
    assert found == answers("olivia adam tom", missing="thea")


def test_ones_own_details_are_corrected_by_oneself_alone(cast: Cast) -> None:
    form = clients.CorrectionForm.read({"version": read(cast.ana, clients.list_own_details)[0].version})
    found = outcomes(cast, lambda who: act(who, clients.correct_own_details, client_id=cast.ana.client_id, form=form))
    assert found == answers("ana", missing="ben chloe mallory")


def test_the_list_of_clients_is_for_staff(cast: Cast) -> None:
    assert outcomes(cast, lambda who: read(who, clients.list_clients)) == answers("olivia adam thea tom")


def test_letters_are_for_owners_and_admins(cast: Cast) -> None:
    letter_id = rows(Letter, account_id=cast.ana.account_id)[0].id
    for service in (mail_log.read_letter, mail_log.resend):
        found = outcomes(cast, lambda who, service=service: act(who, service, letter_id=letter_id))  # type: ignore[misc]
        assert {name for name, what in found.items() if what != "NotAllowed"} == {"olivia", "adam"}
    assert outcomes(cast, lambda who: read(who, mail_log.list_letters)) == answers("olivia adam")


def test_the_practices_words_are_changed_by_owners_and_admins_and_seen_by_staff(cast: Cast) -> None:
    form = practice.PortalSettingsForm(welcome="Hello", support_contact="")
    changed = outcomes(cast, lambda who: act(who, practice.change_portal_settings, form=form))
    assert changed == answers("olivia adam")
    assert outcomes(cast, lambda who: read(who, practice.get_portal_settings)) == answers("olivia adam thea tom")
    assert outcomes(cast, lambda who: read(who, practice.list_therapists)) == answers("olivia adam thea tom")


def test_devices_are_ones_own(cast: Cast) -> None:
    sign_in = rows(SignIn, account_id=cast.ana.account_id)[-1]
    found = outcomes(cast, lambda who: act(who, sign_ins.end_device, sign_in_id=sign_in.id))
    others = "olivia adam thea tom ben chloe pat mallory"
    assert {name: found[name] for name in others.split()} == dict.fromkeys(others.split(), "NotFound")
    assert found["street"] == "NotAllowed"


def test_nobody_but_the_installation_itself_makes_owners_and_staff(cast: Cast) -> None:
    form = practice.OwnerForm(
        practice_name="Mine", name="Mallory", email="m@evil.example", password="marble lantern 58 river"
    )
    typed = {"name": "Mallory", "email": "m@evil.example", "role": Role.OWNER}
    found = outcomes(cast, lambda who: act(who, practice.create_owner, form=form, password_hash="x"))
    assert found == answers("")
    found = outcomes(cast, lambda who: act(who, practice.add_staff, password_hash="x", **typed))
    assert found == answers("")


def test_a_person_from_the_street_has_no_account(cast: Cast) -> None:
    for service in (
        passwords.own_account,
        passwords.count_change,
        passwords.ask_confirmation,
        sign_ins.list_devices,
        sign_ins.end_other_devices,
        practice.get_frame,
        clients.list_own_details,
    ):
        assert outcome(lambda service=service: act(None, service)) == "NotAllowed"  # type: ignore[misc]


def test_not_yours_and_not_there_are_the_same_sentence(cast: Cast) -> None:
    def sentence(who: object, service: Callable[..., Any], client_id: object) -> str:
        with pytest.raises(NotFound) as missing:
            act(who, service, client_id=client_id)
        return missing.value.message

    for service in SERVICES_ON_ANAS_RECORD.values():
        assert sentence(cast.tom, service, cast.ana.client_id) == sentence(cast.tom, service, uuid4())
    form = clients.CorrectionForm(version=1)

    def correct(session, viewer, *, client_id):  # type: ignore[no-untyped-def]
        clients.correct_own_details(session, viewer, client_id=client_id, form=form)

    assert sentence(cast.mallory, correct, cast.ana.client_id) == sentence(cast.mallory, correct, uuid4())


@pytest.mark.parametrize("nonsense", ["", "1", "../ana", "' OR 1=1 --", "\x00", "🦉", None, 7, ["a"], "0" * 5000])
def test_nonsense_is_the_id_of_nothing(cast: Cast, nonsense: object) -> None:
    for who in (cast.olivia, cast.thea):
        with pytest.raises(NotFound):
            act(who, clients.get_record, client_id=nonsense)
    with pytest.raises(NotFound):
        act(cast.olivia, mail_log.read_letter, letter_id=nonsense)
    with pytest.raises(NotFound):
        act(cast.ana, sign_ins.end_device, sign_in_id=nonsense)


def test_a_client_sees_nobody_but_themselves(cast: Cast) -> None:
    for person in (cast.ana, cast.ben, cast.chloe, cast.mallory):
        assert [own.client_id for own in read(person, clients.list_own_details)] == [person.client_id]


def test_a_parent_sees_the_child_their_login_is_tied_to_and_no_other(cast: Cast) -> None:
    _tie(cast.pat.account_id, cast.chloe.client_id, Relationship.PARENT)
    assert viewer_of(cast.pat).kind is ViewerKind.CLIENT
    assert [own.name for own in read(cast.pat, clients.list_own_details)] == ["Chloé Élie"]
    with pytest.raises(NotFound):
        act(cast.pat, clients.correct_own_details, client_id=cast.ana.client_id, form=clients.CorrectionForm(version=1))


def test_a_therapist_cannot_take_over_a_login_that_also_sees_another_therapists_client(cast: Cast) -> None:
    _tie(cast.ana.account_id, cast.chloe.client_id, Relationship.PARENT)
    form = PortalAccessForm(email=cast.ana.email, password="copper kettle 41 meadow")
    with pytest.raises(NotAllowed):
        read(cast.thea, portal_access.check_starter, client_id=cast.ana.client_id, form=form)
    with pytest.raises(NotAllowed):
        act(cast.thea, portal_access.give_access, client_id=cast.ana.client_id, form=form, password_hash="x")
    act(cast.adam, portal_access.give_access, client_id=cast.ana.client_id, form=form, password_hash="x")


def test_a_practice_may_let_therapists_see_every_client(cast: Cast) -> None:
    change(Practice, 1, therapists_see_all=True)
    assert read(cast.tom, clients.list_clients).total == 4
    assert read(cast.tom, clients.get_record, client_id=cast.ana.client_id).name == "Ana Lopez"


def test_what_is_clinical_needs_the_own_therapist_the_owner_or_a_practice_that_says_so(cast: Cast) -> None:
    change(Practice, 1, therapists_see_all=True)
    change(Client, cast.ana.client_id, referral="Dr. Moss")

    def seen_by(who: object) -> str:
        return read(who, clients.get_record, client_id=cast.ana.client_id).referral

    assert [seen_by(who) for who in (cast.olivia, cast.adam, cast.thea, cast.tom)] == ["Dr. Moss", "", "Dr. Moss", ""]
    change(Practice, 1, admins_see_clinical=True)
    assert seen_by(cast.adam) == "Dr. Moss"


def test_a_starter_password_makes_a_viewer_who_may_only_replace_it(cast: Cast) -> None:
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    viewer = sign_in(cast.ben.email, STARTER).viewer
    assert viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD
    for service in (clients.list_own_details, clients.list_clients):
        assert outcome(lambda service=service: read(viewer, service)) == "NotAllowed"  # type: ignore[misc]


def test_a_token_nobody_has_is_anonymous(cast: Cast) -> None:
    with_nothing = [access.ANONYMOUS for _ in range(3)]
    with reading() as session:
        assert [access.get_viewer(session, each) for each in ("", "0" * 64, "' OR '1'='1")] == with_nothing


def test_the_kind_follows_what_is_true_now_and_not_what_was_true_at_sign_in(cast: Cast) -> None:
    assert viewer_of(cast.tom).kind is ViewerKind.THERAPIST
    change(Account, cast.tom.account_id, role=Role.ADMIN)
    assert viewer_of(cast.tom).kind is ViewerKind.ADMIN
    opened = change_password(cast.pat, "another anchor 27 maple")
    assert opened.viewer.kind is ViewerKind.UNASSOCIATED


def _tie(account_id: UUID, client_id: str, relationship: Relationship) -> None:
    with transaction() as session:
        session.add(ClientAccess(account_id=account_id, client_id=UUID(client_id), relationship=relationship))
