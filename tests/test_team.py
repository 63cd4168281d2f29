"""The team: invited, changed and deactivated by those who may, and never without an Owner who can sign in."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from owl_app.database import transaction
from owl_app.errors import Conflict, Invalid, NotAllowed, NotFound, OwlError, Throttled
from owl_app.models import Account, Area, AuditEntry, Client, Letter, LetterState, Role
from owl_app.services import audit, client_list, clients, invitations, passwords, team
from owl_app.services.access import SYSTEM, ViewerKind
from owl_app.services.listing import Query
from owl_app.services.team import NOBODY, ColleagueRow, DeactivationForm, InvitationForm, RoleForm
from tests.cast import STARTER, Cast, Person, give_starter, hashed, letters_to, link_in, sign_in, signed_in
from tests.door import act, change, read, row, rows, viewer_of
from tests.installation import Clock
from tests.together import at_once, in_processes

CHOSEN = "amber violin 35 harbour"


def invite(who: object, name: str = "Nia North", email: str = "nia@willow.example", role: str = "therapist") -> Account:
    form = InvitationForm.read({"name": name, "email": email, "role": role})
    act(who, team.invite, form=form)
    return rows(Account, area=Area.STAFF, email=email)[0]


def link_to(account: Account) -> str:
    """The link in the newest invitation."""
    letters = rows(Letter, account_id=account.id, kind="invite_to_team")
    return link_in(sorted(letters, key=lambda letter: letter.created_at)[-1])


def accept(token: str) -> ViewerKind:
    opened = act(None, invitations.accept, token=token, password_hash=hashed(CHOSEN), device="", device_token="")
    kind: ViewerKind = opened.viewer.kind
    return kind


def another_owner(name: str = "Omar Oduya", email: str = "omar@willow.example") -> Person:
    password = "silver rocket 61 tulip"
    act(SYSTEM, team.add_staff, name=name, email=email, role=Role.OWNER, password_hash=hashed(password))
    return signed_in(name, email, password, Area.STAFF)


def make(who: object, person: Person, role: str, *, sure: bool = False) -> None:
    form = RoleForm.read({"role": role, **({"sure": "on"} if sure else {})})
    act(who, team.change_role, account_id=str(person.account_id), form=form)


def deactivate(who: object, person: Person, successor: str = NOBODY) -> None:
    form = DeactivationForm.read({"successor": successor})
    act(who, team.deactivate, account_id=str(person.account_id), form=form)


def reactivate(who: object, person: Person) -> None:
    act(who, team.reactivate, account_id=str(person.account_id))


def seen(who: object, email: str) -> ColleagueRow:
    (found,) = [each for each in read(who, team.list_team) if each.email == email]
    return found


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(OwlError) as caught:
        call()
    return type(caught.value).__name__, caught.value.message


def test_the_list_shows_everybody_with_role_state_and_number_of_clients(cast: Cast) -> None:
    invite(cast.olivia)
    deactivate(cast.olivia, cast.tom)
    assert [(each.name, each.role, each.state, each.clients) for each in read(cast.olivia, team.list_team)] == [
        ("Adam Abara", "admin", "active", 0),
        ("Nia North", "therapist", "invited", 0),
        ("Olivia Owens", "owner", "active", 0),
        ("Thea Thorne", "therapist", "active", 2),
        ("Tom Tran", "therapist", "deactivated", 0),
    ]
    assert seen(cast.olivia, cast.thea.email).last_signed_in_at is not None
    assert seen(cast.olivia, "nia@willow.example").last_signed_in_at is None


def test_the_list_says_who_is_asking_and_whom_they_may_change(cast: Cast) -> None:
    def may(who: object) -> dict[str, bool]:
        return {each.name.split()[0]: each.may_change for each in read(who, team.list_team)}

    assert may(cast.olivia) == {"Adam": True, "Olivia": True, "Thea": True, "Tom": True}
    assert may(cast.adam) == {"Adam": False, "Olivia": False, "Thea": True, "Tom": True}
    assert [each.name for each in read(cast.adam, team.list_team) if each.is_viewer] == ["Adam Abara"]


def test_who_is_invited_chooses_a_password_and_is_on_the_team(cast: Cast) -> None:
    account = invite(cast.olivia)
    assert (account.password_hash, account.email_proven_at) == (None, None)
    assert accept(link_to(account)) is ViewerKind.THERAPIST
    assert seen(cast.olivia, account.email).state == "active"
    assert sign_in(account.email, CHOSEN, Area.STAFF).viewer.name == "Nia North"


def test_who_is_invited_cannot_sign_in_before_nor_ask_for_a_password(cast: Cast) -> None:
    account = invite(cast.olivia)
    for password in ("", "None", CHOSEN):
        assert refused(lambda password=password: sign_in(account.email, password, Area.STAFF))[0] == "NotFound"  # type: ignore[misc]
    act(None, passwords.ask_reset, area=Area.STAFF, email=account.email)
    assert not rows(Letter, account_id=account.id, kind="reset_password")


@pytest.mark.parametrize("role", ["owner", "admin", "therapist"])
def test_an_owner_invites_anybody(cast: Cast, role: str) -> None:
    assert accept(link_to(invite(cast.olivia, role=role))).value == role


def test_an_admin_invites_therapists_alone(cast: Cast) -> None:
    for role in ("owner", "admin"):
        with pytest.raises(NotAllowed, match="Ask an Owner"):
            invite(cast.adam, role=role)
    assert accept(link_to(invite(cast.adam))) is ViewerKind.THERAPIST


def test_an_address_of_the_team_cannot_be_invited_and_the_answer_says_what_to_do(cast: Cast) -> None:
    invite(cast.olivia)
    deactivate(cast.olivia, cast.tom)
    for email, sentence in {
        "THEA@Willow.example": "Thea Thorne is on the team already and signs in with this address.",
        "nia@willow.example": "Nia North is invited already. Send the invitation again from the list.",
        "ｔｏｍ@willow.example": "This address belongs to Tom Tran, who is deactivated. Reactivate them instead.",
    }.items():
        with pytest.raises(Invalid) as caught:
            invite(cast.olivia, email=email)
        assert caught.value.fields == {"email": sentence}
    assert len(rows(Account, area=Area.STAFF)) == 5


def test_a_client_may_be_on_the_team_too_and_that_is_said(cast: Cast) -> None:
    form = InvitationForm.read({"name": "Ana Lopez", "email": cast.ana.email, "role": "therapist"})
    assert act(cast.olivia, team.invite, form=form).is_client_login
    accept(link_to(rows(Account, area=Area.STAFF, email=cast.ana.email)[0]))
    assert viewer_of(cast.ana).kind is ViewerKind.CLIENT
    assert sign_in(cast.ana.email, CHOSEN, Area.STAFF).viewer.kind is ViewerKind.THERAPIST
    assert sign_in(cast.ana.email, cast.ana.password).viewer.kind is ViewerKind.CLIENT
    other = InvitationForm.read({"name": "Nia", "email": "nia@willow.example", "role": "therapist"})
    assert not act(cast.olivia, team.invite, form=other).is_client_login


def test_of_two_who_invite_one_address_at_once_one_succeeds(cast: Cast) -> None:
    answers = at_once(4, lambda number: invite((cast.olivia, cast.adam)[number % 2]))
    assert answers.count("Invalid") == 3
    assert len(rows(Letter, kind="invite_to_team")) == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", " ", "Please fill this in."),
        ("name", "x" * 121, "Use at most 120 characters."),
        ("email", "", "Please fill this in."),
        ("email", "nobody", "Write an email address, like name@example.org."),
        ("role", "", "Choose a role."),
        ("role", "king", "Choose a role."),
        ("password_hash", "x", "This field is not known here. Reload the page and try again."),
    ],
)
def test_what_cannot_be_used_for_an_invitation_gets_a_sentence(field: str, typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        InvitationForm.read({"name": "Nia", "email": "nia@willow.example", "role": "therapist", field: typed})
    assert caught.value.fields == {field: sentence}


def test_without_a_role_nothing_is_assumed() -> None:
    for form in (InvitationForm, RoleForm):
        with pytest.raises(Invalid) as caught:
            form.read({})
        assert caught.value.fields["role"] == "Choose a role."


def test_an_invitation_sent_again_is_the_only_one_that_works(cast: Cast) -> None:
    account = invite(cast.olivia)
    older = link_to(account)
    act(cast.adam, team.invite_again, account_id=account.id)
    assert refused(lambda: accept(older))[0] == "Conflict"
    assert accept(link_to(account)) is ViewerKind.THERAPIST
    with pytest.raises(Conflict, match="does not wait"):
        act(cast.olivia, team.invite_again, account_id=account.id)


def test_nobody_gets_more_than_five_invitations_an_hour(cast: Cast, clock: Clock) -> None:
    account = invite(cast.olivia)
    for _ in range(4):
        act(cast.olivia, team.invite_again, account_id=account.id)
    with pytest.raises(Throttled):
        act(cast.olivia, team.invite_again, account_id=account.id)
    clock.forward(minutes=61)
    act(cast.olivia, team.invite_again, account_id=account.id)


def test_the_list_says_when_an_invitation_was_sent_has_run_out_or_was_not_delivered(cast: Cast, clock: Clock) -> None:
    account = invite(cast.olivia)
    before = seen(cast.olivia, account.email)
    assert (before.invitation_over, before.letter_failed) == (False, False)
    change(Letter, rows(Letter, account_id=account.id)[0].id, state=LetterState.FAILED)
    assert seen(cast.olivia, account.email).letter_failed
    clock.forward(days=15)
    olivia = sign_in(cast.olivia.email, cast.olivia.password, Area.STAFF, compare=False)
    assert seen(olivia, account.email).invitation_over
    act(olivia, team.invite_again, account_id=account.id)
    after = seen(olivia, account.email)
    assert (after.invitation_over, after.letter_failed) == (False, False)
    assert before.invited_at and after.invited_at and (after.invited_at - before.invited_at).days == 15


def test_another_role_is_true_at_once_and_ends_every_sign_in(cast: Cast) -> None:
    make(cast.olivia, cast.tom, "admin")
    assert viewer_of(cast.tom).kind is ViewerKind.ENDED
    assert sign_in(cast.tom.email, cast.tom.password, Area.STAFF).viewer.kind is ViewerKind.ADMIN
    assert viewer_of(cast.olivia).kind is ViewerKind.OWNER


def test_the_same_role_again_signs_nobody_out(cast: Cast) -> None:
    make(cast.olivia, cast.tom, "therapist")
    assert viewer_of(cast.tom).kind is ViewerKind.THERAPIST


def test_an_admin_changes_neither_owners_nor_admins_and_promotes_nobody(cast: Cast) -> None:
    for person, role in ((cast.olivia, "therapist"), (cast.adam, "owner"), (cast.tom, "admin"), (cast.tom, "owner")):
        with pytest.raises(NotAllowed):
            make(cast.adam, person, role, sure=True)
    for person in (cast.olivia, cast.adam):
        with pytest.raises(NotAllowed):
            deactivate(cast.adam, person)
    deactivate(cast.adam, cast.tom)
    assert [row(Account, each.account_id).role for each in (cast.olivia, cast.adam, cast.tom)] == [
        Role.OWNER,
        Role.ADMIN,
        Role.THERAPIST,
    ]


def test_an_admin_lets_in_and_invites_again_therapists_alone(cast: Cast) -> None:
    another = invite(cast.olivia, role="owner")
    with pytest.raises(NotAllowed):
        act(cast.adam, team.invite_again, account_id=another.id)
    act(cast.olivia, team.deactivate, account_id=another.id, form=DeactivationForm())
    with pytest.raises(NotAllowed):
        act(cast.adam, team.reactivate, account_id=another.id)


def test_an_owner_steps_down_only_while_another_stays_and_only_when_they_say_so(cast: Cast) -> None:
    with pytest.raises(Conflict, match="Make somebody else an Owner first"):
        make(cast.olivia, cast.olivia, "admin", sure=True)
    omar = another_owner()
    with pytest.raises(Invalid) as caught:
        make(cast.olivia, cast.olivia, "admin")
    assert caught.value.fields == {"sure": "Tick this if you are sure."}
    make(cast.olivia, cast.olivia, "admin", sure=True)
    assert viewer_of(cast.olivia).kind is ViewerKind.ADMIN
    assert viewer_of(omar).kind is ViewerKind.OWNER
    with pytest.raises(NotAllowed):
        make(cast.olivia, cast.olivia, "owner", sure=True)


def test_stepping_down_ends_the_other_devices_and_keeps_this_one(cast: Cast) -> None:
    another_owner()
    phone = signed_in(cast.olivia.name, cast.olivia.email, cast.olivia.password, Area.STAFF)
    make(cast.olivia, cast.olivia, "therapist", sure=True)
    assert viewer_of(cast.olivia).kind is ViewerKind.THERAPIST
    assert viewer_of(phone).kind is ViewerKind.ENDED


def test_an_owner_who_cannot_sign_in_is_none_that_stays(cast: Cast) -> None:
    invite(cast.olivia, role="owner")
    with pytest.raises(Conflict):
        make(cast.olivia, cast.olivia, "admin", sure=True)
    omar = another_owner()
    deactivate(cast.olivia, omar)
    with pytest.raises(Conflict):
        make(cast.olivia, cast.olivia, "admin", sure=True)


def test_nobody_deactivates_themselves(cast: Cast) -> None:
    another_owner()
    with pytest.raises(Conflict, match="You cannot deactivate yourself"):
        deactivate(cast.olivia, cast.olivia)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET role = 'admin' WHERE role = 'owner'",
        "UPDATE account SET disabled_at = created_at WHERE role = 'owner'",
        "UPDATE account SET password_hash = NULL WHERE role = 'owner'",
        "DELETE FROM account WHERE role = 'owner'",
    ],
)
def test_the_database_itself_keeps_the_last_owner(olivia: Person, statement: str) -> None:
    with pytest.raises(IntegrityError, match="the last owner stays"), transaction() as session:
        session.execute(text("DELETE FROM sign_in"))
        session.execute(text("DELETE FROM known_device"))
        session.execute(text(statement))
    assert row(Account, olivia.account_id).role is Role.OWNER


def test_of_two_owners_who_demote_each_other_at_once_one_wins(cast: Cast) -> None:
    omar = another_owner()
    pair = (cast.olivia, omar)
    answers = at_once(2, lambda number: make(pair[number], pair[1 - number], "therapist"))
    assert sorted(answers, key=str) == [None, "NotAllowed"]
    assert len(rows(Account, role=Role.OWNER)) == 1


def test_of_two_owners_who_deactivate_each_other_at_once_one_wins(cast: Cast) -> None:
    omar = another_owner()
    pair = (cast.olivia, omar)
    answers = at_once(2, lambda number: deactivate(pair[number], pair[1 - number]))
    assert sorted(answers, key=str) == [None, "NotAllowed"]
    assert [account.disabled_at is None for account in rows(Account, role=Role.OWNER)].count(True) == 1


def test_of_two_owners_who_step_down_at_once_one_stays(cast: Cast) -> None:
    omar = another_owner()
    pair = (cast.olivia, omar)
    answers = at_once(2, lambda number: make(pair[number], pair[number], "admin", sure=True))
    assert sorted(answers, key=str) == ["Conflict", None]
    assert len(rows(Account, role=Role.OWNER)) == 1


DEMOTE = """
import sys
from owl_app.database import transaction
from owl_app.errors import OwlError
from owl_app.security.tokens import hash_token
from owl_app.services import team
from owl_app.services.access import get_viewer
who, whom = [("{first}", "{second_id}"), ("{second}", "{first_id}")][int(sys.argv[1])]
try:
    with transaction() as session:
        viewer = get_viewer(session, hash_token(who))
        team.change_role(session, viewer, account_id=whom, form=team.RoleForm(role="therapist"))
    print("done")
