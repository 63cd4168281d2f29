"""Who may have what: every fetch by id, for every kind of viewer. The expected answers are typed by hand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from owl_app.database import reading, transaction
from owl_app.documents.picture import Picture
from owl_app.errors import NotFound, OwlError
from owl_app.models import Account, Area, Client, ClientAccess, Letter, Practice, Relationship, Role, SignIn
from owl_app.services import (
    access,
    audit,
    client_list,
    client_records,
    clients,
    email_changes,
    logos,
    mail_log,
    own_clients,
    own_details,
    passwords,
    portal_access,
    portal_logins,
    portal_settings,
    portal_timeline,
    practice,
    practice_settings,
    sign_ins,
    team,
)
from owl_app.services.access import ViewerKind
from owl_app.services.listing import Query
from owl_app.services.portal_access import NewLoginForm
from owl_app.services.portal_logins import LoginForm
from tests.cast import STARTER, Cast, Person, change_password, give_starter, sign_in
from tests.door import act, change, read, row, rows, viewer_of

EVERYBODY = ("olivia", "adam", "thea", "tom", "ana", "ben", "chloe", "pat", "mallory", "street")
STAFF = {"olivia", "adam", "thea", "tom"}
PRACTICE_AS_IT_IS = {"version": 1, "name": "Willow Street Therapy", "time_zone": "America/Toronto", "currency": "CAD"}


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
    "get_record": client_records.get_record,
    "list_for_client": audit.list_for_client,
    "note_seen": audit.note_seen,
    "get_portal_access": portal_timeline.get_portal_access,
}


@pytest.mark.parametrize("service", SERVICES_ON_ANAS_RECORD.values(), ids=SERVICES_ON_ANAS_RECORD)
def test_anas_record_is_for_the_owner_the_admin_and_her_own_therapist(cast: Cast, service: Callable[..., Any]) -> None:
    found = outcomes(cast, lambda who: act(who, service, client_id=cast.ana.client_id))
    assert found == answers("olivia adam thea", missing="tom")


def test_nobody_elses_client_can_be_changed(cast: Cast) -> None:
    def save(who: object) -> None:
        version = read(cast.olivia, client_records.get_record, client_id=cast.ana.client_id).version
        form = clients.AccountDetailsForm.read(
            {"first_name": "Ana", "last_name": "Lopez", "version": version, "city": str(uuid4())}
        )
        act(who, clients.change_account_details, client_id=cast.ana.client_id, form=form)

    assert outcomes(cast, save) == answers("olivia adam thea", missing="tom")


LOGIN_SERVICES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "check_starter": (portal_access.check_starter, {"password": "copper kettle 41 meadow"}),
    "give_starter": (portal_access.give_starter, {"password_hash": "x"}),
    "get_slip": (portal_access.get_slip, {}),
    "note_slip": (portal_access.note_slip, {}),
    "invite": (portal_access.invite, {}),
    "change_login": (portal_logins.change_login, {"form": LoginForm(email="ana@post.example")}),
    "unlock_login": (portal_logins.unlock_login, {}),
    "disable_login": (portal_logins.disable_login, {}),
    "enable_login": (portal_logins.enable_login, {}),
}
"""What whoever does it could sign in with, or keeps its owner out."""


def on_the_login_of(person: Person, service: str) -> Callable[[object], object]:
    call, given = LOGIN_SERVICES[service]
    return lambda who: act(who, call, client_id=person.client_id, login_id=person.account_id, **given)


@pytest.mark.parametrize("service", LOGIN_SERVICES)
def test_a_login_is_changed_by_those_who_may_open_the_record(cast: Cast, service: str) -> None:
    if service == "get_slip":
        give_starter(cast.olivia, cast.ana.client_id, cast.ana.email)
    assert outcomes(cast, on_the_login_of(cast.ana, service)) == answers("olivia adam thea", missing="tom")


@pytest.mark.parametrize("service", LOGIN_SERVICES)
def test_a_therapist_cannot_take_over_a_login_that_also_sees_another_therapists_client(
    cast: Cast, service: str
) -> None:
    if service == "get_slip":
        give_starter(cast.olivia, cast.ana.client_id, cast.ana.email)
    _tie(cast.ana.account_id, cast.chloe.client_id, Relationship.PARENT)
    found = outcomes(cast, on_the_login_of(cast.ana, service))
    assert [found[name] for name in ("thea", "tom", "adam")] == ["NotAllowed", "NotFound", "yes"]


@pytest.mark.parametrize("service", LOGIN_SERVICES)
def test_a_login_that_is_not_tied_to_the_client_is_not_there(cast: Cast, service: str) -> None:
    call, given = LOGIN_SERVICES[service]
    for login_id in (cast.chloe.account_id, cast.olivia.account_id, uuid4(), "nonsense"):
        for who in (cast.thea, cast.olivia):
            with pytest.raises(NotFound):
                act(who, call, client_id=cast.ana.client_id, login_id=login_id, **given)


def test_logins_are_made_by_those_who_may_open_the_record(cast: Cast) -> None:
    def add(who: object) -> None:
        form = NewLoginForm.read({"relationship": "other", "name": "Sol", "email": f"{uuid4().hex}@post.example"})
        act(who, portal_access.add_login, client_id=cast.ana.client_id, form=form, password_hash=None)

    assert outcomes(cast, add) == answers("olivia adam thea", missing="tom")


def test_a_login_is_taken_from_a_client_by_those_who_may_open_the_record(cast: Cast) -> None:
    _tie(cast.ana.account_id, cast.chloe.client_id, Relationship.PARENT)

    def remove(who: object) -> None:
        act(who, portal_logins.remove_login, client_id=cast.chloe.client_id, login_id=cast.ana.account_id)

    assert outcome(lambda: remove(cast.thea)) == "NotFound"
    assert outcome(lambda: remove(cast.ana)) == "NotAllowed"
    assert outcome(lambda: remove(cast.tom)) == "yes"
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT


def test_a_slip_is_printed_by_those_who_may_open_the_record(cast: Cast) -> None:
    give_starter(cast.olivia, cast.chloe.client_id, cast.chloe.email)
    for service in ("get_slip", "note_slip"):
        assert outcomes(cast, on_the_login_of(cast.chloe, service)) == answers("olivia adam tom", missing="thea")


def test_ones_own_details_are_corrected_by_oneself_alone(cast: Cast) -> None:
    form = own_details.CorrectionForm.read(
        {"version": read(cast.ana, own_details.get_own_details, client_id=cast.ana.client_id).version}
    )
    found = outcomes(
        cast, lambda who: act(who, own_details.correct_own_details, client_id=cast.ana.client_id, form=form)
    )
    assert found == answers("ana", missing="ben chloe mallory")


def test_the_list_of_clients_is_for_staff(cast: Cast) -> None:
    assert outcomes(cast, lambda who: read(who, client_list.list_clients, query=Query())) == answers(
        "olivia adam thea tom"
    )


def test_letters_are_for_owners_and_admins(cast: Cast) -> None:
    letter_id = rows(Letter, account_id=cast.ana.account_id)[0].id
    for service in (mail_log.read_letter, mail_log.resend):
        found = outcomes(cast, lambda who, service=service: act(who, service, letter_id=letter_id))  # type: ignore[misc]
        assert {name for name, what in found.items() if what != "NotAllowed"} == {"olivia", "adam"}
    assert outcomes(cast, lambda who: read(who, mail_log.list_letters)) == answers("olivia adam")


def test_the_practices_settings_are_seen_and_changed_by_owners_and_admins(cast: Cast) -> None:
    form = practice_settings.PracticeForm.read(PRACTICE_AS_IT_IS)
    assert outcomes(cast, lambda who: read(who, practice_settings.get)) == answers("olivia adam")
    assert outcomes(cast, lambda who: act(who, practice_settings.change, form=form)) == answers("olivia adam")


def test_the_portals_settings_are_changed_by_owners_and_admins_and_seen_by_staff(cast: Cast) -> None:
    form = portal_settings.PortalSettingsForm.read({"version": 1})
    assert outcomes(cast, lambda who: act(who, portal_settings.change, form=form)) == answers("olivia adam")
    assert outcomes(cast, lambda who: read(who, portal_settings.get)) == answers("olivia adam thea tom")
    assert outcomes(cast, lambda who: read(who, team.list_therapists)) == answers("olivia adam thea tom")


def test_the_team_is_seen_and_changed_by_owners_and_its_therapists_by_admins_too(cast: Cast) -> None:
    assert outcomes(cast, lambda who: read(who, team.list_team)) == answers("olivia adam")
    tom, adam = cast.tom.account_id, cast.adam.account_id
    numbers = iter(range(1000))

    def invite(who: object, role: str) -> None:
        form = team.InvitationForm(name="Nia North", email=f"nia{next(numbers)}@willow.example", role=role)
        act(who, team.invite, form=form)

    def invite_again(who: object, role: str) -> None:
        invite(cast.olivia, role)
        account = max(rows(Account, area=Area.STAFF), key=lambda account: account.id)
        act(who, team.invite_again, account_id=account.id)

    def change_role(who: object, account_id: UUID) -> None:
        act(who, team.change_role, account_id=account_id, form=team.RoleForm(role=row(Account, account_id).role or ""))

    def deactivate(who: object, account_id: UUID) -> None:
        act(who, team.deactivate, account_id=account_id, form=team.DeactivationForm(successor=team.NOBODY))
        act(who, team.reactivate, account_id=account_id)

    for call, therapist, admin in (
        (invite, "therapist", "admin"),
        (invite_again, "therapist", "admin"),
        (change_role, tom, adam),
        (deactivate, tom, adam),
    ):
        of_therapist = outcomes(cast, lambda who, call=call, therapist=therapist: call(who, therapist))  # type: ignore[misc]
        assert of_therapist == answers("olivia adam"), call
        of_admin = outcomes(cast, lambda who, call=call, admin=admin: call(who, admin))  # type: ignore[misc]
        assert of_admin == answers("olivia"), call


def test_ones_address_is_changed_by_oneself_alone(cast: Cast) -> None:
    form = email_changes.NewEmailForm(email="new@post.example")
    for service, given in ((email_changes.ask, {"form": form, "old_hash": "x"}), (email_changes.ask_again, {})):
        found = outcomes(cast, lambda who, service=service, given=given: act(who, service, **given))  # type: ignore[misc]
        assert found == dict.fromkeys(EVERYBODY, "Conflict") | {"street": "NotAllowed"}
    everybody = "olivia adam thea tom ana ben chloe pat mallory"
    assert outcomes(cast, lambda who: act(who, email_changes.keep_old)) == answers(everybody)


def test_the_logo_is_set_and_removed_by_owners_and_admins(cast: Cast) -> None:
    picture = Picture(content=b"a picture", sha256="0" * 64, width=1, height=1)
    assert outcomes(cast, lambda who: act(who, logos.set_logo, picture=picture)) == answers("olivia adam")
    assert outcomes(cast, lambda who: act(who, logos.remove_logo)) == answers("olivia adam")


def test_how_the_practice_looks_is_seen_by_anybody(cast: Cast) -> None:
    everybody = " ".join(EVERYBODY)
    act(cast.olivia, logos.set_logo, picture=Picture(content=b"a picture", sha256="0" * 64, width=1, height=1))
    assert outcomes(cast, lambda who: read(who, logos.get_brand)) == answers(everybody)
    assert outcomes(cast, lambda who: read(who, logos.get_look)) == answers(everybody)
    assert outcomes(cast, lambda who: read(who, logos.get_logo, sha256="0" * 64)) == answers(everybody)


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
    found = outcomes(cast, lambda who: act(who, team.add_staff, password_hash="x", **typed))
    assert found == answers("")


def own_clients_of_nobody(session: Any, viewer: Any) -> Any:
    return own_clients.choose(session, viewer, asked="")


def test_a_person_from_the_street_has_no_account(cast: Cast) -> None:
    for service in (
        passwords.own_account,
        passwords.count_change,
        passwords.ask_confirmation,
        sign_ins.list_devices,
        sign_ins.end_other_devices,
        practice.get_frame,
        own_clients_of_nobody,
    ):
        assert outcome(lambda service=service: act(None, service)) == "NotAllowed"  # type: ignore[misc]


def test_not_yours_and_not_there_are_the_same_sentence(cast: Cast) -> None:
    def sentence(who: object, service: Callable[..., Any], client_id: object) -> str:
        with pytest.raises(NotFound) as missing:
            act(who, service, client_id=client_id)
        return missing.value.message

    for service in SERVICES_ON_ANAS_RECORD.values():
        assert sentence(cast.tom, service, cast.ana.client_id) == sentence(cast.tom, service, uuid4())
    form = own_details.CorrectionForm(version=1)

    def correct(session, viewer, *, client_id):  # type: ignore[no-untyped-def]
        own_details.correct_own_details(session, viewer, client_id=client_id, form=form)

    assert sentence(cast.mallory, correct, cast.ana.client_id) == sentence(cast.mallory, correct, uuid4())


@pytest.mark.parametrize("nonsense", ["", "1", "../ana", "' OR 1=1 --", "\x00", "🦉", None, 7, ["a"], "0" * 5000])
def test_nonsense_is_the_id_of_nothing(cast: Cast, nonsense: object) -> None:
    for who in (cast.olivia, cast.thea):
        with pytest.raises(NotFound):
            act(who, client_records.get_record, client_id=nonsense)
    with pytest.raises(NotFound):
        act(cast.olivia, mail_log.read_letter, letter_id=nonsense)
    with pytest.raises(NotFound):
        act(cast.ana, sign_ins.end_device, sign_in_id=nonsense)


def test_a_client_sees_nobody_but_themselves(cast: Cast) -> None:
    for person in (cast.ana, cast.ben, cast.chloe, cast.mallory):
        assert [own.id for own in read(person, own_clients.choose, asked="").people] == [person.client_id]


def test_a_parent_sees_the_child_their_login_is_tied_to_and_no_other(cast: Cast) -> None:
    _tie(cast.pat.account_id, cast.chloe.client_id, Relationship.PARENT)
    assert viewer_of(cast.pat).kind is ViewerKind.CLIENT
    assert [own.name for own in read(cast.pat, own_clients.choose, asked="").people] == ["Chloé Élie"]
    with pytest.raises(NotFound):
        act(
            cast.pat,
            own_details.correct_own_details,
            client_id=cast.ana.client_id,
            form=own_details.CorrectionForm(version=1),
        )


def test_a_practice_may_let_therapists_see_every_client(cast: Cast) -> None:
    change(Practice, 1, therapists_see_all=True)
    assert read(cast.tom, client_list.list_clients, query=Query()).total == 4
    assert read(cast.tom, client_records.get_record, client_id=cast.ana.client_id).name == "Ana Lopez"


def test_what_is_clinical_needs_the_own_therapist_the_owner_or_a_practice_that_says_so(cast: Cast) -> None:
    change(Practice, 1, therapists_see_all=True)
    change(Client, cast.ana.client_id, referral="Dr. Moss")

    def seen_by(who: object) -> str:
        return read(who, client_records.get_record, client_id=cast.ana.client_id).referral

    assert [seen_by(who) for who in (cast.olivia, cast.adam, cast.thea, cast.tom)] == ["Dr. Moss", "", "Dr. Moss", ""]
    change(Practice, 1, admins_see_clinical=True)
    assert seen_by(cast.adam) == "Dr. Moss"


def test_a_starter_password_makes_a_viewer_who_may_only_replace_it(cast: Cast) -> None:
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    viewer = sign_in(cast.ben.email, STARTER).viewer
    assert viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD
    assert outcome(lambda: read(viewer, own_clients_of_nobody)) == "NotAllowed"
    assert outcome(lambda: read(viewer, client_list.list_clients, query=Query())) == "NotAllowed"


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
