"""Invitations: a link by which somebody chooses their own password."""

import pytest

from owl_app.clock import now
from owl_app.errors import Conflict, NotFound
from owl_app.models import Account, Area, AuditEntry, LinkPurpose, SingleUseLink
from owl_app.services import invitations, links, passwords
from owl_app.services.access import ViewerKind
from tests.cast import Cast, Person, change_password, hashed, letters_to, link_in, sign_in
from tests.door import act, change, read, row, rows, viewer_in
from tests.installation import Clock
from tests.together import at_once

CHOSEN = "amber violin 35 harbour"


def invite(staff: Person, person: Person) -> str:
    """Invite somebody who has an account, and return the token of the link in the newest letter."""

    def send(session, viewer):  # type: ignore[no-untyped-def]
        invitations.send(session, viewer, session.get_one(Account, person.account_id))

    act(staff, send)
    kind = "invite_to_portal" if person.area is Area.PORTAL else "invite_to_team"
    return link_in(letters_to(person, kind)[-1])


def accept(token: str, password: str = CHOSEN) -> ViewerKind:
    opened = act(
        None, invitations.accept, token=token, password_hash=hashed(password), device="Safari", device_token=""
    )
    kind: ViewerKind = opened.viewer.kind
    return kind


def test_an_invitation_lets_its_owner_choose_a_password_and_signs_them_in(cast: Cast) -> None:
    assert accept(invite(cast.thea, cast.ben)) is ViewerKind.CLIENT
    assert sign_in(cast.ben.email, CHOSEN).viewer.kind is ViewerKind.CLIENT


def test_an_invitation_proves_the_address(cast: Cast) -> None:
    assert row(Account, cast.ben.account_id).email_proven_at is None
    accept(invite(cast.thea, cast.ben))
    assert row(Account, cast.ben.account_id).email_proven_at is not None


def test_a_colleague_who_accepts_is_on_the_team(cast: Cast) -> None:
    assert accept(invite(cast.olivia, cast.tom)) is ViewerKind.THERAPIST


def test_an_invitation_is_good_once_however_many_use_it_at_once(cast: Cast) -> None:
    token = invite(cast.thea, cast.ben)
    answers = at_once(4, lambda _: accept(token))
    assert sorted(answers, key=str) == ["Conflict", "Conflict", "Conflict", ViewerKind.CLIENT]


def test_an_invitation_ends_what_was_signed_in_before(cast: Cast) -> None:
    accept(invite(cast.thea, cast.ben))
    assert act(None, lambda session, viewer: viewer_in(session, cast.ben).kind) is ViewerKind.ENDED


def test_an_invitation_is_good_for_fourteen_days(cast: Cast, clock: Clock) -> None:
    token = invite(cast.thea, cast.ben)
    clock.forward(days=14, seconds=1)
    with pytest.raises(Conflict, match="too old"):
        accept(token)


def test_a_newer_invitation_replaces_the_older(cast: Cast) -> None:
    older, newer = invite(cast.thea, cast.ben), invite(cast.thea, cast.ben)
    with pytest.raises(Conflict, match="a newer one was sent"):
        accept(older)
    accept(newer)


def test_an_invitation_is_nothing_for_an_address_that_was_replaced(cast: Cast) -> None:
    token = invite(cast.thea, cast.ben)
    change(Account, cast.ben.account_id, email="other@post.example", email_key="other@post.example")
    with pytest.raises(NotFound):
        accept(token)


def test_an_invitation_is_nothing_for_a_disabled_account(cast: Cast) -> None:
    token = invite(cast.thea, cast.ben)
    change(Account, cast.ben.account_id, disabled_at=now())
    with pytest.raises(NotFound):
        accept(token)


def test_mallory_cannot_use_another_link_as_an_invitation(cast: Cast) -> None:
    act(None, passwords.ask_reset, area=Area.PORTAL, email=cast.ana.email)
    with pytest.raises(NotFound):
        accept(link_in(letters_to(cast.ana, "reset_password")[-1]))


def test_looking_at_an_invitation_uses_nothing_up_and_is_written_down_once(cast: Cast) -> None:
    token = invite(cast.thea, cast.ben)
    assert read(None, links.purpose_of, token=token) is LinkPurpose.INVITATION
    act(None, links.note_opened, token=token)
    (first,) = [link.opened_at for link in rows(SingleUseLink, purpose=LinkPurpose.INVITATION)]
    assert first is not None
    act(None, links.note_opened, token=token)
    assert [link.opened_at for link in rows(SingleUseLink, purpose=LinkPurpose.INVITATION)] == [first]
    assert read(None, invitations.check, token=token).email == cast.ben.email
    accept(token)


def test_inviting_and_accepting_are_in_the_logs_of_the_client(cast: Cast) -> None:
    accept(invite(cast.thea, cast.ben))
    found = [
        (entry.act, entry.actor_name, str(entry.client_id))
        for entry in rows(AuditEntry, account_id=cast.ben.account_id)
        if entry.act.startswith("invitation")
    ]
    assert found == [
        ("invitation_sent", "Thea Thorne", cast.ben.client_id),
        ("invitation_accepted", "Ben Okafor", cast.ben.client_id),
    ]


def test_an_older_invitation_opens_nothing_once_the_password_was_changed(cast: Cast) -> None:
    token = invite(cast.thea, cast.ana)
    change_password(cast.ana, "purple lamp 77 winter")
    with pytest.raises(Conflict):
        accept(token)