except OwlError as error:
    print(type(error).__name__)
"""


def test_of_two_processes_in_which_owners_demote_each_other_one_wins(cast: Cast) -> None:
    omar = another_owner()
    program = DEMOTE.format(
        first=cast.olivia.token, second=omar.token, first_id=cast.olivia.account_id, second_id=omar.account_id
    )
    assert sorted(in_processes(2, program)) == ["NotAllowed", "done"]
    assert len(rows(Account, role=Role.OWNER)) == 1


def test_deactivating_ends_sign_ins_and_links_at_once(cast: Cast) -> None:
    act(None, passwords.ask_reset, area=Area.STAFF, email=cast.olivia.email)
    omar = another_owner()
    token = link_in(letters_to(cast.olivia, "reset_password")[0])
    deactivate(omar, cast.olivia)
    assert viewer_of(cast.olivia).kind is ViewerKind.ENDED
    assert refused(lambda: sign_in(cast.olivia.email, cast.olivia.password, Area.STAFF))[0] == "NotFound"
    with pytest.raises(OwlError):
        act(None, passwords.use_reset_link, token=token, password_hash=hashed(CHOSEN))


def test_a_withdrawn_invitation_opens_nothing_and_a_new_one_does(cast: Cast) -> None:
    account = invite(cast.olivia)
    withdrawn = link_to(account)
    act(cast.olivia, team.deactivate, account_id=account.id, form=DeactivationForm())
    assert refused(lambda: accept(withdrawn))[0] == "Conflict"
    assert seen(cast.olivia, account.email).state == "deactivated"
    invited = act(cast.olivia, team.reactivate, account_id=account.id)
    assert invited and invited.email == account.email
    assert refused(lambda: accept(withdrawn))[0] == "Conflict"
    assert accept(link_to(account)) is ViewerKind.THERAPIST


def test_the_clients_of_who_leaves_go_to_who_is_chosen_and_each_record_says_so(cast: Cast) -> None:
    before = row(Client, cast.ana.client_id).version
    deactivate(cast.olivia, cast.thea, str(cast.tom.account_id))
    for person in (cast.ana, cast.ben):
        client = row(Client, person.client_id)
        assert (client.therapist_id, client.version) == (cast.tom.account_id, before + 1)
        newest = read(cast.olivia, audit.list_for_client, client_id=person.client_id)[0]
        assert (newest.who, newest.what) == ("Olivia Owens", "changed the therapist from Thea Thorne to Tom Tran")
    assert row(Client, cast.chloe.client_id).version == before
    assert read(cast.tom, client_list.list_clients, query=Query()).total == 3


def test_clients_may_be_left_with_nobody_for_now(cast: Cast) -> None:
    deactivate(cast.olivia, cast.tom, NOBODY)
    assert row(Client, cast.chloe.client_id).therapist_id is None
    newest = read(cast.olivia, audit.list_for_client, client_id=cast.chloe.client_id)[0]
    assert newest.what == "changed the therapist from Tom Tran to nobody"


def test_who_takes_the_clients_over_has_to_be_chosen_among_those_who_can(cast: Cast) -> None:
    deactivate(cast.olivia, cast.adam)
    missing = "Choose who takes the clients over, or nobody for now."
    wrong = "Choose somebody from the list."
    for successor, sentence in {
        "": missing,
        str(cast.thea.account_id): wrong,
        str(cast.adam.account_id): wrong,
        str(cast.ana.account_id): wrong,
        str(uuid4()): wrong,
        "nonsense": wrong,
    }.items():
        with pytest.raises(Invalid) as caught:
            deactivate(cast.olivia, cast.thea, successor)
        assert caught.value.fields == {"successor": sentence}
    assert viewer_of(cast.thea).kind is ViewerKind.THERAPIST
    assert row(Client, cast.ana.client_id).therapist_id == cast.thea.account_id


def test_a_client_given_to_somebody_while_they_are_deactivated_is_never_left_with_them(cast: Cast) -> None:
    def give(number: int) -> None:
        form = clients.NewClientForm(first_name="New", last_name=str(number), therapist_id=str(cast.tom.account_id))
        act(cast.adam, clients.add_client, form=form)

    answers = at_once(6, lambda number: give(number) if number else deactivate(cast.olivia, cast.tom))
    assert answers[0] is None
    assert [client.full_name for client in rows(Client, therapist_id=cast.tom.account_id)] == []


def test_who_is_deactivated_is_offered_to_no_client(cast: Cast) -> None:
    invite(cast.olivia)
    deactivate(cast.olivia, cast.tom)
    assert [each.name for each in read(cast.thea, team.list_therapists)] == [
        "Adam Abara",
        "Nia North",
        "Olivia Owens",
        "Thea Thorne",
    ]
    form = clients.NewClientForm(first_name="New", last_name="Person", therapist_id=str(cast.tom.account_id))
    with pytest.raises(Invalid):
        act(cast.olivia, clients.add_client, form=form)


def test_who_is_reactivated_signs_in_with_the_password_they_had_and_anew(cast: Cast) -> None:
    deactivate(cast.olivia, cast.tom)
    reactivate(cast.adam, cast.tom)
    assert viewer_of(cast.tom).kind is ViewerKind.ENDED
    assert sign_in(cast.tom.email, cast.tom.password, Area.STAFF).viewer.kind is ViewerKind.THERAPIST
    assert not rows(Letter, account_id=cast.tom.account_id, kind="invite_to_team")


def test_twice_is_as_good_as_once(cast: Cast) -> None:
    for _ in range(2):
        deactivate(cast.olivia, cast.tom)
    for _ in range(2):
        reactivate(cast.olivia, cast.tom)
    acts = [entry.act for entry in rows(AuditEntry, account_id=cast.tom.account_id)]
    assert [acts.count(act) for act in ("colleague_deactivated", "colleague_reactivated")] == [1, 1]


def test_every_act_names_who_did_it(cast: Cast) -> None:
    make(cast.olivia, cast.tom, "admin")
    deactivate(cast.olivia, cast.tom)
    reactivate(cast.olivia, cast.tom)
    account = invite(cast.adam)
    found = [
        (entry.act, entry.actor_name)
        for account_id in (cast.tom.account_id, account.id)
        for entry in sorted(rows(AuditEntry, account_id=account_id), key=lambda entry: entry.at)
        if entry.actor_name != cast.tom.name
    ]
    assert found == [
        ("role_changed", "Olivia Owens"),
        ("colleague_deactivated", "Olivia Owens"),
        ("colleague_reactivated", "Olivia Owens"),
        ("invitation_sent", "Adam Abara"),
    ]


@pytest.mark.parametrize("nonsense", ["", "1", "' OR 1=1 --", "\x00", "🦉", None, 7, ["a"]])
def test_nonsense_is_nobody(cast: Cast, nonsense: object) -> None:
    for service, given in (
        (team.invite_again, {}),
        (team.reactivate, {}),
        (team.change_role, {"form": RoleForm(role="admin")}),
        (team.deactivate, {"form": DeactivationForm()}),
    ):
        with pytest.raises(NotFound):
            act(cast.olivia, service, account_id=nonsense, **given)


def test_a_clients_login_is_nobody_on_the_team(cast: Cast) -> None:
    with pytest.raises(NotFound):
        deactivate(cast.olivia, cast.ana)
    with pytest.raises(NotFound):
        make(cast.olivia, cast.ana, "owner")
    assert row(Account, cast.ana.account_id).role is None


def test_who_leaves_gets_in_with_no_starter_password_they_handed_out(cast: Cast) -> None:
    form = clients.NewClientForm(first_name="New", last_name="Person", email="new@post.example")
    client_id = act(cast.tom, clients.add_client, form=form)
    give_starter(cast.tom, client_id, "new@post.example")
    theas = act(cast.thea, clients.add_client, form=clients.NewClientForm(first_name="Other", last_name="Person"))
    give_starter(cast.thea, theas, "other@post.example")
    deactivate(cast.olivia, cast.tom, str(cast.thea.account_id))
    assert refused(lambda: sign_in("new@post.example", STARTER))[0] == "NotFound"
    assert sign_in("other@post.example", STARTER).viewer.kind is ViewerKind.MUST_CHANGE_PASSWORD
    (entry,) = rows(AuditEntry, act="starter_password_withdrawn")
    assert (entry.actor_name, str(entry.client_id)) == ("Olivia Owens", client_id)
